"""Something is due at a platform time. The row is the truth; a job queue only carries it.

A timer fires in the transaction of what it does: once in effect, however often it is offered.
Not for: deciding what is due when — the domain says — nor for periodic housekeeping.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from storage.clock import platform_now
from storage.database import execute, fetch, fetch_one, transaction

LEASE = timedelta(seconds=10)
LONGEST_SECONDS = 120.0  # for one handler
_TIMER = "id, name, subject_id, due_at, fired_at, cancelled_at, attempts, last_error"


class TimerHandler(Protocol):
    """What a timer does; runs inside the firing transaction."""

    def __call__(self, *, subject_id: UUID, now: datetime) -> Awaitable[None]: ...


@dataclass(frozen=True, kw_only=True)
class Timer:
    """One timer as it stands."""

    id: UUID
    name: str
    subject_id: UUID
    due_at: datetime
    fired_at: datetime | None
    cancelled_at: datetime | None
    attempts: int
    last_error: str | None


async def set_timer(name: str, *, subject_id: UUID, due_at: datetime) -> None:
    """Arm the timer of this name for this subject, or move it; a fired or cancelled one is armed anew."""
    await execute(
        "INSERT INTO storage_timer (id, name, subject_id, due_at, next_try_at, attempts)"
        " VALUES ($1, $2, $3, $4, clock_timestamp(), 0)"
        " ON CONFLICT (name, subject_id) DO UPDATE SET due_at = excluded.due_at,"
        " next_try_at = excluded.next_try_at, attempts = 0, last_error = NULL, fired_at = NULL,"
        " cancelled_at = NULL",
        uuid4(),
        name,
        subject_id,
        due_at,
    )


async def cancel_timer(name: str, *, subject_id: UUID) -> None:
    """Disarm; nothing happens when it has fired or does not exist.

    One that is firing is not waited for, since it may wait for a lock of the caller's: its handler finds what happened.
    """
    await execute(
        "UPDATE storage_timer SET cancelled_at = clock_timestamp() WHERE id = ("
        " SELECT id FROM storage_timer WHERE name = $1 AND subject_id = $2"
        " AND fired_at IS NULL AND cancelled_at IS NULL FOR UPDATE SKIP LOCKED)",
        name,
        subject_id,
    )


async def next_timer(*, after: datetime) -> Timer | None:
    """The armed timer that is due next after this platform time."""
    row = await fetch_one(
        f"SELECT {_TIMER} FROM storage_timer WHERE fired_at IS NULL AND cancelled_at IS NULL"  # noqa: S608
        " AND due_at > $1 ORDER BY due_at LIMIT 1",
        after,
    )
    return None if row is None else Timer(**row)


async def due_timers(*, now: datetime, limit: int = 100) -> list[Timer]:
    """Take the timers due at platform time `now`, oldest first, on a short lease (real clock).

    A taken timer is not offered to others until the lease runs out; if it has not fired by then, its job
    was lost and it is offered again.
    """
    rows = await fetch(
        "UPDATE storage_timer SET next_try_at = clock_timestamp() + $3 WHERE id IN ("  # noqa: S608
        " SELECT id FROM storage_timer WHERE fired_at IS NULL AND cancelled_at IS NULL"
        " AND due_at <= $1 AND next_try_at <= clock_timestamp()"
        " ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)"
        f" RETURNING {_TIMER}",
        now,
        limit,
        LEASE,
    )
    return sorted((Timer(**row) for row in rows), key=lambda timer: timer.due_at)


async def fire(*, timer_id: UUID, handler: TimerHandler) -> bool:
    """Run the handler and mark the timer fired in one transaction; False when there is nothing to fire.

    When the handler raises or takes longer than `LONGEST_SECONDS`, its work is undone, the failure counted, and the
    exception goes on upwards; the timer is tried again after 2, 4, 8 … seconds (at most 5 minutes), for ever: the
    law's times do not lapse.
    The handler may arm its own timer anew.
    """
    try:
        async with asyncio.timeout(LONGEST_SECONDS), transaction():
            taken = await _take_due(timer_id)
            if taken is None:
                return False
            await handler(subject_id=taken, now=await platform_now())
    except Exception as error:
        await _count_failure(timer_id, error)
        raise
    return True


async def _take_due(timer_id: UUID) -> UUID | None:
    """Lock, check and mark fired; the mark stands only if the handler's work commits."""
    row = await fetch_one(
        "UPDATE storage_timer SET fired_at = clock_timestamp(), attempts = attempts + 1 WHERE id = ("
        " SELECT id FROM storage_timer WHERE id = $1 AND fired_at IS NULL AND cancelled_at IS NULL"
        " AND due_at <= platform_now() FOR UPDATE SKIP LOCKED) RETURNING subject_id",
        timer_id,
    )
    return None if row is None else row["subject_id"]


async def _count_failure(timer_id: UUID, error: Exception) -> None:
    await execute(
        "UPDATE storage_timer SET attempts = attempts + 1, last_error = $2,"
        " next_try_at = clock_timestamp()"
        " + least(interval '5 minutes', interval '1 second' * 2 ^ least(attempts + 1, 10))"
        " WHERE id = $1 AND fired_at IS NULL AND cancelled_at IS NULL",
        timer_id,
        type(error).__qualname__,
    )
