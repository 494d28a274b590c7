"""Who sits in a session now."""

from __future__ import annotations

from uuid import UUID

from core.errors import NotFound
from evaluation.states import MemberState
from evaluation.tables import Member


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
