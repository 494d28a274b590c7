"""What the platform itself recorded, withheld and queued entries included: for comparing its own tables with the log.

Not for: showing anything to anybody; see `reading`.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.audit.facts import Facts, facts_of
from storage.audit.vouching import VOUCHED, genuine
from storage.database import fetch
from storage.keys import platform_keys

# In one statement: an entry on its way from the queue to its place is seen once.
_RECORDED = f"""
SELECT coalesce(ticket, seq) AS number, payload, seq, {VOUCHED.replace("voucher", "NULL AS voucher")}
FROM storage_audit_entry WHERE subject = ANY($1::text[]) AND tag = ANY($2::text[])
UNION ALL
SELECT ticket, payload, NULL, {VOUCHED} FROM storage_audit_queue queued
WHERE subject = ANY($1::text[]) AND tag = ANY($2::text[])
  AND NOT EXISTS (SELECT FROM storage_audit_entry entry WHERE entry.leaf_hash = queued.leaf_hash)
ORDER BY seq NULLS LAST, number
"""  # noqa: S608 — fixed texts


async def recorded(*, subjects: Sequence[str], tags: Sequence[str]) -> list[Facts]:
    """The entries of these tags about these subjects, oldest first, by the numbers that rows keep.

    Those of the running transaction are among them; what somebody else has put into the queue is not.
    """
    rows = await fetch(_RECORDED, list(subjects), [str(tag) for tag in tags])
    placed = [row for row in rows if row["seq"] is not None]
    known = placed + genuine((row for row in rows if row["seq"] is None), keys=platform_keys())
    return [facts_of(row["payload"], number=row["number"]) for row in known]
