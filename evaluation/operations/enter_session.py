"""A member checks in at the room."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from evaluation.audit_tags import AuditTag
from evaluation.operations.sitting import Sitting, check_state, find_seat, move_member, remember_of
from evaluation.states import (
    SESSION_STATES,
    MemberEvent,
    MemberState,
    SessionEvent,
    SessionState,
)
from expert_pool.queries.committee import committee
from identity.actor import Actor
from storage.database import transaction


async def everybody_is_in(sitting: Sitting) -> bool:
    """Whether every seat of the committee is taken by somebody who has checked in; an empty seat waits."""
    seated = await committee(sitting.session.lot)
    whole = len(sitting.members) == seated.size + seated.representatives
    return whole and all(member.state != MemberState.EXPECTED for member in sitting.members)


async def enter_session(*, actor: Actor, session_id: UUID, now: datetime) -> None:
    """Check in. Once everybody is in, the declarations begin; entering again changes nothing."""
    async with transaction():
        sitting = await find_seat(actor=actor, session_id=session_id)
        session, me = sitting.session, sitting.me
        if me.state != MemberState.EXPECTED:
            return
        check_state(session, SessionState.PREPARING)
        await move_member(me, MemberEvent.ENTER, entered_at=now)
        if await everybody_is_in(sitting):
            session.state = SESSION_STATES.after(session.state, SessionEvent.ALL_PRESENT).value
            await session.save()
        await remember_of(AuditTag.MEMBER_ENTER, sitting=sitting, facts={}, now=now)
