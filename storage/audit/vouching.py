"""By what the platform knows its own entries while they wait unsigned in a table others may write to."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.canonical import Json, canonical_bytes
from core.clock import instant_text
from storage.keys import platform_keys

#: What of a queued row `is_own` looks at.
VOUCHED = "ticket, leaf_hash, tag, subject, digests, public, at, voucher"


def voucher(
    *,
    ticket: int,
    leaf_hash: bytes,
    tag: str,
    subject: str,
    digests: Sequence[str],
    public: bool,
    at: datetime,
) -> bytes:
    """32 bytes over the whole row: what a signed head, who finds the entry and who may read it depend on."""
    said: list[Json] = [ticket, leaf_hash.hex(), tag, subject, list(digests), int(public), instant_text(at)]
    return platform_keys().vouch(canonical_bytes(said))


def is_own(row: Mapping[str, Any]) -> bool:
    """Whether the platform wrote the row (`VOUCHED`) as it stands, under this ticket."""
    said = {name: row[name] for name in VOUCHED.split(", ")}
    return hmac.compare_digest(said.pop("voucher"), voucher(**said))
