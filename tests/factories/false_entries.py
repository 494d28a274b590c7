"""Entries of the log that the platform did not write."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.canonical import canonical_bytes
from storage.merkle import leaf_hash

if TYPE_CHECKING:
    from asyncpg import Connection, Record

#: An entry at the next place, of which nothing is true but the hash of its payload.
INVENTED = """
INSERT INTO storage_audit_entry (seq, ticket, payload, leaf_hash, tag, subject, public, at, root, signature, nodes)
SELECT count(*), $1::bigint, $2::bytea, $3::bytea, 't', 's', true, $4::timestamptz, $3, $5::bytea, ''
FROM storage_audit_entry
"""


def invented(ticket: int, now: datetime) -> tuple[object, ...]:
    payload = canonical_bytes({"v": 2, "invented": ticket})
    return ticket, payload, leaf_hash(payload), now, bytes(64)


async def put_in(owner: Connection[Record], *, ticket: int, now: datetime) -> None:
    """As nobody but the tables' owner can: the queue does not know the ticket."""
    trigger = "TRIGGER storage_audit_entry_leaves_queue"
    await owner.execute(f"ALTER TABLE storage_audit_entry DISABLE {trigger}")
    await owner.execute(INVENTED, *invented(ticket, now))
    await owner.execute(f"ALTER TABLE storage_audit_entry ENABLE {trigger}")
