"""The end of the tenderer's days, as a timer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from core.clock import local_day
from core.periods import end_of
from storage import timers

DEEM_AWARD = "trading.deem_award"


async def arm_deeming(*, lot_id: UUID, by: date | None, now: datetime) -> None:
    """Wake at the end of the day `by`; while that day cannot be told yet, ask again every day."""
    await timers.set_timer(
        DEEM_AWARD, subject_id=lot_id, due_at=end_of(by if by is not None else local_day(now))
    )


async def disarm_deeming(*, lot_id: UUID) -> None:
    """The winner is determined."""
    await timers.cancel_timer(DEEM_AWARD, subject_id=lot_id)
