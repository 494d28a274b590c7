"""Argon2id hashing in a lane of its own: few at a time, few waiting, and those waiting in a just order.

Hashing is slow on purpose, so a burst of sign-ins is a queue. People known to us (signed in, or on a device that has
signed in before) come first. Strangers come by how many of their address wait already, so that one address
cannot keep the others out; beyond the bounds they are asked to come again instead of waiting without end.
"""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Busy, TooMany
from storage.database import give_back_connection

T = TypeVar("T")

# RFC 9106, section 4, second recommended option: 64 MiB, 3 passes, 4 lanes.
_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_nobody = _hasher.hash("nobody has this password")
_hasher_of_published = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)

TURNS = 2  # memory and processors a burst may take
MOST_WAITING = 48
MOST_OF_ONE_ADDRESS = 24
COME_AGAIN_SECONDS = 3


@dataclass(order=True, slots=True)
class _Waiter:
    """In the order of `rank`: known people first, then by how many of the address were waiting, then by arrival."""

    rank: tuple[int, int, int]
    address: str | None = field(compare=False)
    turn: asyncio.Future[None] = field(compare=False)


class Lane:
    """`turns` pieces of work at a time, in threads; see the module's paragraph. `address` is None for the known."""

    def __init__(
        self,
        *,
        turns: int = TURNS,
        most_waiting: int = MOST_WAITING,
        most_of_one_address: int = MOST_OF_ONE_ADDRESS,
    ) -> None:
        self._threads = ThreadPoolExecutor(turns, thread_name_prefix="hashing")
        self._free, self._waiting, self._arrivals = turns, list[_Waiter](), count()
        self._most_waiting, self._most_of_one = most_waiting, most_of_one_address

    async def run(self, work: Callable[[], T], *, address: str | None) -> T:
        """Raises `TooMany` or `Busy` rather than wait in too long a queue."""
        await self._turn(address)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._pass_on()

    async def _turn(self, address: str | None) -> None:
        if self._free:
            self._free -= 1
            return
        waiter = self._queued(address)
        try:
            await waiter.turn
        except asyncio.CancelledError:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            elif not waiter.turn.cancelled():
                self._pass_on()
            raise

    def _queued(self, address: str | None) -> _Waiter:
        of_this = sum(other.address == address for other in self._waiting)
        of_this_class = sum((other.address is None) == (address is None) for other in self._waiting)
        if address is not None and of_this >= self._most_of_one:
            raise TooMany(
                code="too-many-sign-ins",
                message="此网络地址同时登录的人数过多，请稍候再试",
                retry_after=COME_AGAIN_SECONDS,
            )
        if of_this_class >= self._most_waiting:
            raise Busy(
                code="sign-in-busy", message="登录排队人数较多，请稍候再试", retry_after=COME_AGAIN_SECONDS
            )
        rank = (0, 0, next(self._arrivals)) if address is None else (1, of_this, next(self._arrivals))
        waiter = _Waiter(rank, address, asyncio.get_running_loop().create_future())
        insort(self._waiting, waiter)
        return waiter

    def _pass_on(self) -> None:
        while self._waiting:
            waiter = self._waiting.pop(0)
            if not waiter.turn.done():  # one who just gave up passes nothing on
                return waiter.turn.set_result(None)
        self._free += 1
        return None


_lane = Lane()


async def hash_password(password: str) -> str:
    """The Argon2id string of `password`."""
    await give_back_connection()
    return await _lane.run(lambda: _hasher.hash(password), address=None)


async def hash_published(password: str) -> str:
    """The same for a password that the platform itself prints for everybody to read: cost would protect nothing."""
    return _hasher_of_published.hash(password)


async def matches(password_hash: str | None, password: str, *, address: str | None = None) -> bool:
    """Whether `password` belongs to the hash; takes as long when there is no such person (None).

    `address` is where a stranger asks from; None for people we know.
    """
    await give_back_connection()
    found = await _lane.run(lambda: _verify(password_hash or _nobody, password), address=address)
    return found and password_hash is not None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
