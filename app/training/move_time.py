"""Moving a training instance's clock, always with an entry in the audit log.

The database refuses on any other instance, and refuses to move it back. Not for: real time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from app.training.permissions import Permission
from core.clock import instant_text
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.clock import move_clock, platform_now, set_factor
from storage.database import fetch_one, transaction


class AuditTag(StrEnum):
    """What the audit log calls it."""

    CLOCK_MOVE = "training:clock:move"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMove:
    """Exactly one of: forward by a span, forward to an instant, or another pace."""

    by: timedelta | None = None
    to: datetime | None = None
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFace:
    """What the training clock shows; `ahead` is its distance from real time, negative when behind."""

    now: datetime
    real_now: datetime
    factor: Decimal
    next_due_at: datetime | None
    next_timer: str | None

    @property
    def ahead(self) -> timedelta:
        return self.now - self.real_now


async def advance_clock(*, actor: Actor, move: ClockMove) -> datetime:
    """Move the clock; returns the new platform time.

    Raises `Conflict` (`instance-not-training`) and `Invalid` (`clock-only-forward`, `clock-factor-out-of-range`).
    """
    check(actor, Permission.CLOCK_MOVE)
    async with transaction():
        before = await platform_now()
        if move.factor is not None:
            await set_factor(factor=move.factor)
            after = await platform_now()
        else:
            after = await move_clock(by=move.by, to=move.to)
        facts = {"before": instant_text(before), "after": instant_text(after)}
        if move.factor is not None:
            facts["factor"] = str(move.factor)
        await audit.record(
            AuditTag.CLOCK_MOVE, actor=actor.audit_name, subject="clock", facts=facts, now=after, public=True
        )
    return after


async def clock_face() -> ClockFace:
    """The clock as it stands, and what is due next."""
    row = await fetch_one(
        "SELECT platform_now() AS now, clock_timestamp() AS real_now,"
        " coalesce((SELECT factor FROM storage_clock LIMIT 1), 1) AS factor"
    )
    assert row is not None
    timer = await _next_timer(after=row["now"])
    return ClockFace(
        now=row["now"],
        real_now=row["real_now"],
        factor=row["factor"],
        next_due_at=timer[0] if timer else None,
        next_timer=timer[1] if timer else None,
    )


async def next_due_at(*, after: datetime) -> datetime | None:
    """When the next timer after `after` is due."""
    timer = await _next_timer(after=after)
    return timer[0] if timer else None


async def _next_timer(*, after: datetime) -> tuple[datetime, str] | None:
    row = await fetch_one(
        "SELECT due_at, name FROM storage_timer WHERE fired_at IS NULL AND cancelled_at IS NULL"
        " AND due_at > $1 ORDER BY due_at LIMIT 1",
        after,
    )
    return (row["due_at"], row["name"]) if row else None
