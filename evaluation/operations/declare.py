"""Each member declares whether there is a reason to step aside."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict
from core.statements import LONGEST_REMARK, stated
from evaluation.audit_tags import AuditTag
from evaluation.operations.constitute import constitute_if_ready
from evaluation.operations.replace import replace_in_room
from evaluation.operations.sitting import check_state, find_seat, move_member, remember_of
from evaluation.states import MemberEvent, MemberState, SessionState
from expert_pool.domain.duties import Cause
from identity.actor import Actor
from storage.database import transaction
from trading.kinds import ARTICLES
from trading.rules import Article
from web.form_fields import ShortReason


class SteppingAside(Struct, frozen=True, kw_only=True):
    """Why a member steps aside."""

    reason: Annotated[ShortReason, Meta(title="回避情形", extra={"article": ARTICLES[Article.RECUSAL]})]


async def declare_no_conflict(*, actor: Actor, session_id: UUID, now: datetime) -> None:
    """The member declares that none of the relations the law names exists to any bidder. Repeating changes nothing."""
    async with transaction():
        sitting = await find_seat(actor=actor, session_id=session_id)
        if sitting.me.state == MemberState.DECLARED:
            return
        check_state(sitting.session, SessionState.DECLARING)
        await move_member(sitting.me, MemberEvent.DECLARE, declared_at=now)
        await constitute_if_ready(sitting=sitting)
        await remember_of(AuditTag.MEMBER_DECLARE, sitting=sitting, facts={"conflict": False}, now=now)


async def declare_conflict(*, actor: Actor, session_id: UUID, word: SteppingAside, now: datetime) -> None:
    """The member steps aside: whatever they gave so far is void, and the next in the drawn order is called."""
    async with transaction():
        sitting = await find_seat(actor=actor, session_id=session_id)
        if sitting.me.state == MemberState.EXPECTED:
            raise Conflict(code="not-entered", message="请先签到")
        words = stated(word.reason, field="reason", most=LONGEST_REMARK)
        await replace_in_room(
            actor=actor,
            session=sitting.session,
            leaving=sitting.me,
            cause=Cause.RECUSED,
            reason=words,
            now=now,
        )
