"""By what the platform knows its own entries while they wait unsigned in a table others may write to."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.canonical import Json, canonical_bytes
from core.clock import instant_text

if TYPE_CHECKING:
    from asyncpg import Record

    from storage.keys import PlatformKeys

#: What of a queued row `genuine` looks at.
VOUCHED = "ticket, leaf_hash, tag, subject, digests, public, at, voucher"


def voucher(
    *,
    keys: PlatformKeys,
    leaf_hash: bytes,
    tag: str,
    subject: str,
    digests: Sequence[str],
    public: bool,
    at: datetime,
) -> bytes:
    """32 bytes over the row: what a signed head, who finds the entry and who may read it depend on."""
    said: list[Json] = [leaf_hash.hex(), tag, subject, list(digests), int(public), instant_text(at)]
    return keys.vouch(canonical_bytes(said))


def genuine(rows: Iterable[Record], *, keys: PlatformKeys) -> list[Record]:
    """Those of the queued rows (`VOUCHED`, by ticket) that the platform wrote as they stand, without their copies.

    A copy can only be made of what is there, so its ticket is the higher one.
    """
    known: dict[bytes, Record] = {}
    for row in rows:
        if row["leaf_hash"] not in known and _is_own(row, keys):
            known[row["leaf_hash"]] = row
    return list(known.values())


def _is_own(row: Record, keys: PlatformKeys) -> bool:
    """Builds before had the voucher name the ticket first; what they left in the queue is theirs still."""
    ticket, leaf, tag, subject, digests, public, at, kept = (row[name] for name in VOUCHED.split(", "))
    said: list[Json] = [leaf.hex(), tag, subject, digests, int(public), instant_text(at)]
    spellings: tuple[list[Json], ...] = (said, [ticket, *said])
    return any(hmac.compare_digest(kept, keys.vouch(canonical_bytes(one))) for one in spellings)
