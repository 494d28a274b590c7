"""Read back what the store holds of a bid handed in and compare it with the signed manifest.

Needs no key: the manifest lists the hash of every sealed chunk. The bidder learns the result while there is
still time to hand in again, and at the opening it decides whose side an unreadable bid is on.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from bidding_room.queries.manifests import manifest_if_readable
from bidding_room.sealing.manifest import SealedFile
from bidding_room.sealing.stream import SEALED_CHUNK_BYTES
from bidding_room.states import BidState
from bidding_room.tables import Bid, File
from storage.clock import platform_now
from storage.objects import ObjectMissing, store

_CHECKED_IN = (BidState.SUBMITTED.value, BidState.FROZEN.value)


async def verify_stored_bytes(*, bid_id: UUID) -> bool | None:
    """Whether every stored chunk is the one the bidder signed; None when there is nothing to check.

    Holds one chunk in memory. A large bid takes minutes; no row that others wait for is locked meanwhile.
    """
    bid = await Bid.objects().where(Bid.id == bid_id).first()
    if bid is None or bid.state not in _CHECKED_IN:
        return None
    rows = {row.sealed_id: row for row in await File.objects().where(File.bid == bid_id)}
    manifest = manifest_if_readable(bid)
    intact = manifest is not None
    for sealed in manifest.files if manifest else ():
        row = rows.get(UUID(sealed.id))
        intact = intact and row is not None and await _is_intact(row.object_key, sealed)
    await Bid.update({Bid.bytes_intact: intact, Bid.bytes_checked_at: await platform_now()}).where(
        Bid.id == bid_id
    )
    return intact


async def _is_intact(object_key: str, sealed: SealedFile) -> bool:
    try:
        for index, listed in enumerate(sealed.chunk_hashes):
            chunk = await store().get_range(object_key, index * SEALED_CHUNK_BYTES, SEALED_CHUNK_BYTES)
            if hashlib.sha256(chunk).hexdigest() != listed:
                return False
    except ObjectMissing:
        return False
    return True
