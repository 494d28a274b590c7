"""Platform time: the database's clock, which only a training instance can move, and only forward once
anything has been logged.

The instance is marked once, training or production; triggers hold both rules against everybody with the
application's role. Callers of the moving functions leave an audit entry.
Not for: measuring, leases or retries, which go by the real clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from core.errors import Conflict, Invalid
from storage.database import execute, fetch_one, transaction

MAX_FACTOR = 100_000


async def platform_now() -> datetime:
    """The platform's instant now (aware, UTC); moves on even within a transaction."""
    row = await fetch_one("SELECT platform_now() AS now")
    assert row is not None
    now: datetime = row["now"]
    return now


async def clock_reading() -> tuple[datetime, datetime, Decimal]:
    """The platform's instant, the real one, and how many times as fast the platform's clock runs."""
    row = await fetch_one(
        "SELECT platform_now() AS now, clock_timestamp() AS real_now,"
        " coalesce((SELECT factor FROM storage_clock LIMIT 1), 1) AS factor"
    )
    assert row is not None
    return row["now"], row["real_now"], row["factor"]


async def instance_is_training() -> bool:
    """Whether this instance is marked as training; an unmarked one is not."""
    return await instance_kind() == "training"


async def instance_kind() -> str | None:
    """`training`, `production`, or None as long as nobody has marked the instance."""
    row = await fetch_one("SELECT kind FROM storage_instance")
    return None if row is None else str(row["kind"])


async def mark_instance(*, training: bool, offset: timedelta = timedelta(0)) -> None:
    """Mark the instance for ever. `offset` sets a training clock's start and may be negative.

    Marking again the same way changes nothing. Raises `Conflict` (`instance-kind-fixed`) for the other way.
    """
    kind = "training" if training else "production"
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock(hashtext('storage_instance'))")
        marked = await instance_kind()
        if marked == kind:
            return
        if marked is not None:
            raise Conflict(code="instance-kind-fixed", message="平台实例的用途一经确定不可更改")
        await execute("INSERT INTO storage_instance (id, kind) VALUES (1, $1)", kind)
        if training:
            await execute(
                "INSERT INTO storage_clock (id, real_at, platform_at, factor)"
                " SELECT 1, t.now, t.now + $1, 1 FROM (SELECT clock_timestamp() AS now) t",
                offset,
            )


async def start_clock(*, at: datetime) -> None:
    """Let a training clock begin at `at`, which may lie in the past, as long as nothing has been logged.

    Raises `Conflict` (`instance-not-training`, `clock-already-running`).
    """
    async with transaction():
        await _lock_training_clock()
        logged = "SELECT FROM storage_audit_entry UNION ALL SELECT FROM storage_audit_queue LIMIT 1"
        if await fetch_one(logged) is not None:
            raise Conflict(code="clock-already-running", message="审计日志已有记录，演练时钟只能向前拨")
        await execute(
            "UPDATE storage_clock SET real_at = t.now, platform_at = $1"
            " FROM (SELECT clock_timestamp() AS now) t",
            at,
        )


async def move_clock(*, by: timedelta | None = None, to: datetime | None = None) -> datetime:
    """Move a training clock forward by a span or to an instant; returns the platform's new time.

    Raises `Conflict` (`instance-not-training`) and `Invalid` (`clock-only-forward`).
    """
    if (by is None) == (to is None):
        raise TypeError("move_clock takes either by or to")
    async with transaction():
        await _lock_training_clock()
        if (by is not None and by < timedelta(0)) or (to is not None and to < await platform_now()):
            raise Invalid(code="clock-only-forward", message="演练时钟只能向前拨", field="to")
        if by is not None:
            await execute("UPDATE storage_clock SET platform_at = platform_at + $1", by)
        else:
            await execute(
                "UPDATE storage_clock SET real_at = t.now, platform_at = greatest($1, platform_now())"
                " FROM (SELECT clock_timestamp() AS now) t",
                to,
            )
        return await platform_now()


async def set_factor(*, factor: Decimal) -> datetime:
    """Let a training clock run `factor` times as fast (1 … 100,000) from now on; returns the platform's time.

    Raises `Conflict` (`instance-not-training`) and `Invalid` (`clock-factor-out-of-range`).
    """
    if not 1 <= factor <= MAX_FACTOR:
        raise Invalid(
            code="clock-factor-out-of-range", message="演练时钟的倍率应在 1 至 100000 之间", field="factor"
        )
    async with transaction():
        await _lock_training_clock()
        await execute(
            "UPDATE storage_clock SET real_at = t.now, factor = $1,"
            " platform_at = platform_at + (t.now - real_at) * factor::float8"
            " FROM (SELECT clock_timestamp() AS now) t",
            factor,
        )
        return await platform_now()


async def _lock_training_clock() -> None:
    if await fetch_one("SELECT 1 FROM storage_clock FOR UPDATE") is None:
        raise Conflict(code="instance-not-training", message="只有标明为演练环境的实例才能调整时间")
