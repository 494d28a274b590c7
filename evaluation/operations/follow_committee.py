"""Seats that changed outside the room: an expert declined, a representative was named, a committee was formed anew.

After 补抽 the others keep their seats and opinions. A committee formed anew by another draw (87令第四十九条) is
another committee: everybody of the former one leaves and all their opinions are void.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.errors import NotFound
from evaluation.audit_tags import AuditTag
from evaluation.operations.open_session import free_numbers, new_seat
from evaluation.operations.sitting import move_member, remember
from evaluation.queries.seats import live_members
from evaluation.states import SESSION_STATES, MemberEvent, SessionEvent
from evaluation.tables import Session
from expert_pool.queries.committee import Committee, committee
from storage.database import transaction
from trading.projects.queries import lot_view

LEFT = "因故不能参加，席位已变动"
FORMED_ANEW = "原{committee}无法补足，已依法重新组建，原意见无效"


async def follow_committee(*, lot_id: UUID, now: datetime) -> None:
    """Make the room's seats those of the committee. Nothing when they agree, or when no session is open."""
    async with transaction():
        session = await Session.objects().where(Session.lot == lot_id).lock_rows("UPDATE").first()
        if session is None or not SESSION_STATES.allows(session.state, SessionEvent.REPLACE_MEMBER):
            return
        try:
            seated = await committee(lot_id)
        except NotFound:
            return  # the former draw was given up and the new one is not drawn yet
        members = await live_members(session.id)
        places = {one.place_id for one in seated.members}
        stale = [member for member in members if member.place not in places]
        kept = [member for member in members if member.place in places]
        missing = [one for one in seated.members if one.place_id not in {member.place for member in kept}]
        if not stale and not missing:
            return
        await _stop(session, seated)
        formed_anew = FORMED_ANEW.format(committee=(await lot_view(lot_id)).terms.committee)
        for member in stale:
            reason = LEFT if seated.draw_id == session.draw else formed_anew
            await move_member(member, MemberEvent.REPLACE, replaced_at=now, replaced_reason=reason)
        numbers = free_numbers(taken=[member.number for member in kept], wanted=len(missing))
        for one, number in zip(missing, numbers, strict=True):
            await new_seat(session_id=session.id, member=one, number=number)
        session.draw = seated.draw_id
        await session.save()
        await remember(
            AuditTag.MEMBER_REPLACE,
            session=session,
            actor_name="system",
            facts={"members": [member.number for member in stale], "draw": str(seated.draw_id)},
            now=now,
        )


async def _stop(session: Session, seated: Committee) -> None:
    """Back to checking in; for a committee formed anew everything before is void, the scoring too."""
    session.state = SESSION_STATES.after(session.state, SessionEvent.REPLACE_MEMBER).value
    session.review_closed_at = None
    session.ballot += 1
    if seated.draw_id != session.draw:
        session.scoring_round = 0
    await session.save()
