"""What waits in the tables of timers and deliveries, and tasks that stand apart from the test's own transaction."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine
from typing import Any, TypeVar
from uuid import UUID

from storage import database, timers
from storage.database import fetch, fetch_one
from storage.timers import Timer

T = TypeVar("T")


async def timer_of(name: str, *, subject_id: UUID) -> Timer | None:
    """The timer of this name for this subject, if there ever was one."""
    row = await fetch_one("SELECT * FROM storage_timer WHERE name = $1 AND subject_id = $2", name, subject_id)
    return None if row is None else timers._timer(row)


async def troubles_of(subscriber: str) -> list[tuple[int, str, bool]]:
    """Attempts, last error and whether it is dead, of every delivery that failed and is not done."""
    rows = await fetch(
        "SELECT attempts, last_error, dead_at IS NOT NULL FROM storage_delivery"
        " WHERE done_at IS NULL AND last_error IS NOT NULL AND subscriber = $1",
        subscriber,
    )
    return [tuple(row) for row in rows]


def spawn(coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start a task that inherits neither transaction nor connection (contexts are copied into tasks)."""
    context = contextvars.copy_context()
    context.run(database.engine().current_transaction.set, None)
    context.run(database._lease.set, None)
    return asyncio.get_running_loop().create_task(coroutine, context=context)
