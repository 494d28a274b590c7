"""Remove from the store what no opening can need any more.

Drafts that lapsed go at once. Replaced and withdrawn bids stay, sealed, until their lot's opening has ended:
until then the log's story about them must be checkable against the bytes.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from piccolo.querystring import QueryString

from bidding_room.operations.upload_files import drop_if_overfull
from bidding_room.states import BidState
from bidding_room.tables import Bid, File
from storage import outbox
from storage.clock import platform_now
from storage.objects import store

PARTLY_REMOVED = "bidding_room.bytes_partly_removed"
FILES_AT_ONCE = 200
_LOOKED_OVER = 50
_OVER = (BidState.REPLACED.value, BidState.WITHDRAWN.value)


async def remove_lapsed(*, bid_id: UUID) -> None:
    """Drop uploads and objects of a draft that lapsed; harmless to repeat."""
    if await Bid.exists().where((Bid.id == bid_id) & (Bid.state == BidState.LAPSED.value)):
        await _remove_files(bid_id)


async def remove_after_opening(*, lot_id: UUID) -> None:
    """Drop the objects of bids that were replaced or withdrawn, at most `FILES_AT_ONCE`; harmless to repeat.

    An event asks for the rest.
    """
    files = (
        await File.objects()
        .where((File.bid.lot == lot_id) & File.bid.state.is_in(list(_OVER)) & File.removed_at.is_null())
        .order_by(File.id)
        .limit(FILES_AT_ONCE)
    )
    for file in files:
        await _remove(file)
    if len(files) == FILES_AT_ONCE:
        await outbox.emit(PARTLY_REMOVED, subject_id=lot_id)


async def drop_overfull(*, now: datetime) -> None:
    """Look over some open uploads, at random: addresses live an hour, and whoever sends a part for ever is stopped."""
    rows = (
        await File.objects()
        .where(
            (File.bid.state == BidState.DRAFTING.value)
            & File.completed_at.is_null()
            & File.removed_at.is_null()
        )
        .order_by(QueryString("random()"))
        .limit(_LOOKED_OVER)
    )
    for file in rows:
        await drop_if_overfull(file, now=now)


async def drop_unlisted(*, bid_id: UUID) -> None:
    """Drop uploads that were announced but are not part of the bid handed in."""
    await _remove_files(bid_id, only_unfinished=True)


async def _remove_files(bid_id: UUID, *, only_unfinished: bool = False) -> None:
    where = (File.bid == bid_id) & File.removed_at.is_null()
    if only_unfinished:
        where = where & File.completed_at.is_null()
    for file in await File.objects().where(where):
        await _remove(file)


async def _remove(file: File) -> None:
    await store().abort_multipart(file.object_key, file.upload_id)
    await store().remove(file.object_key)
    file.removed_at = await platform_now()
    await file.save([File.removed_at])
