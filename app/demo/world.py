"""The people of the demo at work: sessions kept open, the training clock, and waiting for jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self, TypeVar

from app.demo.member import Member

T = TypeVar("T")

Say = Callable[[str], None]

PATIENCE_SECONDS = 60
AT_ONCE = 4  # sign-ins; the platform asks an address with many more to come again


class NothingHappened(Exception):
    """Something a job should have brought about did not come in time: is the worker running?"""


class World:
    """Everybody of the demo, signed in when first needed. Use as an async context manager."""

    def __init__(self, *, base_url: str, say: Say) -> None:
        self.base_url = base_url
        self.say = say
        self._members: dict[str, Member] = {}
        self._stack = AsyncExitStack()
        self._signing_in = asyncio.Semaphore(AT_ONCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def member(self, sign_in_name: str) -> Member:
        """The session of this person; signs in the first time."""
        if sign_in_name not in self._members:
            new = Member(base_url=self.base_url, sign_in_name=sign_in_name)
            async with self._signing_in:
                self._members[sign_in_name] = await self._stack.enter_async_context(new)
        return self._members[sign_in_name]

    async def now(self) -> datetime:
        """Platform time."""
        staff = await self.member("staff")
        return datetime.fromisoformat((await staff.get("/api/training/clock"))["now"])

    async def move_to(self, moment: datetime) -> None:
        """Let time pass until `moment`; nothing when it is past."""
        if moment > await self.now():
            staff = await self.member("staff")
            await staff.post("/api/training/to", {"to": moment.isoformat()})

    async def until(self, told: str, look: Callable[[], Awaitable[T | None]]) -> T:
        """What `look` finds, asked for every fifth of a second; raises `NothingHappened` naming `told`."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            found = await look()
            if found is not None:
                return found
            await asyncio.sleep(0.2)
        raise NothingHappened(told)


def at_hour(day: datetime, hour: int) -> datetime:
    """`day` at a full hour, in its own zone."""
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


ONE_DAY = timedelta(days=1)
