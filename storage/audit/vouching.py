"""By what the platform knows its own entries while they wait unsigned in a table others may write to."""

from __future__ import annotations

import hmac
from datetime import datetime

from core.clock import instant_text
from storage.keys import platform_keys


def voucher(leaf_hash: bytes, *, public: bool, at: datetime) -> bytes:
    """32 bytes over all that a signed head, or who may read the entry, depends on."""
    said = leaf_hash + (b"public " if public else b"withheld ") + instant_text(at).encode()
    return platform_keys().vouch(said)


def is_own(given: bytes, leaf_hash: bytes, *, public: bool, at: datetime) -> bool:
    """Whether the platform wrote it."""
    return hmac.compare_digest(given, voucher(leaf_hash, public=public, at=at))
