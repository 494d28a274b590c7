"""Holding a transaction up at a chosen point, so that a process can be killed in the middle of it.

Somebody else's lock stands in the way; whoever waits for it is in the middle.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg
from live_platform import LivePlatform

APPENDING = "LOCK TABLE storage_audit_queue IN SHARE ROW EXCLUSIVE MODE"
"""Whoever is about to log what they did waits, with all else of their act done."""
SEQUENCING = "LOCK TABLE storage_audit_turn IN EXCLUSIVE MODE"
"""Acts commit, and no entry of theirs gets its place."""
_PATIENCE_SECONDS = 60
_Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass(frozen=True, kw_only=True)
class Lock:
    """A lock somebody may be waiting for."""

    holder: _Connection
    watcher: _Connection

    async def somebody_waits(self, *, having_read: str) -> list[int]:
        """Returns once a transaction that has read this table stands before the lock: the waiting backends."""
        query = (
            "SELECT pid FROM pg_stat_activity activity WHERE $1 = ANY (pg_blocking_pids(pid)) AND EXISTS ("
            " SELECT FROM pg_locks held WHERE held.pid = activity.pid AND held.granted"
            " AND held.relation = $2::text::regclass)"
        )
        return await self._until(query, self.holder.get_server_pid(), having_read)

    async def let_go(self, waiting: list[int]) -> None:
        """Returns once PostgreSQL has noticed that the waiting backends' clients are dead, and undone their work."""
        await self.holder.execute("ROLLBACK")
        await self._until(
            "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ANY ($1))", waiting
        )

    async def _until(self, query: str, *values: object) -> list[int]:
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while not (rows := await self.watcher.fetch(query, *values)):
            assert asyncio.get_running_loop().time() < deadline, query
            await asyncio.sleep(0.05)
        return [row[0] for row in rows]


@asynccontextmanager
async def held(platform: LivePlatform, statement: str) -> AsyncIterator[Lock]:
    """`statement` takes the lock; it is let go at the latest at the end."""
    owner = platform.environment["OWNER_DATABASE_URL"]
    holder, watcher = await asyncpg.connect(owner), await asyncpg.connect(owner)
    try:
        await holder.execute("BEGIN")
        await holder.execute(statement)
        yield Lock(holder=holder, watcher=watcher)
    finally:
        await holder.close()
        await watcher.close()
