"""Appending entries. They queue in the act's own transaction and wait for nobody; `sequence` gives them their places.

Not for: deciding what is worth an entry — operations do.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from core.canonical import Json, canonical_bytes
from core.clock import instant_text
from storage.audit.vouching import voucher
from storage.database import fetch, fetch_one
from storage.keys import platform_keys
from storage.merkle import leaf_hash

if TYPE_CHECKING:
    from asyncpg import Record

MAX_PAYLOAD_BYTES = 64 * 1024
_SALT_BYTES = 16
_DIGEST = re.compile("[0-9a-f]{64}")

# Tickets are the sequence's to give, in the order of the entries: the role has no right to that column.
_QUEUE = """
INSERT INTO storage_audit_queue (payload, leaf_hash, tag, subject, digests, public, at, voucher)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ticket
"""
# The same for many. There are no arrays of arrays of different lengths: the digests of each come as one text.
_QUEUE_ALL = """
INSERT INTO storage_audit_queue (payload, leaf_hash, tag, subject, digests, public, at, voucher)
SELECT payload, leaf_hash, tag, subject, digests::varchar[], public, at, voucher
FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::timestamptz[], $8::bytea[])
     WITH ORDINALITY AS entry (payload, leaf_hash, tag, subject, digests, public, at, voucher, number)
ORDER BY number RETURNING ticket
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What is to be appended; see `record`."""

    tag: str
    actor: str
    subject: str
    facts: Mapping[str, Json]
    public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An entry appended and not yet sequenced. `ticket` is what rows keep to find it by; see `placed`."""

    ticket: int
    leaf_hash: bytes
    payload: bytes
    at: datetime


async def record(
    tag: str,
    *,
    actor: str,
    subject: str,
    facts: Mapping[str, Json],
    now: datetime,
    public: bool = True,
) -> Queued:
    """Append what happened, as canonical JSON with a random salt; it stands in the log if and only if the act commits.

    `public=False` withholds the payload (tag and subject too) from everybody outside until `disclose`;
    its hash and the signed head are public at once, and both say the hour alone: the exact moment stands in the
    payload. Facts of public entries are published for ever.
    """
    row = _row(NewEntry(tag=tag, actor=actor, subject=subject, facts=facts, public=public), now)
    return _queued(row, await fetch_one(_QUEUE, *row))


async def record_all(entries: Sequence[NewEntry], *, now: datetime) -> list[Queued]:
    """Append several entries that happened together, in this order, in one statement."""
    if not entries:
        return []
    rows = [_row(new, now) for new in entries]
    columns = [list(column) for column in zip(*rows, strict=True)]
    columns[4] = [f"{{{','.join(row.digests)}}}" for row in rows]
    tickets = await fetch(_QUEUE_ALL, *columns)
    return [_queued(row, ticket) for row, ticket in zip(rows, tickets, strict=True)]


class _Row(NamedTuple):
    """The parameters of `_QUEUE`."""

    payload: bytes
    leaf_hash: bytes
    tag: str
    subject: str
    digests: list[str]
    public: bool
    at: datetime
    voucher: bytes


def _row(new: NewEntry, now: datetime) -> _Row:
    at = now if new.public else coarse(now)
    payload = _payload(new, at=at, exactly_at=now)
    leaf, tag, digests = leaf_hash(payload), str(new.tag), _digests_in(new.facts)
    vouched = voucher(
        keys=platform_keys(),
        leaf_hash=leaf,
        tag=tag,
        subject=new.subject,
        digests=digests,
        public=new.public,
        at=at,
    )
    return _Row(payload, leaf, tag, new.subject, digests, new.public, at, vouched)


def _queued(row: _Row, ticket: Record | None) -> Queued:
    assert ticket is not None
    return Queued(ticket=ticket[0], leaf_hash=row.leaf_hash, payload=row.payload, at=row.at)


async def record_cover(*, now: datetime) -> Queued:
    """Append a withheld entry that says nothing, never disclosed.

    Sprinkled in at random times, such entries keep a reader of the public log from counting bids by
    counting the withheld entries before a deadline.
    """
    return await record("audit:cover", actor="system", subject="", facts={}, now=now, public=False)


def coarse(moment: datetime) -> datetime:
    """The hour a moment lies in: all that the log tells of when a withheld entry was made, head and line included."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _payload(new: NewEntry, *, at: datetime, exactly_at: datetime) -> bytes:
    """Version 2 does not say the entry's number, which nobody knows yet; version 1 did."""
    withheld: dict[str, Json] = {} if new.public else {"exactly_at": instant_text(exactly_at)}
    payload = canonical_bytes(
        {
            **withheld,
            "v": 2,
            "at": instant_text(at),
            "tag": str(new.tag),
            "actor": new.actor,
            "subject": new.subject,
            "facts": new.facts,
            "salt": secrets.token_hex(_SALT_BYTES),
        }
    )
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise ValueError(f"audit facts of {new.tag} are too large: log a hash instead")
    return payload


def _digests_in(value: Json) -> list[str]:
    """Every SHA-256 in hex that stands anywhere in the facts, each once."""
    match value:
        case str():
            return [value] if _DIGEST.fullmatch(value) else []
        case int() | None:
            return []
        case dict() | Mapping():
            parts = [_digests_in(item) for item in value.values()]
        case list() | tuple():
            parts = [_digests_in(item) for item in value]
        case _:
            return []
    return list(dict.fromkeys(chain.from_iterable(parts)))
