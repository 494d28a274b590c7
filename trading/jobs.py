"""What trading's timers do, by timer name: a few lines that call an operation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from identity.actor import system_actor
from storage.timers import TimerHandler
from trading.decisions.operations.arm_deeming import DEEM_AWARD
from trading.decisions.operations.deem_award import deem_award
from trading.notices.operations.publish_award import publish_award
from trading.notices.operations.publish_notice import publish_notice
from trading.permissions import Permission
from trading.timers import PUBLISH_AWARD, PUBLISH_NOTICE

_PUBLISHER = system_actor(permissions=frozenset({Permission.NOTICE_PUBLISH}))
_DEEMER = system_actor(permissions=frozenset({Permission.AWARD_DEEM}))


async def publish_notice_due(*, subject_id: UUID, now: datetime) -> None:
    """The notice `subject_id` is due."""
    await publish_notice(actor=_PUBLISHER, notice_id=subject_id, now=now)


async def publish_award_due(*, subject_id: UUID, now: datetime) -> None:
    """The result notice `subject_id` is due."""
    await publish_award(actor=_PUBLISHER, notice_id=subject_id, now=now)


async def deem_award_due(*, subject_id: UUID, now: datetime) -> None:
    """The tenderer's days to determine the winner of the lot `subject_id` are over."""
    await deem_award(actor=_DEEMER, lot_id=subject_id, now=now)


TIMERS: dict[str, TimerHandler] = {
    PUBLISH_NOTICE: publish_notice_due,
    PUBLISH_AWARD: publish_award_due,
    DEEM_AWARD: deem_award_due,
}
