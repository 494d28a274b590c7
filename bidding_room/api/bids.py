"""Bids over JSON: what the browser's modules and the command-line client ask. What is done stands in `acts`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from bidding_room.api.wire import (
    OwnBidBody,
    OwnSealedBid,
    OwnStatement,
    StoredPart,
    StoredParts,
    WrappedBox,
)
from bidding_room.operations.upload_files import uploaded_parts
from bidding_room.permissions import Permission
from bidding_room.queries.draft import my_draft
from bidding_room.queries.key_boxes import bidder_key_box
from bidding_room.queries.own import my_bids, my_receipts, my_sealed_bid
from bidding_room.queries.sealed_with import Draft
from identity.actor import Actor
from web.views import told


async def unfinished(lot_id: UUID, actor: Actor) -> list[Draft]:
    """The actor's unfinished bid with the sealed notes: none or one."""
    found = await my_draft(actor=actor, lot_id=lot_id)
    return [found] if found else []


async def stored_parts(bid_id: UUID, sealed_id: UUID, actor: Actor, now: datetime) -> StoredParts:
    """What has arrived, for going on after a break."""
    parts = await uploaded_parts(actor=actor, bid_id=bid_id, sealed_id=sealed_id, now=now)
    return StoredParts(parts=msgspec.convert(parts, list[StoredPart], from_attributes=True))


async def own_bids(lot_id: UUID, actor: Actor) -> list[OwnBidBody]:
    """The actor's own bids for a lot, newest first."""
    return [
        OwnBidBody(
            bid=bid.id,
            sequence=bid.sequence,
            state=bid.state.value,
            root=bid.root.hex() if bid.root else None,
            submitted_at=bid.submitted_at,
            bytes_intact=bid.bytes_intact,
        )
        for bid in await my_bids(actor=actor, lot_id=lot_id)
    ]


async def own_receipts(lot_id: UUID, actor: Actor) -> list[OwnStatement]:
    """The actor's own receipts and refusals for a lot, newest first."""
    return [
        OwnStatement(
            id=receipt.id,
            kind=receipt.kind.value,
            issued_at=receipt.issued_at,
            statement=msgspec.Raw(receipt.body),
        )
        for receipt in await my_receipts(actor=actor, lot_id=lot_id)
        if receipt.body is not None
    ]


async def own_sealed_bid(lot_id: UUID, actor: Actor) -> OwnSealedBid:
    """The actor's own signed manifest and notes, to open with the own key."""
    own = await my_sealed_bid(actor=actor, lot_id=lot_id)
    return OwnSealedBid(
        bid=own.bid_id,
        manifest=own.manifest,
        signature=own.signature,
        notes=own.notes,
    )


async def my_bid_key_box(lot_id: UUID, actor: Actor) -> WrappedBox:
    """The bidder's own wrapped key box, the one the standing bid was sealed with."""
    return WrappedBox(wrapped=await bidder_key_box(actor=actor, lot_id=lot_id))


_LOT = "/api/lots/{lot_id:uuid}"
_OWN = Permission.BID_READ_OWN

UNFINISHED = told(f"{_LOT}/bid-drafts", unfinished, needs=Permission.BID_SUBMIT)
STORED_PARTS = told(
    "/api/bid-drafts/{bid_id:uuid}/files/{sealed_id:uuid}/parts", stored_parts, needs=Permission.BID_SUBMIT
)
BIDS = told(f"{_LOT}/my-bids", own_bids, needs=_OWN)
RECEIPTS = told(f"{_LOT}/my-receipts", own_receipts, needs=_OWN)
SEALED_BID = told(f"{_LOT}/my-sealed-bid", own_sealed_bid, needs=_OWN)
KEY_BOX = told(f"{_LOT}/my-bid-key-box", my_bid_key_box, needs=_OWN)
