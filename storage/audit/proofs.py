"""Heads and proofs in O(log n) rows. Verification lives in `storage.merkle`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from core.errors import Invalid, NotFound
from storage.audit.sequence import NODE, caught_up
from storage.clock import platform_now
from storage.database import fetch, fetch_one
from storage.keys import platform_keys
from storage.merkle import EMPTY_ROOT, consistency_ranges, inclusion_ranges, prove, range_places
from storage.tree_head import SignedHead, head_bytes

_HEAD = "SELECT seq, root, at, signature FROM storage_audit_entry"
_SINCE = """
SELECT seq, root, at, signature FROM storage_audit_entry
WHERE seq >= coalesce($1, (SELECT max(seq) - 63 FROM storage_audit_entry)) ORDER BY seq LIMIT 256
"""
_BEFORE = """
SELECT seq, root, at, signature FROM storage_audit_entry WHERE seq < $1 ORDER BY seq DESC LIMIT 256
"""


async def head() -> SignedHead:
    """The current signed head, over everything committed before; of an empty log, one signed now."""
    await caught_up()
    return await last_head()


async def last_head() -> SignedHead:
    """The same over what has its place already."""
    row = await fetch_one(f"{_HEAD} ORDER BY seq DESC LIMIT 1")
    if row is None:
        now = await platform_now()
        signature = platform_keys().sign(head_bytes(size=0, root=EMPTY_ROOT, at=now))
        return SignedHead(size=0, root=EMPTY_ROOT, at=now, signature=signature)
    return _signed_head(row["seq"], row["root"], row["at"], row["signature"])


async def head_at(*, size: int) -> SignedHead:
    """The head signed when the log had `size` ≥ 1 entries. Raises `NotFound` (`log-size-unknown`)."""
    row = await fetch_one(f"{_HEAD} WHERE seq = $1", size - 1)
    if row is None:
        raise NotFound(code="log-size-unknown", message="审计日志没有过这一长度", field="size")
    return _signed_head(row["seq"], row["root"], row["at"], row["signature"])


class HeadWatch:
    """Looks at the heads that came since it last looked, at first at the newest 64, and back from there to the first;
    each time at 256 of either at most.

    Not for: whether the log verifies as a whole, which its export tells.
    """

    def __init__(self) -> None:
        self._from: int | None = None
        self._back: int | None = None

    async def first_false(self) -> int | None:
        """The place of the first entry whose head the platform did not sign; it is told for as long as it stands."""
        heads, false = await _looked_at(_SINCE, self._from)
        self._from = heads[-1].size - 1 if heads and false is None else false
        if false is not None or not heads:
            return false
        older, false = await _looked_at(_BEFORE, heads[0].size - 1 if self._back is None else self._back)
        self._back = older[-1].size - 1 if older else 0
        if false is not None:
            self._from = false  # where the next look begins: it stands
        return false


async def _looked_at(statement: str, place: int | None) -> tuple[list[SignedHead], int | None]:
    rows = await fetch(statement, place)
    heads = [_signed_head(row["seq"], row["root"], row["at"], row["signature"]) for row in rows]
    return heads, await asyncio.to_thread(_first_false, heads, platform_keys().public_key)


def _first_false(heads: list[SignedHead], key: bytes) -> int | None:
    return next((head.size - 1 for head in heads if not head.signed_by(key)), None)


def _signed_head(seq: int, root: bytes, at: datetime, signature: bytes) -> SignedHead:
    return SignedHead(size=seq + 1, root=root, at=at.astimezone(UTC), signature=signature)


async def inclusion(*, seq: int, size: int) -> list[bytes]:
    """The proof that entry `seq` is in the tree of `size`. Raises `Invalid` (`log-range-impossible`)."""
    await _refuse_beyond(size)
    try:
        ranges = inclusion_ranges(index=seq, size=size)
    except ValueError:
        raise _impossible("seq") from None
    return await _prove(ranges)


async def consistency(*, first: int, second: int) -> list[bytes]:
    """The proof that the tree of `first` is a prefix of that of `second`.

    Raises `Invalid` (`log-range-impossible`).
    """
    await _refuse_beyond(second)
    try:
        ranges = consistency_ranges(first=first, second=second)
    except ValueError:
        raise _impossible("first") from None
    return await _prove(ranges)


async def _refuse_beyond(size: int) -> None:
    row = await fetch_one("SELECT coalesce(max(seq) + 1, 0) AS size FROM storage_audit_entry")
    assert row is not None
    if size > row["size"]:
        raise _impossible("size")


def _impossible(field: str) -> Invalid:
    return Invalid(code="log-range-impossible", message="审计日志没有这样的范围", field=field)


async def _prove(ranges: list[tuple[int, int]]) -> list[bytes]:
    places = [place for span in ranges for place in range_places(*span)]
    rows = await fetch(
        f"SELECT level, index, {NODE} AS hash FROM unnest($1::int[], $2::bigint[]) AS wanted (level, index)"  # noqa: S608
        " JOIN storage_audit_entry entry ON seq = ((index + 1) << level) - 1",
        [level for level, _ in places],
        [index for _, index in places],
    )
    known = {(row["level"], row["index"]): row["hash"] for row in rows}
    return prove(ranges, lambda level, index: known[level, index])
