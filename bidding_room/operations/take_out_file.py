"""Take a file out of an unfinished bid: its bytes go, and its place and size are free for another."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bidding_room.operations.bidding import own_bid_for_update
from bidding_room.operations.upload_files import lot_of_own_bid, refuse_finished
from bidding_room.permissions import own_organisation
from bidding_room.tables import File
from bidding_room.wrapping import bidder_handle
from identity.actor import Actor
from storage.database import transaction
from storage.objects import store


async def take_out_file(*, actor: Actor, bid_id: UUID, sealed_id: UUID, now: datetime) -> None:
    """Take a file out; harmless to repeat. Raises `Conflict` (`bid-not-drafting`), `NotFound` (`bid-unknown`)."""
    lot_id = await lot_of_own_bid(actor=actor, bid_id=bid_id)
    handle = bidder_handle(lot_id=lot_id, organisation_id=own_organisation(actor))
    async with transaction():
        await refuse_finished(await own_bid_for_update(handle=handle, bid_id=bid_id), now=now)
        file = await File.objects().where((File.bid == bid_id) & (File.sealed_id == sealed_id)).first()
        if file is None:
            return
        await File.delete().where(File.id == file.id)
    await store().abort_multipart(file.object_key, file.upload_id)
    await store().remove(file.object_key)
