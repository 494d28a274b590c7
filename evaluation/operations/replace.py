"""A member leaves the room and the next in the drawn order is called (87令第四十九条).

The replaced member's opinions are void; they stay in the tables on a seat that is REPLACED. The committee is then
put together again: the newcomer checks in, declares, and the review is closed anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import NotFound
from core.statements import LONGEST_REMARK, stated
from evaluation.audit_tags import AuditTag
from evaluation.operations.open_session import new_seat
from evaluation.operations.sitting import evaluator_name, move_member, remember, session_for_update
from evaluation.permissions import Permission
from evaluation.queries.seats import live_members
from evaluation.states import (
    SESSION_STATES,
    MemberEvent,
    SessionEvent,
)
from evaluation.tables import Member, Session
from expert_pool.domain.duties import Cause
from expert_pool.operations.name_representative import vacate_representative
from expert_pool.operations.replace_member import replace_member
from expert_pool.queries.committee import committee
from identity.actor import Actor
from identity.permissions import check
from storage.database import transaction
from web.form_fields import CHOSEN, Number, ShortReason


class Absence(Struct, frozen=True, kw_only=True):
    """Which member is to be replaced, and why."""

    number: Annotated[Number, CHOSEN, Meta(title="成员")]
    reason: Annotated[ShortReason, Meta(title="更换理由")]


async def replace_absent(*, actor: Actor, session_id: UUID, word: Absence, now: datetime) -> None:
    """Trading-centre staff replace a member who did not come, left, or cannot go on."""
    async with transaction():
        session = await session_for_update(session_id)
        check(actor, Permission.SESSION_CONTROL)
        words = stated(word.reason, field="reason", most=LONGEST_REMARK)
        members = await live_members(session_id)
        leaving = next((member for member in members if member.number == word.number), None)
        if leaving is None:
            raise NotFound(code="member-unknown", message="没有这位评委")
        await replace_in_room(
            actor=actor,
            session=session,
            leaving=leaving,
            cause=Cause.ABSENT,
            reason=words,
            now=now,
        )


async def replace_in_room(
    *,
    actor: Actor,
    session: Session,
    leaving: Member,
    cause: Cause,
    reason: str,
    now: datetime,
) -> None:
    """Inside the caller's transaction and under the session's lock.

    When nobody is left to call, or the purchaser's representative leaves, the seat stays empty and the evaluation
    stops: until another representative is named, or the used-up draw is given up and the committee formed anew
    (87令第四十九条); `follow_committee` then fills the room.
    """
    session.state = SESSION_STATES.after(session.state, SessionEvent.REPLACE_MEMBER).value
    session.review_closed_at = None
    session.ballot += 1
    await session.save()
    await move_member(leaving, MemberEvent.REPLACE, replaced_at=now, replaced_reason=reason)
    await _call_next(actor=actor, session=session, leaving=leaving, cause=cause, reason=reason, now=now)
    await remember(
        AuditTag.MEMBER_REPLACE,
        session=session,
        actor_name=_name(actor, session, leaving),
        facts={"member": leaving.number, "cause": cause.value},
        now=now,
    )


async def _call_next(
    *, actor: Actor, session: Session, leaving: Member, cause: Cause, reason: str, now: datetime
) -> None:
    if leaving.expert is None:
        await vacate_representative(
            actor=actor, lot_id=session.lot, person_id=leaving.person, why=reason, now=now
        )
        return
    called = await replace_member(
        actor=actor, lot_id=session.lot, expert_id=leaving.expert, cause=cause, note=reason, now=now
    )
    if called is not None:
        newcomer = next(m for m in (await committee(session.lot)).members if m.expert_id == called)
        await new_seat(session_id=session.id, member=newcomer, number=leaving.number)


def _name(actor: Actor, session: Session, leaving: Member) -> str:
    if actor.person_id == leaving.person:
        return evaluator_name(session_id=session.id, person_id=leaving.person)
    return actor.audit_name
