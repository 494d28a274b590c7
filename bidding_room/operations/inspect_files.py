"""Look into opened documents once, and keep what was found beside them.

Not for: deciding who may read.
"""

from __future__ import annotations

from uuid import UUID

import msgspec

from bidding_room.documents_access import read_opened_file
from bidding_room.domain.inspection import MOST_BYTES, Caution, Inspection, uninspected
from bidding_room.inspecting import inspect_apart
from bidding_room.tables import OpenedFile
from core.errors import DomainError
from sealing.errors import SealError
from storage.clock import platform_now
from storage.database import execute, fetch
from storage.objects import ObjectMissing

_AT_ONCE = 20
_MOST_TRIES = 10  # of the chore, which is broken off when the worker is
_WAITING = """
SELECT file.id, file.name, file.inspection_tries AS tries
FROM bidding_room_opened_file file JOIN bidding_room_bid bid ON bid.id = file.bid
JOIN bidding_room_opening opening ON opening.lot = bid.lot
WHERE file.inspected_at IS NULL AND opening.state = 'finished'
ORDER BY file.inspection_tries, opening.finished_at LIMIT $1
"""
_COUNT_TRY = "UPDATE bidding_room_opened_file SET inspection_tries = inspection_tries + 1 WHERE id = $1"


async def inspect_waiting() -> None:
    """A chore: some documents of finished openings that nobody has looked into yet, the least often tried first."""
    for row in await fetch(_WAITING, _AT_ONCE):
        if row["tries"] >= _MOST_TRIES:
            await _keep(row["id"], uninspected(row["name"]))
            continue
        await execute(_COUNT_TRY, row["id"])
        await inspection_of(row["id"])


async def inspection_of(file_id: UUID) -> Inspection:
    """What was found in an opened document; looked into now if it never was. Raises `NotFound` (`file-unknown`)."""
    row = await OpenedFile.objects().where(OpenedFile.id == file_id).output(load_json=True).first()
    if row is not None and row.inspected_at is not None:
        kept = msgspec.convert(row.cautions, list[Caution])
        return Inspection(recognised=row.recognised, cautions=tuple(kept))
    found = await _inspect(file_id, row)
    await _keep(file_id, found)
    return found


async def _keep(file_id: UUID, found: Inspection) -> None:
    await OpenedFile.update(
        {
            OpenedFile.recognised: found.recognised,
            OpenedFile.cautions: msgspec.json.encode(found.cautions).decode(),
            OpenedFile.inspected_at: await platform_now(),
        }
    ).where(OpenedFile.id == file_id)


async def _inspect(file_id: UUID, row: OpenedFile | None) -> Inspection:
    try:
        head = b"".join([piece async for piece in read_opened_file(file_id, 0, MOST_BYTES)])
    except (SealError, ObjectMissing, DomainError) as error:
        if row is None and isinstance(error, DomainError):
            raise
        return uninspected("" if row is None else row.name)
    assert row is not None
    return await inspect_apart(name=row.name, head=head, size=row.size)
