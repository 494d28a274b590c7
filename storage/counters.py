"""How often something may be done in a span of real time, counted in Redis before it is done.

Checking and counting are one step there, so that sixty at once are not all let through. Real time, not the
platform's: a training clock must not open a lock. Not for: what the record needs; losing Redis forgets these.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from redis.asyncio import Redis

from storage.held import Held

# One window per name, begun by its first act. An act over the limit is not counted and does not prolong it.
_TAKE = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
if count <= tonumber(ARGV[1]) then return 0 end
redis.call('DECR', KEYS[1])
return math.max(redis.call('TTL', KEYS[1]), 1)
"""
_GIVE_BACK = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """`most` acts in `seconds`, counted from the first."""

    most: int
    seconds: int


class Counters:
    """Counts by name. Names may hold what people type: they are hashed."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._take: Any = redis.register_script(_TAKE)
        self._give_back: Any = redis.register_script(_GIVE_BACK)

    async def take(self, name: str, allowance: Allowance) -> int:
        """Count one act: 0 if it may be done, else the seconds until one may be done again."""
        return int(await self._take(keys=[_key(name)], args=[allowance.most, allowance.seconds]))

    async def give_back(self, name: str) -> None:
        """The act just counted was harmless after all."""
        await self._give_back(keys=[_key(name)])

    async def forget(self, name: str) -> None:
        """Begin anew."""
        await self._redis.delete(_key(name))


def _key(name: str) -> str:
    return f"tianping:count:{sha256(name.encode()).hexdigest()}"


#: The process's counters.
counters = Held[Counters](__name__)
use = counters.use
