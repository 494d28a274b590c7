"""Making withheld entries readable, once the reason to withhold them has passed (the opening)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storage.database import execute

_DISCLOSE = """
INSERT INTO storage_audit_disclosure (seq, at)
SELECT coalesce(ticket, seq), $1::timestamptz FROM storage_audit_entry WHERE NOT public AND {placed}
UNION ALL
SELECT ticket, $1 FROM storage_audit_queue WHERE NOT public AND {queued}
ON CONFLICT (seq) DO NOTHING
"""
_ABOUT = "subject = $2 AND tag = ANY($3::text[])"
_NUMBERED = "ticket = ANY($2::bigint[])"


async def disclose_about(*, subject: str, tags: Sequence[str], now: datetime) -> None:
    """The same for all withheld entries of these tags about one subject, those just appended included."""
    sql = _DISCLOSE.format(placed=_ABOUT, queued=_ABOUT)
    await execute(sql, now, subject, [str(tag) for tag in tags])


async def disclose(*, numbers: Sequence[int], now: datetime) -> None:
    """Let anyone read these entries from now on. Cannot be undone; repeating it changes nothing."""
    sql = _DISCLOSE.format(placed=f"({_NUMBERED} OR seq = ANY($2::bigint[]))", queued=_NUMBERED)
    await execute(sql, now, list(numbers))
