"""What tests of the audit log do again and again: append, read, export and verify, connect as somebody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import asyncpg

from storage import audit
from storage.keys import platform_keys
from storage.log_verify import verify_file


async def append(now: datetime, *, public: bool = True, number: int = 1) -> audit.Queued:
    return await audit.record(
        "test:queue", actor="system", subject="queue", facts={"n": number}, now=now, public=public
    )


async def numbers_in_the_log() -> list[int]:
    await audit.caught_up()
    entries = await audit.entries_from(seq=0, count=10_000)
    return [entry.facts.facts["n"] for entry in entries if entry.facts]


async def assert_sound(path: Path, *, size: int) -> None:
    with path.open("wb") as file:
        async for line in audit.export_lines():
            file.write(line)
    report = verify_file(path, expected_public_key=platform_keys().public_key)
    assert report.finding is None
    assert report.size == size


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()
