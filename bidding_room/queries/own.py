"""A bidder's own bids and receipts: found by the handle, so that nobody else's can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bidding_room.permissions import Permission, bid_unknown, own_organisation
from bidding_room.queries.receipts import ReceiptDamaged, statement_of
from bidding_room.states import BidState, ReceiptKind
from bidding_room.tables import Bid, DraftBox, File, Receipt
from bidding_room.wrapping import bidder_handle, unwrap_manifest
from core.errors import Conflict, NotFound
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from trading.projects.queries import LotView
from trading.projects.queries.lots import lot_views, lots_in
from trading.states import PUBLIC_LOT_STATES

_STANDING = (BidState.SUBMITTED, BidState.FROZEN, BidState.OPENED, BidState.UNOPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBid:
    """One of the bidder's own bids for a lot."""

    id: UUID
    sequence: int
    state: BidState
    root: bytes | None
    submitted_at: datetime | None
    ended_at: datetime | None
    bytes_intact: bool | None
    files: int
    size: int

    @property
    def stands(self) -> bool:
        return self.state in _STANDING


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReceipt:
    """A receipt or refusal as given; `body` is the signed text, byte for byte, or None where the row is damaged."""

    id: UUID
    kind: ReceiptKind
    issued_at: datetime
    audit_seq: int
    body: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLot:
    """A lot on the bidder's desk: the bid handed in last, and whether an unfinished one is being prepared."""

    lot: LotView
    bid: OwnBid | None
    is_drafting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSealed:
    """What the bidder's browser needs to open the own bid with the own key."""

    bid_id: UUID
    manifest: bytes
    signature: bytes
    notes: bytes | None = None


def handle_of(actor: Actor, lot_id: UUID) -> str:
    """The actor's handle in a lot; raises `Forbidden` for somebody who is no bidder."""
    check(actor, Permission.BID_READ_OWN)
    return bidder_handle(lot_id=lot_id, organisation_id=own_organisation(actor))


async def my_bids(*, actor: Actor, lot_id: UUID) -> tuple[OwnBid, ...]:
    """The actor's bids for a lot, newest first; drafts included."""
    rows = (
        await Bid.objects()
        .where((Bid.lot == lot_id) & (Bid.bidder_handle == handle_of(actor, lot_id)))
        .order_by(Bid.begun_at, ascending=False)
    )
    sizes = await _sizes([row.id for row in rows])
    return tuple(_own_bid(row, *sizes.get(row.id, (0, 0))) for row in rows)


async def my_receipts(*, actor: Actor, lot_id: UUID) -> tuple[OwnReceipt, ...]:
    """Every receipt and refusal given to the actor for a lot, newest first."""
    rows = (
        await Receipt.objects()
        .where((Receipt.lot == lot_id) & (Receipt.bidder_handle == handle_of(actor, lot_id)))
        .order_by(Receipt.issued_at, ascending=False)
    )
    seqs = await audit.seqs_of([row.audit_seq for row in rows])
    return tuple([await _own_receipt(row, seq=seqs[row.audit_seq]) for row in rows])


async def my_receipt(*, actor: Actor, lot_id: UUID, receipt_id: UUID) -> tuple[OwnReceipt, bytes]:
    """The receipt and its signed text.

    Raises `NotFound` (`receipt-unknown`), also for somebody else's, and `Conflict` (`receipt-damaged`).
    """
    for receipt in await my_receipts(actor=actor, lot_id=lot_id):
        if receipt.id == receipt_id and receipt.body is None:
            raise Conflict(
                code="receipt-damaged", message="平台保存的回执已损坏，请使用您当时保存的回执，并通知交易中心"
            )
        if receipt.id == receipt_id and receipt.body is not None:
            return receipt, receipt.body
    raise NotFound(code="receipt-unknown", message="没有这份回执")


async def my_sealed_bid(*, actor: Actor, lot_id: UUID) -> OwnSealed:
    """The signed manifest of the bid that stands; raises `NotFound` (`bid-unknown`)."""
    row = (
        await Bid.objects()
        .where(
            (Bid.lot == lot_id)
            & (Bid.bidder_handle == handle_of(actor, lot_id))
            & Bid.state.is_in([state.value for state in _STANDING])
        )
        .first()
    )
    if row is None:
        raise bid_unknown()
    manifest = unwrap_manifest(row.manifest_wrapped, bid_id=row.id)
    box = await DraftBox.objects().where(DraftBox.bid == row.id).first()
    return OwnSealed(
        bid_id=row.id, manifest=manifest, signature=row.signature, notes=box.sealed if box else None
    )


async def my_lots(*, actor: Actor) -> tuple[OwnLot, ...]:
    """Lots open for bids, and lots the actor has handed a bid in for, by what is due next. A draft is no bid.

    Handles cannot be inverted, so each public lot's handle is computed and looked up.
    """
    if actor.organisation_id is None:
        return ()
    public = await lots_in(PUBLIC_LOT_STATES, limit=500)
    handles = {handle_of(actor, lot_id): lot_id for lot_id in public}
    bids, drafting = await _latest_by_lot(list(handles))
    lots = await lot_views(lot_ids=public)
    wanted = [lot for lot in lots if lot.state == "bidding" or lot.id in bids]
    own = [OwnLot(lot=lot, bid=bids.get(lot.id), is_drafting=lot.id in drafting) for lot in wanted]
    return tuple(sorted(own, key=_by_what_is_due))


def _by_what_is_due(own: OwnLot) -> tuple[bool, float, str]:
    """Open ones first, soonest deadline first; then the others, newest first."""
    assert own.lot.bids_due_at is not None
    due = own.lot.bids_due_at.timestamp()
    is_open = own.lot.state == "bidding"
    return (not is_open, due if is_open else -due, own.lot.no)


async def _latest_by_lot(handles: list[str]) -> tuple[dict[UUID, OwnBid], set[UUID]]:
    """The standing bid of each lot, else the one handed in last; and the lots with an unfinished draft."""
    if not handles:
        return {}, set()
    rows = await Bid.objects().where(Bid.bidder_handle.is_in(handles)).order_by(Bid.sequence)
    found: dict[UUID, OwnBid] = {}
    for row in rows:
        if row.root_hash is None:
            continue
        before = found.get(row.lot)
        if before is None or not before.stands:
            found[row.lot] = _own_bid(row, 0, 0)
    return found, {row.lot for row in rows if row.state == BidState.DRAFTING.value}


async def _sizes(bid_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    if not bid_ids:
        return {}
    rows: list[dict[str, Any]] = await File.select(File.bid, File.size).where(
        File.bid.is_in(bid_ids) & File.completed_at.is_not_null()
    )
    found: dict[UUID, tuple[int, int]] = {}
    for row in rows:
        files, size = found.get(row["bid"], (0, 0))
        found[row["bid"]] = (files + 1, size + row["size"])
    return found


def _own_bid(row: Bid, files: int, size: int) -> OwnBid:
    return OwnBid(
        id=row.id,
        sequence=row.sequence,
        state=BidState(row.state),
        root=row.root_hash,
        submitted_at=row.submitted_at,
        ended_at=row.ended_at,
        bytes_intact=row.bytes_intact,
        files=files,
        size=size,
    )


async def _own_receipt(row: Receipt, *, seq: int) -> OwnReceipt:
    return OwnReceipt(
        id=row.id,
        kind=ReceiptKind(row.kind),
        issued_at=row.issued_at,
        audit_seq=seq,
        body=await _body(row),
    )


async def _body(row: Receipt) -> bytes | None:
    try:
        return await statement_of(row)
    except ReceiptDamaged:
        return None
