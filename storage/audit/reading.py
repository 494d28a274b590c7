"""Entries as anybody may read them: the payload only if public or disclosed, else the hash alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.canonical import Json
from core.errors import NotFound
from storage.audit.facts import Facts, facts_of
from storage.audit.sequence import caught_up
from storage.database import fetch, fetch_one
from storage.tree_head import SignedHead, on_the_hour

if TYPE_CHECKING:
    from asyncpg import Record

_PUBLIC = """
SELECT entry.seq, entry.leaf_hash, entry.root, entry.at, entry.signature,
       CASE WHEN entry.public OR disclosure.seq IS NOT NULL THEN entry.payload END AS payload
FROM storage_audit_entry entry
LEFT JOIN storage_audit_disclosure disclosure ON disclosure.seq = coalesce(entry.ticket, entry.seq)
"""
FIRST_TICKET = 1 << 40  # no log will ever have as many entries: a number is a place or a ticket, never both
_READABLE = "(entry.public OR disclosure.seq IS NOT NULL)"


@dataclass(frozen=True, kw_only=True)
class PublicEntry:
    """What the world may see of an entry. A withheld one has no payload, tag, actor or subject."""

    seq: int
    leaf_hash: bytes
    payload: bytes | None
    root: bytes
    at: datetime
    signature: bytes

    @property
    def withheld(self) -> bool:
        return self.payload is None

    @property
    def facts(self) -> Facts | None:
        """The payload read, for showing; None when withheld, and when nobody here wrote it."""
        try:
            return None if self.payload is None else facts_of(self.payload, number=self.seq)
        except ValueError:
            return None

    @property
    def foreign(self) -> bool:
        """Whether it holds what the platform never writes: somebody else put it in."""
        return self.payload is not None and self.facts is None

    @property
    def made_at(self) -> datetime:
        """The exact moment where it may be read, else the hour."""
        return self.at if self.facts is None else self.facts.at

    @property
    def hourly(self) -> bool:
        """Whether `made_at` is the hour alone."""
        return on_the_hour(self.made_at)

    @property
    def head(self) -> SignedHead:
        """The signed head right after this entry."""
        return SignedHead(size=self.seq + 1, root=self.root, at=self.at, signature=self.signature)

    def as_json(self) -> dict[str, Json]:
        """As it is published and exported: hex for bytes, the payload as the very text that was hashed."""
        return {
            "seq": self.seq,
            "leaf_hash": self.leaf_hash.hex(),
            "payload": None if self.payload is None else self.payload.decode("utf-8", "replace"),
            "root": self.root.hex(),
            "at": str(self.head.as_json()["at"]),
            "signature": self.signature.hex(),
        }


async def entry(number: int) -> PublicEntry:
    """One entry, by its place or by the ticket that a row keeps. Raises `NotFound` (`log-entry-unknown`)."""
    return _public_entry(await row_of(_PUBLIC, number))


async def entry_of_leaf(leaf_hash: bytes) -> PublicEntry | None:
    """The entry with this leaf hash, if the log holds it."""
    await caught_up()
    row = await fetch_one(f"{_PUBLIC} WHERE entry.leaf_hash = $1", leaf_hash)
    return None if row is None else _public_entry(row)


async def entries_from(*, seq: int, count: int) -> list[PublicEntry]:
    """Up to `count` entries in order from `seq` on, withheld ones included as hashes."""
    return _public_entries(
        await fetch(f"{_PUBLIC} WHERE entry.seq >= $1 ORDER BY entry.seq LIMIT $2", seq, count)
    )


async def public_entries(*, limit: int, offset: int = 0) -> list[PublicEntry]:
    """What anyone may read, newest first."""
    return _public_entries(
        await fetch(f"{_PUBLIC} WHERE {_READABLE} ORDER BY entry.seq DESC LIMIT $1 OFFSET $2", limit, offset)
    )


async def count_public_entries() -> int:
    """How many entries anyone may read."""
    row = await fetch_one(
        "SELECT count(*) FILTER (WHERE public) + (SELECT count(*) FROM storage_audit_disclosure disclosure"
        " WHERE NOT EXISTS (SELECT FROM storage_audit_queue WHERE ticket = disclosure.seq)) AS number"
        " FROM storage_audit_entry"
    )
    assert row is not None
    return int(row["number"])


async def public_entries_about(*, subject: str) -> list[PublicEntry]:
    """What anyone may read in the log about one subject, oldest first; all that is committed."""
    await caught_up()
    return _public_entries(
        await fetch(f"{_PUBLIC} WHERE entry.subject = $1 AND {_READABLE} ORDER BY entry.seq", subject)
    )


async def public_entry_of(*, tag: str, subject: str, at: datetime) -> PublicEntry | None:
    """The entry with this head line that anyone may read, if the log holds one."""
    await caught_up()
    row = await fetch_one(
        f"{_PUBLIC} WHERE entry.subject = $1 AND entry.tag = $2 AND entry.at = $3 AND {_READABLE} LIMIT 1",
        subject,
        tag,
        at,
    )
    return None if row is None else _public_entry(row)


async def public_entries_naming(*, sha256: bytes, limit: int = 20) -> list[PublicEntry]:
    """What anyone may read in the log whose facts name this SHA-256, oldest first."""
    await caught_up()
    return _public_entries(
        await fetch(
            f"{_PUBLIC} WHERE entry.digests @> ARRAY[$1::varchar] AND entry.digests <> '{{}}' AND {_READABLE}"
            " ORDER BY entry.seq LIMIT $2",
            sha256.hex(),
            limit,
        )
    )


async def row_of(select: str, number: int) -> Record:
    """The row of an entry by its place or its ticket, which gets its place here if it has none yet."""
    by_ticket = number >= FIRST_TICKET
    sql = f"{select} WHERE entry.{'ticket' if by_ticket else 'seq'} = $1"
    row = await fetch_one(sql, number)
    if row is None and by_ticket:
        await caught_up()
        row = await fetch_one(sql, number)
    if row is None:
        raise NotFound(code="log-entry-unknown", message="审计日志没有这一条")
    return row


def _public_entries(rows: Sequence[Record]) -> list[PublicEntry]:
    return [_public_entry(row) for row in rows]


def _public_entry(row: Record) -> PublicEntry:
    return PublicEntry(
        seq=row["seq"],
        leaf_hash=row["leaf_hash"],
        payload=row["payload"],
        root=row["root"],
        at=row["at"].astimezone(UTC),
        signature=row["signature"],
    )
