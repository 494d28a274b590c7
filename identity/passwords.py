"""Argon2id hashing off the event loop."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# RFC 9106, section 4, second recommended option: 64 MiB, 3 passes, 4 lanes.
_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
# Hashing is memory-hard: two at a time bound what a burst of sign-ins can take.
_turns = asyncio.Semaphore(2)
_nobody = _hasher.hash("nobody has this password")


async def hash_password(password: str) -> str:
    """The Argon2id string of `password`."""
    async with _turns:
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """Whether `password` belongs to the hash; takes as long when there is no such person (None)."""
    async with _turns:
        found = await asyncio.to_thread(_verify, password_hash or _nobody, password)
    return found and password_hash is not None


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
