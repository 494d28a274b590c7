"""What every operation in the room begins with: the session locked, the actor's own seat found.

Who does not sit in a session learns nothing of it: the refusal is the same as for a session that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.canonical import Json
from core.errors import Conflict, Forbidden
from evaluation.audit_tags import AuditTag
from evaluation.permissions import Permission
from evaluation.queries.seats import live_members, session_unknown
from evaluation.states import MEMBER_STATES, SESSION_STATE_TITLES, MemberEvent, MemberState, SessionState
from evaluation.tables import LogEntry, Member, Presence, Session
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.keys import platform_keys
from trading.projects.queries import lot_view
from trading.rules import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A locked session, its members as they sit now by number, and the actor's own seat."""

    session: Session
    members: list[Member]
    me: Member


async def session_for_update(session_id: UUID) -> Session:
    """The session's row, locked until the transaction ends."""
    session = await Session.objects().where(Session.id == session_id).lock_rows("UPDATE").first()
    if session is None:
        raise session_unknown()
    return session


async def take_seat(*, actor: Actor, session_id: UUID, during: SessionState) -> Sitting:
    """Lock the session for a member acting in it; refuses strangers, undeclared members and the wrong state."""
    sitting = await find_seat(actor=actor, session_id=session_id)
    check_state(sitting.session, during)
    if sitting.me.state != MemberState.DECLARED:
        raise Forbidden(code="not-declared", message="请先签到并声明有无回避情形")
    return sitting


async def find_seat(*, actor: Actor, session_id: UUID) -> Sitting:
    """Lock the session and find the actor's live seat in it, in whatever state both are."""
    session = await session_for_update(session_id)
    check(actor, Permission.SESSION_SIT)
    members = await live_members(session_id)
    for member in members:
        if member.person == actor.person_id:
            return Sitting(session=session, members=members, me=member)
    raise session_unknown()


async def move_member(member: Member, event: MemberEvent, **kept: object) -> None:
    """Move a member on, in the row and in what was read of it; `kept` are other columns of `Presence`."""
    values: dict[Any, Any] = {"state": MEMBER_STATES.after(member.state, event).value, **kept}
    for name, value in values.items():
        setattr(member, name, value)
    await Presence.update(values).where(Presence.id == member.id)


async def articles_of(session: Session) -> Mapping[Article, str]:
    """What the committee acts by, as the lot's kind says."""
    return (await lot_view(session.lot)).articles


def check_state(session: Session, *states: SessionState) -> None:
    """Refuse (`wrong-session-state`) unless the session is in one of `states`."""
    if session.state not in states:
        raise Conflict(
            code="wrong-session-state",
            message=f"评审处于“{SESSION_STATE_TITLES[SessionState(session.state)]}”阶段，不能进行此操作",
            facts={"state": session.state},
        )


def check_leader(sitting: Sitting) -> None:
    """Refuse (`not-leader`) anybody but the 组长, who chairs and has no more vote than others."""
    if not sitting.me.is_leader:
        raise Forbidden(code="not-leader", message="由组长进行此操作")


def evaluator_name(*, session_id: UUID, person_id: UUID) -> str:
    """The pseudonym the audit log knows a member by."""
    return "evaluator:" + platform_keys().handle("evaluator", str(session_id), str(person_id))[:32]


async def remember(
    tag: AuditTag, *, session: Session, actor_name: str, facts: Mapping[str, Json], now: datetime
) -> int:
    """Append to the audit log, withheld until the result is public; returns the entry's number."""
    entry = await audit.record(
        tag,
        actor=actor_name,
        subject=str(session.id),
        facts={"lot": str(session.lot), **facts},
        now=now,
        public=False,
    )
    await LogEntry(session=session.id, audit_seq=entry.ticket).save()
    return entry.ticket


async def remember_of(tag: AuditTag, *, sitting: Sitting, facts: Mapping[str, Json], now: datetime) -> int:
    """`remember` for what the sitting member did."""
    return await remember(
        tag,
        session=sitting.session,
        actor_name=evaluator_name(session_id=sitting.session.id, person_id=sitting.me.person),
        facts={"member": sitting.me.number, **facts},
        now=now,
    )
