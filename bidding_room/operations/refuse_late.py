"""Say no in writing to what comes after the deadline. 87令第三十三条: late bids are refused.

To what hands something in: a draft begun, a file announced, its parts sent, the bid itself or its withdrawal. Not for:
keeping notes, taking a file out, giving a draft up or looking at one's own, which the deadline alone refuses.
"""

from __future__ import annotations

from uuid import UUID

from bidding_room.audit_tags import AuditTag
from bidding_room.domain.deadline import BidsClosed
from bidding_room.operations.bidding import closed_to
from bidding_room.operations.receipting import keep_statement
from bidding_room.permissions import check_bidder
from bidding_room.states import ReceiptKind
from bidding_room.tables import Bid, Receipt
from bidding_room.wrapping import bidder_handle, unwrap_receipt
from identity.actor import Actor
from sealing.receipts import build_refusal
from storage import audit
from storage.clock import platform_now
from storage.database import transaction
from storage.keys import platform_keys
from trading.projects.queries import lot_for_update, lot_view


async def refuse_late(
    *, actor: Actor, lot_id: UUID, bid_id: UUID | None = None, root: bytes | None = None
) -> BidsClosed:
    """The refusal to raise: `bids-closed`, with the signed statement as `facts["refusal"]`.

    Asking again for the same bid returns the first refusal; nobody fills the log by knocking.
    """
    async with transaction():
        row = await lot_for_update(lot_id)
        lot = await lot_view(lot_id)
        organisation_id = check_bidder(actor=actor, lot=lot)
        handle = bidder_handle(lot_id=lot_id, organisation_id=organisation_id)
        assert row.bids_due_at is not None
        refusal = closed_to(lot)
        own_bid = await _own(bid_id, handle)
        body = await _given_before(lot_id, own_bid, handle)
        if body is None:
            now = await platform_now()
            body = build_refusal(
                code=refusal.code,
                at=now,
                due_at=row.bids_due_at,
                lot=str(lot_id),
                bid=str(own_bid) if own_bid else None,
                root=root,
                platform_key=platform_keys().public_key,
                sign=platform_keys().sign,
            )
            entry = await audit.record(
                AuditTag.BID_REFUSE_LATE,
                actor=f"bidder:{handle}",
                subject=str(own_bid or lot_id),
                facts={"code": refusal.code, "lot": str(lot_id), "root": root.hex() if root else None},
                now=now,
                public=False,
            )
            await keep_statement(
                body,
                lot_id=lot_id,
                bid_id=own_bid,
                handle=handle,
                kind=ReceiptKind.REFUSAL,
                now=now,
                audit_seq=entry.ticket,
            )
        refusal.facts["refusal"] = body.decode()
    return refusal


async def _own(bid_id: UUID | None, handle: str) -> UUID | None:
    if bid_id is None or not await Bid.exists().where((Bid.id == bid_id) & (Bid.bidder_handle == handle)):
        return None
    return bid_id


async def _given_before(lot_id: UUID, bid_id: UUID | None, handle: str) -> bytes | None:
    of_bid = Receipt.bid.is_null() if bid_id is None else Receipt.bid == bid_id
    row = (
        await Receipt.objects()
        .where(
            (Receipt.lot == lot_id)
            & (Receipt.bidder_handle == handle)
            & (Receipt.kind == ReceiptKind.REFUSAL.value)
            & of_bid
        )
        .first()
    )
    return unwrap_receipt(row.body_wrapped, receipt_id=row.id) if row else None
