"""What waits in the tables of timers and deliveries."""

from __future__ import annotations

from uuid import UUID

from storage import timers
from storage.database import fetch, fetch_one
from storage.timers import Timer


async def timer_of(name: str, *, subject_id: UUID) -> Timer | None:
    """The timer of this name for this subject, if there ever was one."""
    row = await fetch_one(
        f"SELECT {timers._TIMER} FROM storage_timer WHERE name = $1 AND subject_id = $2", name, subject_id
    )
    return None if row is None else Timer(**row)


async def troubles_of(subscriber: str) -> list[tuple[int, str, bool]]:
    """Attempts, last error and whether it is dead, of every delivery that failed and is not done."""
    rows = await fetch(
        "SELECT attempts, last_error, dead_at IS NOT NULL FROM storage_delivery"
        " WHERE done_at IS NULL AND last_error IS NOT NULL AND subscriber = $1",
        subscriber,
    )
    return [tuple(row) for row in rows]
