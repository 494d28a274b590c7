"""A password that somebody else knows: it serves a day, and only for setting one's own.

Whoever signs in with it gets no further than changing it (`web.guards`).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from msgspec import Struct

SERVES = timedelta(hours=24)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that another could be read for
_GROUPS, _GROUP = 4, 4  # 79 bits


class OneTimePassword(Struct, frozen=True, kw_only=True):
    """To be told to the person and then forgotten; it stands nowhere else."""

    password: str
    until: datetime

    def __repr__(self) -> str:
        """Without the password: reprs reach logs."""
        return f"{type(self).__name__}(until={self.until!r})"


def draw_one_time(*, now: datetime) -> OneTimePassword:
    """A new one, from the system's own randomness."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return OneTimePassword(password="-".join(groups), until=now + SERVES)
