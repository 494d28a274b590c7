"""Seats that changed outside the room: an expert called to a running session declined, and the next was called."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from evaluation.audit_tags import AuditTag
from evaluation.operations.open_session import new_seat
from evaluation.operations.sitting import remember
from evaluation.queries.seats import live_members
from evaluation.states import MEMBER_STATES, SESSION_STATES, MemberEvent, SessionEvent
from evaluation.tables import Session
from expert_pool.queries.committee import committee
from storage.database import transaction


async def follow_committee(*, lot_id: UUID, now: datetime) -> None:
    """Make the room's seats those of the committee. Nothing when they agree, or when no session is open."""
    async with transaction():
        session = await Session.objects().where(Session.lot == lot_id).lock_rows("UPDATE").first()
        if session is None or not SESSION_STATES.allows(session.state, SessionEvent.REPLACE_MEMBER):
            return
        seated = {member.seat: member for member in (await committee(lot_id)).members}
        stale = [
            member
            for member in await live_members(session.id)
            if member.seat in seated and seated[member.seat].expert_id != member.expert
        ]
        if not stale:
            return
        session.state = SESSION_STATES.after(session.state, SessionEvent.REPLACE_MEMBER).value
        session.review_closed_at = None
        session.ballot += 1
        await session.save()
        for member in stale:
            member.state = MEMBER_STATES.after(member.state, MemberEvent.REPLACE).value
            member.is_leader, member.replaced_at = False, now
            member.replaced_reason = "因故不能参加，已补抽"
            await member.save()
            await new_seat(session_id=session.id, member=seated[member.seat], number=member.number)
        await remember(
            AuditTag.MEMBER_REPLACE,
            session=session,
            actor_name="system",
            facts={"members": [member.number for member in stale]},
            now=now,
        )
