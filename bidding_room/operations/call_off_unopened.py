"""Nobody opened in time: the lot ends, so that bidders are not kept waiting. Runs inside a timer."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from bidding_room.audit_tags import AuditTag
from bidding_room.operations.begin_opening import opening_for_update
from bidding_room.states import OPENING_STATES, OpeningEvent, OpeningState
from bidding_room.tables import Opening
from identity.actor import Actor
from storage import audit, timers
from storage.database import transaction
from trading.projects.operations.move_lot import fail_lot
from trading.projects.queries import LotView, lot_for_update, lot_view
from trading.rules import Term
from trading.states import LotState

CALL_OFF_TIMER = "bidding_room.call_off_unopened"


async def arm_calling_off(*, lot: LotView) -> None:
    """Wake when the opening may no longer be begun."""
    assert lot.bids_due_at is not None
    latest = lot.rules[Term.OPENING_LATEST]
    await timers.set_timer(
        CALL_OFF_TIMER, subject_id=lot.id, due_at=lot.bids_due_at + timedelta(hours=latest.count)
    )


async def call_off_unopened(*, actor: Actor, lot_id: UUID, now: datetime) -> None:
    """closed → failed; nothing where the opening was begun or called off."""
    async with transaction():
        lot = await lot_for_update(lot_id)
        if lot.state != LotState.CLOSED.value:
            return
        opening = await opening_for_update(lot_id)
        if opening.state != OpeningState.WAITING.value:
            return
        view = await lot_view(lot_id)
        latest = view.rules[Term.OPENING_LATEST]
        opening.state = OPENING_STATES.after(opening.state, OpeningEvent.CANCEL).value
        await opening.save([Opening.state])
        await audit.record(
            AuditTag.OPENING_CALL_OFF,
            actor=actor.audit_name,
            subject=str(lot_id),
            facts={"lot": str(lot_id), "hours": latest.count},
            now=now,
        )
        await audit.disclose_about(subject=str(lot_id), tags=[AuditTag.BIDS_IRREGULAR], now=now)
        terms = view.terms
        reason = (
            f"{terms.deadline}后{latest.count}小时内未{terms.opening}，"
            f"不符合{terms.opening}与{terms.deadline}为同一时间的规定（{latest.article}）。"
        )
        await fail_lot(lot_id=lot_id, actor=actor, reason=reason, now=now)
