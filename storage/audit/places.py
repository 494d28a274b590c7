"""From the numbers that rows keep to places in the log.

A row is written before its entry has a place and keeps its ticket; rows older than tickets keep the place itself. No
place is as high as the first ticket, so either will do wherever an entry is asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from core.errors import NotFound
from storage.audit.reading import FIRST_TICKET, row_of
from storage.audit.sequence import caught_up
from storage.database import fetch

_ENTRY = "SELECT seq, leaf_hash, payload, root, at, signature FROM storage_audit_entry entry"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry in its place and the head after it: the tree of size `seq + 1` has `root`, signed at `at`.

    With its payload also when that is withheld.
    """

    seq: int
    leaf_hash: bytes
    payload: bytes
    root: bytes
    at: datetime
    signature: bytes


async def placed(number: int) -> Entry:
    """The entry, sequenced here if it was not. Its act must be committed: raises `NotFound` (`log-entry-unknown`)."""
    return Entry(**dict(await row_of(_ENTRY, number)))


async def seq_of(number: int) -> int:
    """The entry's place; see `placed`."""
    return (await seqs_of([number]))[number]


async def seqs_of(numbers: Collection[int]) -> dict[int, int]:
    """The places of many, by number; see `placed`."""
    found = {number: number for number in numbers if number < FIRST_TICKET}
    tickets = {number for number in numbers if number >= FIRST_TICKET}
    found |= await _places(tickets)
    if missing := tickets - found.keys():
        await caught_up()
        found |= await _places(missing)
    if tickets - found.keys():
        raise NotFound(code="log-entry-unknown", message="审计日志没有这一条")
    return found


def seq_sql(column: str) -> str:
    """SQL for the place of the entry that a column names; NULL as long as it has none. For one statement, not two."""
    by_ticket = f"(SELECT seq FROM storage_audit_entry WHERE ticket = {column})"  # noqa: S608 — a column of the caller
    return f"CASE WHEN {column} < {FIRST_TICKET} THEN {column} ELSE {by_ticket} END"


async def _places(tickets: set[int]) -> dict[int, int]:
    if not tickets:
        return {}
    sql = "SELECT ticket, seq FROM storage_audit_entry WHERE ticket = ANY($1::bigint[])"
    return {row["ticket"]: row["seq"] for row in await fetch(sql, list(tickets))}
