"""What the platform itself recorded, withheld and queued entries included: for comparing its own tables with the log.

Not for: showing anything to anybody; see `reading`.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.audit.facts import Facts, facts_of
from storage.database import fetch

_RECORDED = """
SELECT coalesce(ticket, seq) AS number, payload, seq FROM storage_audit_entry
WHERE subject = ANY($1::text[]) AND tag = ANY($2::text[])
UNION ALL
SELECT ticket, payload, NULL FROM storage_audit_queue
WHERE subject = ANY($1::text[]) AND tag = ANY($2::text[])
ORDER BY seq NULLS LAST, number
"""


async def recorded(*, subjects: Sequence[str], tags: Sequence[str]) -> list[Facts]:
    """The entries of these tags about these subjects, oldest first, by the numbers that rows keep.

    Those of the running transaction are among them.
    """
    rows = await fetch(_RECORDED, list(subjects), [str(tag) for tag in tags])
    return [facts_of(row["payload"], number=row["number"]) for row in rows]
