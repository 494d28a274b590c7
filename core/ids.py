"""Identifiers. Not for: anything that must be unguessable as a secret."""

from __future__ import annotations

from uuid import UUID, uuid4


def new_id() -> UUID:
    """A new random identifier for a row (RFC 9562, version 4)."""
    return uuid4()
