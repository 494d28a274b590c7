"""Making withheld entries readable, once the reason to withhold them has passed (the opening)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storage.database import execute


async def disclose_about(*, subject: str, tags: Sequence[str], now: datetime) -> None:
    """The same for all withheld entries of these tags about one subject."""
    await execute(
        "INSERT INTO storage_audit_disclosure (seq, at)"
        " SELECT seq, $3 FROM storage_audit_entry"
        " WHERE subject = $1 AND tag = ANY($2::text[]) AND NOT public ON CONFLICT (seq) DO NOTHING",
        subject,
        [str(tag) for tag in tags],
        now,
    )


async def disclose(*, seqs: Sequence[int], now: datetime) -> None:
    """Let anyone read these entries from now on. Cannot be undone; repeating it changes nothing."""
    await execute(
        "INSERT INTO storage_audit_disclosure (seq, at)"
        " SELECT seq, $2 FROM storage_audit_entry WHERE seq = ANY($1::bigint[]) AND NOT public"
        " ON CONFLICT (seq) DO NOTHING",
        list(seqs),
        now,
    )
