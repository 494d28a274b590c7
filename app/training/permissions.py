"""What can be done to a training instance itself."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Held on training instances only; elsewhere there is nothing it would open."""

    CLOCK_MOVE = "training:clock:move"  # administrator, centre staff
    MESSAGES_READ = "training:messages:read"  # administrator: codes and news that were not sent
