"""The arrows other packages cause: each locks the lot, moves it, remembers it and tells it.

The calling operation, in whose transaction these run, has asked whether the actor may. Not for: arrows
that are use cases of trading itself (submit, accept, publish, record, determine).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.errors import Invalid
from identity.actor import Actor
from storage import audit, outbox
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.projects.operations.schedule_notice import schedule_notice
from trading.projects.queries.drafts import life_of, project_of
from trading.projects.queries.lots import lot_for_update
from trading.states import LotEvent, NoticeKind
from trading.tables import Lot


async def close_bidding(*, lot_id: UUID, actor: Actor, now: datetime) -> Lot:
    """bidding → closed, at the deadline."""
    async with transaction():
        lot = await lot_for_update(lot_id)
        lot.closed_at = now
        await _move(lot, LotEvent.CLOSE_BIDDING, AuditTag.BIDDING_CLOSE, actor=actor, now=now)
    return lot


async def begin_opening(*, lot_id: UUID, actor: Actor, now: datetime) -> Lot:
    """closed → opening: the host begins."""
    async with transaction():
        lot = await lot_for_update(lot_id)
        await _move(lot, LotEvent.BEGIN_OPENING, AuditTag.OPENING_BEGIN, actor=actor, now=now)
    return lot


async def finish_opening(*, lot_id: UUID, actor: Actor, now: datetime) -> Lot:
    """opening → opened: the prices are read out and recorded."""
    async with transaction():
        lot = await lot_for_update(lot_id)
        await _move(lot, LotEvent.FINISH_OPENING, AuditTag.OPENING_FINISH, actor=actor, now=now)
    return lot


async def begin_evaluation(*, lot_id: UUID, actor: Actor, now: datetime) -> Lot:
    """opened → evaluating: the committee sits."""
    async with transaction():
        lot = await lot_for_update(lot_id)
        await _move(lot, LotEvent.BEGIN_EVALUATION, AuditTag.EVALUATION_BEGIN, actor=actor, now=now)
    return lot


async def fail_lot(*, lot_id: UUID, actor: Actor, reason: str, now: datetime) -> Lot:
    """→ failed (废标): the reason is published at once in a notice (《政府采购法》第三十六条)."""
    async with transaction():
        lot = await lot_for_update(lot_id)
        if not reason.strip():
            raise Invalid(
                code="reason-missing",
                message="请写明废标理由",
                field="reason",
                article="《政府采购法》第三十六条",
            )
        lot.failed_at, lot.failed_reason = now, reason.strip()
        await _move(lot, LotEvent.FAIL, AuditTag.LOT_FAIL, actor=actor, now=now)
        project = await project_of(lot)
        await schedule_notice(lot=lot, project=project, kind=NoticeKind.TERMINATION, publish_at=now)
        await outbox.emit("trading.lot_failed", subject_id=lot.id)
    return lot


async def _move(lot: Lot, event: LotEvent, tag: AuditTag, *, actor: Actor, now: datetime) -> None:
    project = await project_of(lot)
    lot.state = life_of(project).after(lot.state, event).value
    await lot.save()
    await audit.record(tag, actor=actor.audit_name, subject=str(lot.id), facts={"state": lot.state}, now=now)
