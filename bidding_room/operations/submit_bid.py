"""Hand in a sealed bid. It counts if and only if its transaction commits before the deadline.

Three checks of the time: before joining the uploaded parts, after the lot's lock, and in the database at
COMMIT (a deferred constraint trigger). Whatever misses is refused in writing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from asyncpg.exceptions import CheckViolationError
from msgspec import Meta, Raw, Struct

from bidding_room.domain.deadline import BidsClosed, is_open
from bidding_room.domain.parts import check_parts
from bidding_room.operations.bidding import Bidding, enter_bidding, own_bid_for_update
from bidding_room.operations.join_parts import check_files, join_parts
from bidding_room.operations.receipting import keep_receipt, log_act
from bidding_room.operations.refuse_late import refuse_late
from bidding_room.operations.upload_files import lot_of_own_bid
from bidding_room.queries.receipts import statement_of
from bidding_room.queries.sealed_with import bidder_with, key_box_for_bidding, sealing_panel
from bidding_room.states import BID_STATES, BidEvent, BidState, ReceiptKind
from bidding_room.tables import Bid, Receipt
from bidding_room.wrapping import wrap_manifest
from core.canonical import Json
from core.errors import Invalid
from identity.actor import Actor
from sealing.labels import MAX_CHUNKS, MAX_FILES
from sealing.manifest import Manifest, SignedManifest, verify_manifest
from sealing.receipts import Action
from storage import outbox
from storage.clock import platform_now
from storage.database import transaction
from trading.projects.queries import lot_view
from web.form_fields import FewBytes, Line, ManyBytes, each_once, may_repeat

IN_TIME = "bidding_room_bid_in_time"


class UploadedFile(Struct, frozen=True, kw_only=True):
    """What the store answered for a file's parts, in order."""

    file: UUID
    etags: Annotated[list[Line], Meta(max_length=MAX_CHUNKS), may_repeat("equal parts have one tag")]


class Submission(Struct, frozen=True, kw_only=True):
    """The signed manifest, and what of it was uploaded."""

    manifest: ManyBytes
    signature: FewBytes
    files: Annotated[list[UploadedFile], Meta(max_length=MAX_FILES), each_once("file")]


async def submit_bid(*, actor: Actor, bid_id: UUID, word: Submission) -> Raw:
    """Hand in; the answer is the signed receipt, byte for byte; an earlier one of the same bidder is replaced.

    Handing in the same manifest again returns the same receipt: an answer lost on the way costs nothing.
    Raises `Conflict` (`bids-closed`, with the signed refusal in its facts), `ManifestRefused`, `Invalid`
    (`manifest-differs`, `part-missing`, `file-incomplete`) and what `enter_bidding` raises.
    """
    lot_id = await lot_of_own_bid(actor=actor, bid_id=bid_id)
    signed = SignedManifest(data=word.manifest, signature=word.signature)
    manifest = verify_manifest(signed)
    lot = await lot_view(lot_id)
    assert lot.bids_due_at is not None
    try:
        if is_open(now=await platform_now(), bids_due_at=lot.bids_due_at):
            etags = {file.file: file.etags for file in word.files}
            await join_parts(bid_id=bid_id, manifest=manifest, etags=etags)
        return Raw(
            await _take_in(actor=actor, lot_id=lot_id, bid_id=bid_id, signed=signed, manifest=manifest)
        )
    except (BidsClosed, CheckViolationError) as late:
        if isinstance(late, CheckViolationError) and late.constraint_name != IN_TIME:
            raise
    raise await refuse_late(actor=actor, lot_id=lot_id, bid_id=bid_id, root=signed.root)


async def _take_in(
    *, actor: Actor, lot_id: UUID, bid_id: UUID, signed: SignedManifest, manifest: Manifest
) -> bytes:
    """The receipt has its proof from the log, which gives it after the commit."""
    row = await _receipt_given(bid_id=bid_id, root=signed.root) or await _hand_in(
        actor=actor, lot_id=lot_id, bid_id=bid_id, signed=signed, manifest=manifest
    )
    return await statement_of(row)


async def _hand_in(
    *, actor: Actor, lot_id: UUID, bid_id: UUID, signed: SignedManifest, manifest: Manifest
) -> Receipt:
    async with transaction():
        bidding = await enter_bidding(actor=actor, lot_id=lot_id)
        bid = await own_bid_for_update(handle=bidding.handle, bid_id=bid_id)
        if (given := await _receipt_given(bid_id=bid_id, root=signed.root)) is not None:
            return given
        await _check_manifest(actor=actor, bidding=bidding, bid=bid, manifest=manifest)
        lot = await lot_view(lot_id)
        check_parts((file.envelope for file in manifest.files), parts=lot.kind_of_transaction.offer.parts)
        await check_files(bid_id=bid_id, manifest=manifest)
        after = BID_STATES.after(bid.state, BidEvent.SUBMIT)
        replaces = await _replace_standing(bidding)
        action = Action.REPLACED if replaces else Action.SUBMITTED
        more: dict[str, Json] = {"signature": signed.signature.hex()}
        entry = await log_act(action=action, bid=bid, root=signed.root, now=bidding.now, more=more)
        await _store(bid, state=after, signed=signed, now=bidding.now, audit_seq=entry.ticket)
        await outbox.emit("bidding_room.bid_submitted", subject_id=bid.id)
        return await keep_receipt(action=action, bid=bid, root=signed.root, entry=entry, now=bidding.now)


async def _receipt_given(*, bid_id: UUID, root: bytes) -> Receipt | None:
    """That of exactly this submission, if it was taken in before."""
    if not await Bid.exists().where((Bid.id == bid_id) & (Bid.root_hash == root)):
        return None
    return (
        await Receipt.objects()
        .where((Receipt.bid == bid_id) & (Receipt.kind == ReceiptKind.SUBMISSION.value))
        .first()
    )


async def _check_manifest(*, actor: Actor, bidding: Bidding, bid: Bid, manifest: Manifest) -> None:
    """The manifest must speak of this bid, this lot, its frozen panel, and this bidder's registered keys."""
    panel = await sealing_panel(bidding.lot.id)
    bidder = await bidder_with(bidding.organisation_id, await key_box_for_bidding(actor))
    same = {
        "bid": manifest.bid == str(bid.id),
        "lot": manifest.lot == str(bidding.lot.id),
        "sequence": manifest.sequence == bid.sequence,
        "panel": manifest.panel.hash == panel.hash,
        "bidder": manifest.bidder == bidder,
    }
    w = bidding.lot.terms
    for field, is_same in same.items():
        if not is_same:
            raise Invalid(
                code="manifest-differs",
                message=f"{w.offered}清单与平台登记的{w.lot}、{w.opening}小组或{w.bidder}密钥不一致，请刷新页面重新密封",
                field=field,
            )


async def _replace_standing(bidding: Bidding) -> bool:
    standing = (
        await Bid.objects()
        .where(
            (Bid.lot == bidding.lot.id)
            & (Bid.bidder_handle == bidding.handle)
            & (Bid.state == BidState.SUBMITTED.value)
        )
        .lock_rows("UPDATE")
        .first()
    )
    if standing is None:
        return False
    standing.state = BID_STATES.after(standing.state, BidEvent.REPLACE).value
    standing.ended_at = bidding.now
    await standing.save([Bid.state, Bid.ended_at])
    return True


async def _store(bid: Bid, *, state: BidState, signed: SignedManifest, now: datetime, audit_seq: int) -> None:
    bid.state = state.value
    bid.root_hash = signed.root
    bid.manifest_wrapped = wrap_manifest(signed.data, bid_id=bid.id)
    bid.signature = signed.signature
    bid.submitted_at = now
    bid.audit_seq = audit_seq
    await bid.save(
        [Bid.state, Bid.root_hash, Bid.manifest_wrapped, Bid.signature, Bid.submitted_at, Bid.audit_seq]
    )
