"""Read back what the store holds of a bid handed in and compare it with the signed manifest.

Needs no key: the manifest lists the hash of every sealed chunk. The bidder learns the result while there is
still time to hand in again, and at the opening it decides whose side an unreadable bid is on. A large bid is read in
parts, each by a job of its own.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from bidding_room.queries.manifests import manifest_if_readable
from bidding_room.states import BidState
from bidding_room.tables import Bid, File
from sealing.manifest import Manifest
from sealing.stream import SEALED_CHUNK_BYTES
from storage import outbox
from storage.clock import platform_now
from storage.objects import ObjectMissing, store

PARTLY_VERIFIED = "bidding_room.bid_partly_verified"
CHUNKS_AT_ONCE = 32  # 256 MiB
SECONDS_AT_ONCE = 30.0  # of a slow store: far from the longest a job may take, whatever the last chunk costs
_CHECKED_IN = (BidState.SUBMITTED.value, BidState.FROZEN.value)


async def verify_stored_bytes(*, bid_id: UUID, first: int = 0) -> bool | None:
    """Whether every stored chunk is the one the bidder signed, reading from number `first` on at most `CHUNKS_AT_ONCE`,
    and no further one after `SECONDS_AT_ONCE`.

    None when there is nothing to check, or nothing to say yet: then an event asks for the rest. Holds one chunk in
    memory; no row that others wait for is locked meanwhile. A worker killed in between repeats its own part alone.
    """
    bid = await Bid.objects().where(Bid.id == bid_id).first()
    if bid is None or bid.state not in _CHECKED_IN:
        return None
    manifest = manifest_if_readable(bid)
    chunks = list(_chunks_of(manifest)) if manifest else []
    sound = await _count_intact(bid_id, chunks[first : first + CHUNKS_AT_ONCE])
    intact = manifest is not None and sound is not None
    if sound is not None and first + sound < len(chunks):
        await outbox.emit(PARTLY_VERIFIED, subject_id=bid_id, facts={"next": first + sound})
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


async def _count_intact(bid_id: UUID, chunks: Sequence[_Chunk]) -> int | None:
    """How many chunks were read, at least one, all of them intact; None at the first that is not."""
    keys = {row.sealed_id: row.object_key for row in await File.objects().where(File.bid == bid_id)}
    until = asyncio.get_running_loop().time() + SECONDS_AT_ONCE
    for read, chunk in enumerate(chunks):
        if read and asyncio.get_running_loop().time() >= until:
            return read
        if chunk.file not in keys or not await _is_intact(keys[chunk.file], chunk):
            return None
    return len(chunks)


async def _is_intact(object_key: str, chunk: _Chunk) -> bool:
    try:
        stored = await store().get_range(object_key, chunk.number * SEALED_CHUNK_BYTES, SEALED_CHUNK_BYTES)
    except ObjectMissing:
        return False
    found = await asyncio.to_thread(lambda: hashlib.sha256(stored).hexdigest())
    return found == chunk.listed
