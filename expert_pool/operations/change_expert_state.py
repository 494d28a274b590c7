"""Pause, resume or remove an expert. Past draws keep their rows; only later draws leave the expert out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Invalid
from core.statements import LONGEST_REMARK, stated
from expert_pool.audit_tags import AuditTag
from expert_pool.operations.register_expert import expert_for_update
from expert_pool.permissions import Permission
from expert_pool.states import EXPERT_EVENT_TITLES, EXPERT_STATES, ExpertEvent
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.database import transaction
from web.form_fields import ShortReason


class StateChange(Struct, frozen=True, kw_only=True):
    """Pause, resume or remove, and why."""

    event: Annotated[ExpertEvent, Meta(title="变动", extra={"options": EXPERT_EVENT_TITLES})]
    reason: Annotated[ShortReason, Meta(title="理由")] = ""


async def change_expert_state(*, actor: Actor, expert_id: UUID, word: StateChange, now: datetime) -> None:
    """Move the expert's state; the reason is kept and logged, and demanded for all but resuming."""
    async with transaction():
        expert = await expert_for_update(expert_id)
        check(actor, Permission.EXPERT_PAUSE)
        missing = Invalid(code="reason-missing", message="请填写理由", field="reason")
        unless = None if word.event is ExpertEvent.RESUME else missing
        expert.state = EXPERT_STATES.after(expert.state, word.event).value
        expert.state_reason = stated(word.reason, field="reason", most=LONGEST_REMARK, unless=unless)
        await expert.save()
        await audit.record(
            AuditTag.EXPERT_STATE,
            actor=actor.audit_name,
            subject=str(expert.id),
            facts={"event": word.event.value, "state": expert.state, "reason": expert.state_reason},
            now=now,
            public=False,
        )
