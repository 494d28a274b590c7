"""Writing down what has been published, so that `/verify` finds it by a passage or by the hash of its Word file.

Runs when something is published and once a minute, so that nothing published earlier is left out.
"""

from __future__ import annotations

from app.transparency.issued import issued_as
from bidding_room.documents import record_identity
from evaluation.documents import report_identity
from storage.database import fetch, transaction
from storage.given_out import remember_file, remember_text
from storage.outbox import Event
from trading.notices.documents import notice_identity

_AT_ONCE = 50

_NOT_WRITTEN_DOWN = """
SELECT identity FROM (
    SELECT $2::text || no AS identity FROM trading_notice WHERE state = 'published'
    UNION ALL
    SELECT $3::text || lot FROM bidding_room_opening WHERE record_audit_seq IS NOT NULL
    UNION ALL
    SELECT $4::text || lot FROM evaluation_session WHERE result_public_at IS NOT NULL
) published
WHERE NOT EXISTS (SELECT FROM storage_published_text known WHERE known.identity = published.identity) LIMIT $1
"""

_PREFIXES = tuple(identity("") for identity in (notice_identity, record_identity, report_identity))


async def write_down_published() -> None:
    """Everything published and not yet written down, the rest the next time when it is much."""
    for row in await fetch(_NOT_WRITTEN_DOWN, _AT_ONCE, *_PREFIXES):
        issued = await issued_as(row["identity"])
        files = () if issued is None else await issued.files()
        async with transaction():
            # What cannot be shown is written down as nothing, lest it stand in the way of the others.
            await remember_text(row["identity"], "" if issued is None else issued.printed)
            for file in files:
                await remember_file(row["identity"], file)


async def write_down_on(_: Event) -> None:
    """The same, as soon as something has been published."""
    await write_down_published()
