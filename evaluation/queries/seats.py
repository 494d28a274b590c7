"""Who sits in a session now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.errors import NotFound
from evaluation.states import SESSION_STATES, MemberState, SessionEvent
from evaluation.tables import Member, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Who of a lot's session has checked in, by person, and whether a seat may still change hands."""

    session_id: UUID
    entered: frozenset[UUID]
    may_change: bool


async def attendance_of(lot_id: UUID) -> Attendance | None:
    """The lot's session; None before it is opened."""
    return await _attendance(await Session.objects().where(Session.lot == lot_id).first())


async def attendance_for_update(lot_id: UUID) -> Attendance | None:
    """The same with the session's row locked until the transaction ends: nothing in the room moves meanwhile."""
    return await _attendance(await Session.objects().where(Session.lot == lot_id).lock_rows("UPDATE").first())


async def _attendance(session: Session | None) -> Attendance | None:
    if session is None:
        return None
    members = await live_members(session.id)
    return Attendance(
        session_id=session.id,
        entered=frozenset(one.person for one in members if one.state != MemberState.EXPECTED),
        may_change=SESSION_STATES.allows(session.state, SessionEvent.REPLACE_MEMBER),
    )


def session_unknown() -> NotFound:
    """The one refusal for sessions that do not exist and sessions that are not the actor's."""
    return NotFound(code="session-unknown", message="没有这场评审")


async def live_members(session_id: UUID) -> list[Member]:
    """Who sits now, by number."""
    return (
        await Member.objects()
        .where((Member.session == session_id) & (Member.state != MemberState.REPLACED.value))
        .order_by(Member.number)
    )
