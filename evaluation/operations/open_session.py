"""Open the evaluation room of a lot once its committee is drawn and complete."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import count, islice
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict
from evaluation.audit_tags import AuditTag
from evaluation.operations.sitting import remember
from evaluation.permissions import Permission
from evaluation.tables import Presence, Session
from expert_pool.domain.composition import check_composition, committee_rules
from expert_pool.queries.committee import Committee, CommitteeMember, committee
from identity.actor import Actor
from identity.permissions import check
from storage.database import transaction
from storage.keys import platform_keys
from trading.projects.operations.move_lot import begin_evaluation
from trading.projects.queries import lot_for_update, lot_view
from trading.rules import Article


class LotToEvaluate(Struct, frozen=True, kw_only=True):
    """The lot whose session is to be opened."""

    lot_id: Annotated[UUID, Meta(title="评审项目")]


async def open_session(*, actor: Actor, word: LotToEvaluate, now: datetime) -> UUID:
    """Open a lot's session: the lot moves to 评标中. Returns the session's id.

    Refuses an incomplete committee (`committee-incomplete`) and a second opening (`session-exists`).
    """
    lot_id = word.lot_id
    async with transaction():
        check(actor, Permission.SESSION_OPEN)
        await lot_for_update(lot_id)
        seated = await committee(lot_id)
        if not seated.is_complete:
            raise await _incomplete(seated)
        await check_lawful(seated)
        if await Session.exists().where(Session.lot == lot_id):
            raise Conflict(code="session-exists", message="评审已经开始")
        session = Session(lot=lot_id, draw=seated.draw_id, opened_by=actor.person_id, opened_at=now)
        await session.save()
        for number, member in enumerate(_numbered(session.id, seated), start=1):
            await new_seat(session_id=session.id, member=member, number=number)
        await begin_evaluation(lot_id=lot_id, actor=actor, now=now)
        await remember(
            AuditTag.SESSION_OPEN,
            session=session,
            actor_name=actor.audit_name,
            facts={"draw": str(seated.draw_id), "members": len(seated.members)},
            now=now,
        )
        return UUID(str(session.id))


async def check_lawful(seated: Committee) -> None:
    """Refuse a committee that is not whole (`committee-incomplete`) or not lawful (`committee-even`, …)."""
    if not seated.is_whole:
        raise await _incomplete(seated)
    lot = await lot_view(seated.lot_id)
    check_composition(
        experts=len(seated.experts),
        representatives=len(seated.delegates),
        budget=lot.budget,
        rules=committee_rules(rules=lot.rules),
        called=lot.terms.committee,
    )


async def new_seat(*, session_id: UUID, member: CommitteeMember, number: int) -> None:
    """A row for a member expected in the room, known to colleagues by `number`."""
    call, sent = (None, member.place_id) if member.is_representative else (member.place_id, None)
    await Presence(session=session_id, number=number, call=call, representative=sent).save()


def free_numbers(*, taken: Iterable[int], wanted: int) -> list[int]:
    """The lowest numbers nobody sits under."""
    used = set(taken)
    return list(islice((number for number in count(1) if number not in used), wanted))


def _numbered(session_id: UUID, seated: Committee) -> list[CommitteeMember]:
    """An order that does not tell the seat, and that nobody without the platform's key can foresee."""
    keys = platform_keys()
    return sorted(
        seated.members,
        key=lambda member: keys.handle("evaluation-number", str(session_id), str(member.person_id)),
    )


async def _incomplete(seated: Committee) -> Conflict:
    lot = await lot_view(seated.lot_id)
    size = seated.size + seated.representatives
    return Conflict(
        code="committee-incomplete",
        message=f"{lot.terms.committee}应为{size}人，{_missing(seated, lot.terms.tenderer)}，不能开始评审",
        article=lot.articles[Article.COMMITTEE],
        facts={
            "size": seated.size,
            "representatives": seated.representatives,
            "confirmed": sum(member.has_accepted for member in seated.members),
        },
    )


def _missing(seated: Committee, tenderer: str) -> str:
    experts = seated.size - sum(member.has_accepted for member in seated.experts)
    delegates = seated.representatives - len(seated.delegates)
    told = []
    if experts:
        told.append(f"尚有{experts}名专家未确认参加")
    if delegates:
        told.append(f"{tenderer}尚未委派{delegates}名{tenderer}代表")
    return "，".join(told)
