"""Appending one entry. Not for: deciding what is worth an entry — operations do."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from core.canonical import Json, canonical_bytes
from core.clock import instant_text
from storage.database import execute, execute_many, fetch, transaction
from storage.keys import platform_keys
from storage.merkle import Tree, leaf_hash
from storage.tree_head import head_bytes

MAX_PAYLOAD_BYTES = 64 * 1024
_LOCK = 0x7469616E  # "tian": one writer at a time
_SALT_BYTES = 16
_DIGEST = re.compile("[0-9a-f]{64}")

_FRONTIER = """
SELECT head.size, node.hash
FROM (SELECT coalesce(max(seq) + 1, 0) AS size FROM storage_audit_entry) head
LEFT JOIN LATERAL generate_series(62, 0, -1) AS bit (level) ON (head.size >> bit.level) & 1 = 1
LEFT JOIN storage_audit_node node
    ON node.level = bit.level::smallint AND node.index = (head.size >> bit.level) - 1
ORDER BY bit.level DESC
"""

_APPEND = """
WITH nodes AS (
    INSERT INTO storage_audit_node (level, index, hash)
    SELECT * FROM unnest($11::smallint[], $12::bigint[], $13::bytea[])
)
INSERT INTO storage_audit_entry
    (seq, payload, leaf_hash, tag, subject, digests, public, at, root, signature)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What is to be appended; see `record`."""

    tag: str
    actor: str
    subject: str
    facts: Mapping[str, Json]
    public: bool = True


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An appended entry and the head after it: the tree of size `seq + 1` has `root`, signed at `at`."""

    seq: int
    leaf_hash: bytes
    payload: bytes
    root: bytes
    at: datetime
    signature: bytes


async def record(
    tag: str,
    *,
    actor: str,
    subject: str,
    facts: Mapping[str, Json],
    now: datetime,
    public: bool = True,
) -> Entry:
    """Append what happened, as canonical JSON with a random salt, and sign the new head.

    `public=False` withholds the payload (tag and subject too) from everybody outside until `disclose`;
    its hash and the signed head are public at once, and both say the hour alone: the exact moment stands in the
    payload. Facts of public entries are published for ever.
    """
    entry = NewEntry(tag=tag, actor=actor, subject=subject, facts=facts, public=public)
    return (await record_all([entry], now=now))[0]


async def record_all(entries: Sequence[NewEntry], *, now: datetime) -> list[Entry]:
    """Append several entries that happened together, each with a signed head of its own, in three statements."""
    if not entries:
        return []
    async with transaction():
        await execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
        tree = await _tree()
        appended = [(new, *_append(tree, new, now)) for new in entries]
        await execute_many(_APPEND, [_row(new, entry, completed) for new, entry, completed in appended])
    return [entry for _, entry, _ in appended]


def _append(tree: Tree, new: NewEntry, now: datetime) -> tuple[Entry, list[bytes]]:
    """The entry as the next leaf of the tree, and the nodes it completes."""
    at = now if new.public else coarse(now)
    payload = _payload(tree.size, new, at=at, exactly_at=now)
    seq, leaf = tree.size, leaf_hash(payload)
    completed = tree.append(leaf)
    root = tree.root()
    signature = platform_keys().sign(head_bytes(size=tree.size, root=root, at=at))
    entry = Entry(seq=seq, leaf_hash=leaf, payload=payload, root=root, at=at, signature=signature)
    return entry, completed


def _row(new: NewEntry, entry: Entry, completed: list[bytes]) -> tuple[object, ...]:
    levels = range(len(completed))
    return (
        entry.seq,
        entry.payload,
        entry.leaf_hash,
        str(new.tag),
        new.subject,
        _digests_in(new.facts),
        new.public,
        entry.at,
        entry.root,
        entry.signature,
        list(levels),
        [entry.seq >> level for level in levels],
        completed,
    )


async def record_cover(*, now: datetime) -> Entry:
    """Append a withheld entry that says nothing, never disclosed.

    Sprinkled in at random times, such entries keep a reader of the public log from counting bids by
    counting the withheld entries before a deadline.
    """
    return await record("audit:cover", actor="system", subject="", facts={}, now=now, public=False)


def coarse(moment: datetime) -> datetime:
    """The hour a moment lies in: all that the log tells of when a withheld entry was made, head and line included."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _payload(seq: int, new: NewEntry, *, at: datetime, exactly_at: datetime) -> bytes:
    withheld: dict[str, Json] = {} if new.public else {"exactly_at": instant_text(exactly_at)}
    payload = canonical_bytes(
        {
            **withheld,
            "v": 1,
            "seq": seq,
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


async def _tree() -> Tree:
    """The tree as it stands; only under the lock, in a statement after it, is it the latest."""
    rows = await fetch(_FRONTIER)
    size = rows[0]["size"]
    return Tree(size=size, frontier=[row["hash"] for row in rows] if size else [])


def _digests_in(value: Json) -> list[str]:
    """Every SHA-256 in hex that stands anywhere in the facts, each once."""
    match value:
        case str():
            return [value] if _DIGEST.fullmatch(value) else []
        case Mapping():
            parts = [_digests_in(item) for item in value.values()]
        case list() | tuple():
            parts = [_digests_in(item) for item in value]
        case _:
            return []
    return list(dict.fromkeys(chain.from_iterable(parts)))
