"""Save marks as a draft, as often as wished, seen by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from core.errors import Conflict, Invalid, NotFound
from core.statements import LONGEST_NOTE, stated
from evaluation.domain.marks import read_mark
from evaluation.operations.sitting import Sitting, take_seat
from evaluation.queries.marks import has_locked
from evaluation.queries.standing import standing_of
from evaluation.states import SessionState
from evaluation.tables import Score
from identity.actor import Actor
from storage.database import transaction
from trading.projects.domain.faults import refuse_faults
from trading.projects.queries import scheme_of
from web.form_fields import Note, Short


class Mark(Struct, frozen=True, kw_only=True):
    """One mark as typed; empty points mean none is given yet, and take one that was given away again."""

    bid_id: UUID
    criterion_id: UUID
    points: Short = ""
    note: Note = ""


async def save_scores(*, actor: Actor, session_id: UUID, marks: tuple[Mark, ...], now: datetime) -> None:
    """All given marks or none. Refuses marks outside 0 … max, finer than 0.01, one given twice (`mark-doubled`), or
    after locking (`scores-locked`)."""
    if len({(mark.bid_id, mark.criterion_id) for mark in marks}) < len(marks):
        raise Invalid(code="mark-doubled", message="同一投标的同一评审因素给出了两个评分")
    async with transaction():
        sitting = await take_seat(actor=actor, session_id=session_id, during=SessionState.SCORING)
        if await has_locked(sitting.me, sitting.session):
            raise scores_locked()
        rows = await _rows(sitting, marks, now)
        if not rows:
            return
        await Score.insert(*rows).on_conflict(
            target=(Score.member, Score.bid, Score.criterion),
            action="DO UPDATE",
            values=[Score.points, Score.note, Score.saved_at],
        )


def scores_locked() -> Conflict:
    """After locking nobody changes a mark, the member included."""
    return Conflict(code="scores-locked", message="评分已锁定，不能修改")


async def _rows(sitting: Sitting, marks: tuple[Mark, ...], now: datetime) -> list[Score]:
    valid = {bid.bid_id for bid in (await standing_of(sitting.session)).valid}
    criteria = {c.id: c for c in (await scheme_of(sitting.session.lot)).criteria}
    rows: list[Score] = []
    faults: list[Invalid] = []
    for mark in marks:
        if mark.bid_id not in valid or mark.criterion_id not in criteria:
            raise NotFound(code="cell-unknown", message="没有这项评分")
        row = Score(member=sitting.me.id, bid=mark.bid_id, criterion=mark.criterion_id, saved_at=now)
        rows.append(row)
        with _gathering(faults):
            row.points = _points(mark, most=criteria[mark.criterion_id].max_points)
        with _gathering(faults):
            field = f"note-{mark.bid_id}-{mark.criterion_id}"
            row.note = stated(mark.note, field=field, most=LONGEST_NOTE)
    refuse_faults(faults)
    return rows


def _points(mark: Mark, *, most: Decimal) -> Decimal | None:
    typed, field = mark.points.strip(), f"points-{mark.bid_id}-{mark.criterion_id}"
    return read_mark(typed, max_points=most, field=field) if typed else None


@contextmanager
def _gathering(faults: list[Invalid]) -> Iterator[None]:
    """So that every mark at fault is told, each beside its field."""
    try:
        yield
    except Invalid as fault:
        faults.append(fault)
