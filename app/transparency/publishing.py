"""Writing down what has been published, so that `/verify` finds it by a passage or by the hash of its Word file.

Runs when something is published and once a minute, so that nothing published earlier is left out.
"""

from __future__ import annotations

from app.transparency.issued import issued_as
from bidding_room.documents import record_identity
from bidding_room.relations import ISSUED_RECORDS
from evaluation.documents import report_identity
from evaluation.relations import SESSIONS
from storage.database import transaction
from storage.given_out import not_remembered, remember_file, remember_text
from storage.outbox import Event
from trading.notices.documents import notice_identity
from trading.relations import PUBLISHED_NOTICES

_AT_ONCE = 50

_PUBLISHED = f"""(
    SELECT $2::text || no AS identity FROM {PUBLISHED_NOTICES} notice
    UNION ALL
    SELECT $3::text || lot FROM {ISSUED_RECORDS} record
    UNION ALL
    SELECT $4::text || lot FROM {SESSIONS} session WHERE is_public
)"""  # noqa: S608 — fixed texts

_PREFIXES = tuple(identity("") for identity in (notice_identity, record_identity, report_identity))


async def write_down_published() -> None:
    """Everything published and not yet written down, the rest the next time when it is much."""
    for identity in await not_remembered(_PUBLISHED, *_PREFIXES, limit=_AT_ONCE):
        issued = await issued_as(identity)
        files = () if issued is None else await issued.files()
        async with transaction():
            # What cannot be shown is written down as nothing, lest it stand in the way of the others.
            await remember_text(identity, "" if issued is None else issued.printed)
            for file in files:
                await remember_file(identity, file)


async def write_down_on(_: Event) -> None:
    """The same, as soon as something has been published."""
    await write_down_published()
