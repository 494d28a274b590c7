"""The arrows other packages cause: each locks the lot, moves it, remembers it and tells it.

The calling operation, in whose transaction these run, has asked whether the actor may. Not for: arrows
that are use cases of trading itself (submit, accept, publish, record, determine).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.errors import Invalid
from identity.actor import Actor
from trading.audit_tags import AuditTag
from trading.kinds import KINDS
from trading.projects.operations.lot_step import LotStep
from trading.projects.operations.schedule_notice import schedule_notice
from trading.states import LotEvent, NoticeKind
from trading.tables import Lot

CLOSE_BIDDING = LotStep(event=LotEvent.CLOSE_BIDDING, tag=AuditTag.BIDDING_CLOSE)
BEGIN_OPENING = LotStep(event=LotEvent.BEGIN_OPENING, tag=AuditTag.OPENING_BEGIN)
FINISH_OPENING = LotStep(event=LotEvent.FINISH_OPENING, tag=AuditTag.OPENING_FINISH)
BEGIN_EVALUATION = LotStep(event=LotEvent.BEGIN_EVALUATION, tag=AuditTag.EVALUATION_BEGIN)
FAIL = LotStep(event=LotEvent.FAIL, tag=AuditTag.LOT_FAIL, topic="trading.lot_failed")


async def close_bidding(*, lot_id: UUID, actor: Actor, now: datetime) -> Lot:
    """bidding → closed, at the deadline."""
    async with CLOSE_BIDDING.taken(actor=actor, lot_id=lot_id, now=now) as step:
        step.lot.closed_at = now
    return step.lot


async def begin_opening(*, lot_id: UUID, actor: Actor, now: datetime) -> Lot:
    """closed → opening: the host begins."""
    async with BEGIN_OPENING.taken(actor=actor, lot_id=lot_id, now=now) as step:
        return step.lot


async def finish_opening(*, lot_id: UUID, actor: Actor, now: datetime) -> Lot:
    """opening → opened: the prices are read out and recorded."""
    async with FINISH_OPENING.taken(actor=actor, lot_id=lot_id, now=now) as step:
        return step.lot


async def begin_evaluation(*, lot_id: UUID, actor: Actor, now: datetime) -> Lot:
    """opened → evaluating: the committee sits."""
    async with BEGIN_EVALUATION.taken(actor=actor, lot_id=lot_id, now=now) as step:
        return step.lot


async def fail_lot(*, lot_id: UUID, actor: Actor, reason: str, now: datetime) -> Lot:
    """→ failed: the reason is published at once in a notice."""
    async with FAIL.taken(actor=actor, lot_id=lot_id, now=now) as step:
        if not reason.strip():
            kind = KINDS[step.project.kind]
            said, article = f"请写明{kind.terms.failed}理由", kind.deciding.ending_article
            raise Invalid(code="reason-missing", message=said, field="reason", article=article)
        step.lot.failed_at, step.lot.failed_reason = now, reason.strip()
        await schedule_notice(project=step.project, lot=step.lot, kind=NoticeKind.TERMINATION, publish_at=now)
    return step.lot
