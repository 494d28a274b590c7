"""The bytes of a draft: files announced, parts put straight to the store by presigned URL.

The application signs addresses and never carries a byte. Not for: handing in.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Annotated, TypeAlias
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from bidding_room.domain import limits
from bidding_room.domain.deadline import BidsClosed, good_for, is_open
from bidding_room.operations.bidding import closed_to, enter_bidding, own_bid_for_update
from bidding_room.operations.refuse_late import refuse_late
from bidding_room.permissions import Permission, bid_unknown
from bidding_room.states import BidState
from bidding_room.tables import Bid, File
from bidding_room.wrapping import bidder_handle
from core.errors import Conflict, NotFound
from identity.actor import Actor
from identity.permissions import check
from sealing.labels import MAX_CHUNKS, Envelope
from storage.database import fetch_one, transaction
from storage.objects import Part, UploadMissing, store
from trading.projects.queries import lot_view
from web.form_fields import each_once

PART_URL_LIFETIME = timedelta(hours=1)


Chunks: TypeAlias = Annotated[int, Meta(ge=0, le=MAX_CHUNKS)]


class NewFile(Struct, frozen=True, kw_only=True):
    """A file as announced: the id it will have in the manifest, its envelope, plaintext bytes and chunks."""

    file: UUID
    envelope: Envelope
    size: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    chunks: Chunks


class PartNumbers(Struct, frozen=True, kw_only=True):
    """The parts to send next."""

    numbers: Annotated[list[Chunks], Meta(max_length=limits.MAX_PARTS_PER_CALL), each_once()]


class PartUrls(Struct, frozen=True, kw_only=True):
    """Part number → address to PUT to."""

    urls: dict[int, str]


async def register_file(*, actor: Actor, bid_id: UUID, word: NewFile) -> None:
    """Announce a file and open its multipart upload under a random key.

    Announcing the same file again is harmless. Raises `Invalid` (`file-too-large`, `file-size-wrong`),
    `Conflict` (`too-many-files`, `bid-too-large`, `file-differs`, `bid-not-drafting`; `bids-closed` with the signed
    refusal).
    """
    limits.check_file(size=word.size, chunks=word.chunks)
    lot_id = await lot_of_own_bid(actor=actor, bid_id=bid_id)
    object_key = f"bids/{secrets.token_hex(16)}"
    upload_id = await store().create_multipart(object_key)
    try:
        taken = await _insert(actor, lot_id, bid_id, word, object_key=object_key, upload_id=upload_id)
    except BidsClosed:
        await store().abort_multipart(object_key, upload_id)
        raise await refuse_late(actor=actor, lot_id=lot_id, bid_id=bid_id) from None
    except BaseException:
        await store().abort_multipart(object_key, upload_id)
        raise
    if not taken:
        await store().abort_multipart(object_key, upload_id)


async def _insert(
    actor: Actor, lot_id: UUID, bid_id: UUID, file: NewFile, *, object_key: str, upload_id: str
) -> bool:
    async with transaction():
        bidding = await enter_bidding(actor=actor, lot_id=lot_id)
        bid = await own_bid_for_update(handle=bidding.handle, bid_id=bid_id)
        await refuse_finished(bid, now=bidding.now)
        files = await File.objects().where(File.bid == bid_id)
        same = next((row for row in files if row.sealed_id == file.file), None)
        if same is not None:
            _refuse_other(same, file)
            return False
        limits.check_room_for_file(
            files=len(files), bytes_so_far=sum(row.size for row in files), size=file.size
        )
        limits.check_quota(bytes_so_far=await _bytes_of_bidder(bid), size=file.size)
        await File(
            id=uuid4(),
            bid=bid_id,
            sealed_id=file.file,
            envelope=file.envelope.value,
            size=file.size,
            chunks=file.chunks,
            object_key=object_key,
            upload_id=upload_id,
        ).save()
        return True


async def _bytes_of_bidder(bid: Bid) -> int:
    """Plaintext bytes of everything the bidder announced for the lot that the store may still hold."""
    row = await fetch_one(
        "SELECT coalesce(sum(file.size), 0) AS bytes FROM bidding_room_file file"
        " JOIN bidding_room_bid bid ON bid.id = file.bid"
        " WHERE bid.lot = $1 AND bid.bidder_handle = $2 AND file.removed_at IS NULL",
        bid.lot,
        bid.bidder_handle,
    )
    assert row is not None
    return int(row["bytes"])


async def presign_parts(
    *, actor: Actor, bid_id: UUID, sealed_id: UUID, word: PartNumbers, now: datetime
) -> PartUrls:
    """Addresses to PUT parts to, valid for an hour, never beyond the deadline, and for exactly the part's length.

    Raises `Invalid` (`part-unknown`) and `Conflict` (`upload-overfull`; `bids-closed` with the signed refusal, for an
    upload that goes on too late was about to be handed in).
    """
    lot_id = await lot_of_own_bid(actor=actor, bid_id=bid_id)
    try:
        file, bids_due_at = await _own_open_file(lot_id=lot_id, bid_id=bid_id, sealed_id=sealed_id, now=now)
    except BidsClosed:
        raise await refuse_late(actor=actor, lot_id=lot_id, bid_id=bid_id) from None
    limits.check_part_numbers(word.numbers, chunks=file.chunks)
    if await drop_if_overfull(file, now=now):
        raise _overfull()
    lifetime = good_for(PART_URL_LIFETIME, now=now, bids_due_at=bids_due_at)
    urls = {
        number: await store().presign_part(
            file.object_key,
            file.upload_id,
            number,
            lifetime,
            size=limits.expected_part_size(number, size=file.size, chunks=file.chunks),
        )
        for number in word.numbers
    }
    return PartUrls(urls=urls)


async def drop_if_overfull(file: File, *, now: datetime) -> bool:
    """Whether the upload was sent again and again; the store then drops it, and its addresses lead nowhere."""
    try:
        stored = await store().uploaded_bytes(file.object_key, file.upload_id)
    except UploadMissing:
        return False
    if not limits.is_overfull(stored=stored, size=file.size):
        return False
    await store().abort_multipart(file.object_key, file.upload_id)
    await File.update({File.removed_at: now}).where(File.id == file.id)
    return True


async def uploaded_parts(*, actor: Actor, bid_id: UUID, sealed_id: UUID, now: datetime) -> list[Part]:
    """What the store already holds of a file, so that an upload can go on where it broke off."""
    lot_id = await lot_of_own_bid(actor=actor, bid_id=bid_id)
    file, _ = await _own_open_file(lot_id=lot_id, bid_id=bid_id, sealed_id=sealed_id, now=now)
    if file.completed_at is not None:  # joined by a submission that was refused afterwards
        return [Part(number=number, etag="", size=size) for number, size in _expected_sizes(file).items()]
    try:
        return await store().list_parts(file.object_key, file.upload_id)
    except UploadMissing:
        return []


def _expected_sizes(file: File) -> dict[int, int]:
    numbers = range(1, file.chunks + 1)
    return {
        number: limits.expected_part_size(number, size=file.size, chunks=file.chunks) for number in numbers
    }


async def lot_of_own_bid(*, actor: Actor, bid_id: UUID) -> UUID:
    """The lot of the actor's own bid; raises `NotFound` (`bid-unknown`) for anybody else's."""
    check(actor, Permission.BID_SUBMIT)
    row = await Bid.select(Bid.lot, Bid.bidder_handle).where(Bid.id == bid_id).first()
    if row is None or actor.organisation_id is None:
        raise bid_unknown()
    if row["bidder_handle"] != bidder_handle(lot_id=row["lot"], organisation_id=actor.organisation_id):
        raise bid_unknown()
    lot: UUID = row["lot"]
    return lot


async def _own_open_file(
    *, lot_id: UUID, bid_id: UUID, sealed_id: UUID, now: datetime
) -> tuple[File, datetime]:
    """And when bids are due. Without a lock: an address given out late is worthless, since handing in checks that."""
    lot = await lot_view(lot_id)
    assert lot.bids_due_at is not None
    if not is_open(now=now, bids_due_at=lot.bids_due_at):
        raise closed_to(lot)
    file = await File.objects().where((File.bid == bid_id) & (File.sealed_id == sealed_id)).first()
    bid = await Bid.objects().where(Bid.id == bid_id).first()
    if file is None or bid is None:
        raise NotFound(code="file-unknown", message="没有登记这个文件")
    await refuse_finished(bid, now=now)
    if file.removed_at is not None:
        raise _overfull()
    return file, lot.bids_due_at


def _overfull() -> Conflict:
    return Conflict(
        code="upload-overfull", message="该文件被反复上传，远超所申报的大小，已清除；请移除后重新添加该文件"
    )


async def refuse_finished(bid: Bid, *, now: datetime) -> None:
    """Raises `Conflict`: `bids-closed` for a draft that ended with the deadline, else `bid-not-drafting`."""
    if bid.state == BidState.DRAFTING.value:
        return
    lot = await lot_view(bid.lot)
    assert lot.bids_due_at is not None
    if bid.state == BidState.LAPSED.value and not is_open(now=now, bids_due_at=lot.bids_due_at):
        raise closed_to(lot)
    raise Conflict(code="bid-not-drafting", message=f"这份{lot.terms.offer}已递交或已失效，请重新开始一份")


def _refuse_other(row: File, file: NewFile) -> None:
    if (row.envelope, row.size, row.chunks) != (file.envelope.value, file.size, file.chunks):
        raise Conflict(code="file-differs", message="同一文件编号已登记为不同的文件，请换一个编号")
