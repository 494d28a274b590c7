"""Signed appends to the audit log, against the same transactions writing one plain row.

.venv/bin/python deploy/bench/audit_append.py
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable

from app.runtime import runtime
from app.settings import Settings
from core.ids import new_id
from storage import audit, outbox
from storage.clock import platform_now
from storage.database import transaction

os.environ.setdefault("PICCOLO_CONF", "app.piccolo_conf")

COUNT = 300


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Seconds for `COUNT` transactions of `work`, one after another."""
    began = time.perf_counter()
    for _ in range(COUNT):
        async with transaction():
            await work()
    return time.perf_counter() - began


async def main() -> None:
    async with runtime(Settings.from_environment()):
        now = await platform_now()
        lone = await timed(lambda: outbox.emit("bench.row", subject_id=new_id()))
        append = await timed(
            lambda: audit.record(
                "bench:entry:append", actor="system", subject="bench", facts={"n": 1}, now=now
            )
        )
    print(f"limit: one plain row       {COUNT / lone:.0f} transactions a second")
    print(
        f"signed append              {COUNT / append:.0f} transactions a second  = {append / lone:.2f} × the time"
    )


if __name__ == "__main__":
    asyncio.run(main())
