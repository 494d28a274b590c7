"""A lane of its own for what `/verify` is brought: few at a time, few waiting, so that nobody else is kept.

Pasted text is looked up in it, and Word files are read and compared. Not for: what is found by one question to the
log, such as a receipt or a hash.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.errors import Busy
from storage.database import give_back_connection

COME_AGAIN_SECONDS = 3


class CheckingLane:
    """`turns` at once and `most_waiting` behind them; those who wait hold no database connection."""

    def __init__(self, *, turns: int = 2, most_waiting: int = 16) -> None:
        self._turns, self._waiting, self._most_waiting = asyncio.Semaphore(turns), 0, most_waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises `Busy` (`verify-busy`) rather than wait in too long a queue."""
        if self._turns.locked():
            await self._wait()
        else:
            await self._turns.acquire()
        try:
            yield
        finally:
            self._turns.release()

    async def _wait(self) -> None:
        if self._waiting >= self._most_waiting:
            raise Busy(code="verify-busy", message="核验的人较多，请稍候再试", retry_after=COME_AGAIN_SECONDS)
        self._waiting += 1
        try:
            await give_back_connection()
            await self._turns.acquire()
        finally:
            self._waiting -= 1


lane = CheckingLane()
