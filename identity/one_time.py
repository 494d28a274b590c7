"""A password that somebody else knows: it serves a day, and only for setting one's own.

Whoever signs in with it gets no further than changing it (`web.guards`).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SERVES = timedelta(hours=24)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that another could be read for
_GROUPS, _GROUP = 4, 4  # 79 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimePassword:
    """To be told to the person and then forgotten; it stands nowhere else."""

    password: str = field(repr=False)
    until: datetime


def draw_one_time(*, now: datetime) -> OneTimePassword:
    """A new one, from the system's own randomness."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return OneTimePassword(password="-".join(groups), until=now + SERVES)
