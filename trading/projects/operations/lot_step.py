"""A simple arrow in the life of a lot, declared as one value: who may, where it leads, what is logged, what is told.

    CLOSE = LotStep(event=LotEvent.CLOSE_BIDDING, tag=AuditTag.BIDDING_CLOSE)

    async with CLOSE.taken(actor=actor, lot_id=lot_id, now=now) as step:
        step.lot.closed_at = now

Inside, the lot is locked and moved; afterwards it is saved, the entry is appended, the event sent. `taken_by_all` moves
all lots of a project at once, or none, and saves the project too; each lot has its entry.
Not for: arrows that need the entry's number, or that something else decides.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.canonical import Json
from identity.actor import Actor
from storage import audit, outbox
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.projects.queries.drafts import life_of, project_of
from trading.projects.queries.lots import lot_for_update, project_for_update
from trading.states import LotEvent
from trading.tables import Lot, Project


@dataclass(slots=True, kw_only=True)
class Taken:
    """The rows of a step being taken, and the facts its entry will state."""

    lot: Lot
    project: Project
    facts: Mapping[str, Json]


@dataclass(slots=True, kw_only=True)
class TakenByAll:
    """The same of all lots together; each entry states the facts."""

    lots: tuple[Lot, ...]
    project: Project
    facts: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotStep:
    """`may` refuses who may not; without it the calling operation has asked."""

    event: LotEvent
    tag: AuditTag
    may: Callable[[Actor, Project], None] | None = None
    public: bool = True
    topic: str | None = None

    @asynccontextmanager
    async def taken(self, *, actor: Actor, lot_id: UUID, now: datetime) -> AsyncIterator[Taken]:
        """Raises `IllegalTransition` where the lot's life has no such arrow."""
        async with transaction():
            lot = await lot_for_update(lot_id)
            project = await project_of(lot)
            self._move(actor, project, (lot,))
            step = Taken(lot=lot, project=project, facts={"state": lot.state})
            yield step
            await self._remember(actor, (lot,), step.facts, now=now)

    @asynccontextmanager
    async def taken_by_all(
        self, *, actor: Actor, project_id: UUID, now: datetime
    ) -> AsyncIterator[TakenByAll]:
        """Raises `IllegalTransition` where the life of one of the lots has no such arrow."""
        async with transaction():
            project, lots = await project_for_update(project_id)
            self._move(actor, project, lots)
            step = TakenByAll(lots=lots, project=project, facts={"state": lots[0].state})
            yield step
            await project.save()
            await self._remember(actor, lots, step.facts, now=now)

    def _move(self, actor: Actor, project: Project, lots: Sequence[Lot]) -> None:
        if self.may is not None:
            self.may(actor, project)
        for lot in lots:
            lot.state = life_of(project).after(lot.state, self.event).value

    async def _remember(
        self, actor: Actor, lots: Sequence[Lot], facts: Mapping[str, Json], *, now: datetime
    ) -> None:
        for lot in lots:
            await lot.save()
            await audit.record(
                self.tag,
                actor=actor.audit_name,
                subject=str(lot.id),
                facts=facts,
                now=now,
                public=self.public,
            )
            if self.topic is not None:
                await outbox.emit(self.topic, subject_id=lot.id)
