"""Read back what the store holds of a bid handed in and compare it with the signed manifest.

Needs no key: the manifest lists the hash of every sealed chunk. The bidder learns the result while there is
still time to hand in again, and at the opening it decides whose side an unreadable bid is on. A large bid is read in
parts, each by a job of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from bidding_room.queries.manifests import manifest_if_readable
from bidding_room.sealing.manifest import Manifest
from bidding_room.sealing.stream import SEALED_CHUNK_BYTES
from bidding_room.states import BidState
from bidding_room.tables import Bid, File
from storage import outbox
from storage.clock import platform_now
from storage.objects import ObjectMissing, store

PARTLY_VERIFIED = "bidding_room.bid_partly_verified"
CHUNKS_AT_ONCE = 32  # 256 MiB
_CHECKED_IN = (BidState.SUBMITTED.value, BidState.FROZEN.value)


async def verify_stored_bytes(*, bid_id: UUID, first: int = 0) -> bool | None:
    """Whether every stored chunk is the one the bidder signed, reading at most `CHUNKS_AT_ONCE` from number `first` on.

    None when there is nothing to check, or nothing to say yet: then an event asks for the rest. Holds one chunk in
    memory; no row that others wait for is locked meanwhile.
    """
    bid = await Bid.objects().where(Bid.id == bid_id).first()
    if bid is None or bid.state not in _CHECKED_IN:
        return None
    manifest = manifest_if_readable(bid)
    chunks = list(_chunks_of(manifest)) if manifest else []
    part = chunks[first : first + CHUNKS_AT_ONCE]
    intact = manifest is not None and await _are_intact(bid_id, part)
    if intact and first + len(part) < len(chunks):
        await outbox.emit(PARTLY_VERIFIED, subject_id=bid_id, facts={"next": first + len(part)})
        return None
    await Bid.update({Bid.bytes_intact: intact, Bid.bytes_checked_at: await platform_now()}).where(
        Bid.id == bid_id
    )
    return intact


class _Chunk(NamedTuple):
    file: UUID
    number: int
    listed: str


def _chunks_of(manifest: Manifest) -> Iterator[_Chunk]:
    for sealed in manifest.files:
        for number, listed in enumerate(sealed.chunk_hashes):
            yield _Chunk(UUID(sealed.id), number, listed)


async def _are_intact(bid_id: UUID, chunks: Sequence[_Chunk]) -> bool:
    keys = {row.sealed_id: row.object_key for row in await File.objects().where(File.bid == bid_id)}
    for chunk in chunks:
        if chunk.file not in keys or not await _is_intact(keys[chunk.file], chunk):
            return False
    return True


async def _is_intact(object_key: str, chunk: _Chunk) -> bool:
    try:
        stored = await store().get_range(object_key, chunk.number * SEALED_CHUNK_BYTES, SEALED_CHUNK_BYTES)
    except ObjectMissing:
        return False
    return hashlib.sha256(stored).hexdigest() == chunk.listed
