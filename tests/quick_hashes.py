"""Argon2id as ever, but not at full cost: for people whom tests enter. What is hashed so is also verified so.

The application that tests start as a process hashes at the real cost, and `tests/unit/identity` holds that fast.
"""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from identity import passwords

_CHEAP = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


def hash_quickly(patch: pytest.MonkeyPatch) -> None:
    """In this process, until the patch is undone."""
    patch.setattr(passwords, "_hasher", _CHEAP)
    patch.setattr(passwords, "_nobody", _CHEAP.hash("nobody has this password"))
