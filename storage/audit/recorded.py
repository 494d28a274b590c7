"""What the platform itself recorded, withheld entries included: for comparing its own tables with the log.

Not for: showing anything to anybody; see `reading`.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage.audit.facts import Facts, facts_of
from storage.database import fetch


async def recorded(*, subjects: Sequence[str], tags: Sequence[str]) -> list[Facts]:
    """The entries of these tags about these subjects, oldest first."""
    rows = await fetch(
        "SELECT payload FROM storage_audit_entry"
        " WHERE subject = ANY($1::text[]) AND tag = ANY($2::text[]) ORDER BY seq",
        list(subjects),
        [str(tag) for tag in tags],
    )
    return [facts_of(row["payload"]) for row in rows]
