"""Bids over JSON: what the browser's modules and the command-line client ask. What is done stands in `acts`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

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
from web.guards import requires


@get("/lots/{lot_id:uuid}/bid-drafts", guards=[requires(Permission.BID_SUBMIT)])
async def unfinished(lot_id: FromPath[UUID], actor: NamedDependency[Actor]) -> list[Draft]:
    """The actor's unfinished bid with the sealed notes: none or one."""
    found = await my_draft(actor=actor, lot_id=lot_id)
    return [found] if found else []


@get("/bid-drafts/{bid_id:uuid}/files/{sealed_id:uuid}/parts", guards=[requires(Permission.BID_SUBMIT)])
async def stored_parts(
    bid_id: FromPath[UUID],
    sealed_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> StoredParts:
    """What has arrived, for going on after a break."""
    parts = await uploaded_parts(actor=actor, bid_id=bid_id, sealed_id=sealed_id, now=now)
    return StoredParts(
        parts=[StoredPart(number=part.number, size=part.size, etag=part.etag) for part in parts]
    )


@get("/lots/{lot_id:uuid}/my-bids", guards=[requires(Permission.BID_READ_OWN)])
async def own_bids(lot_id: FromPath[UUID], actor: NamedDependency[Actor]) -> list[OwnBidBody]:
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


@get("/lots/{lot_id:uuid}/my-receipts", guards=[requires(Permission.BID_READ_OWN)])
async def own_receipts(lot_id: FromPath[UUID], actor: NamedDependency[Actor]) -> list[OwnStatement]:
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


@get("/lots/{lot_id:uuid}/my-sealed-bid", guards=[requires(Permission.BID_READ_OWN)])
async def own_sealed_bid(lot_id: FromPath[UUID], actor: NamedDependency[Actor]) -> OwnSealedBid:
    """The actor's own signed manifest and notes, to open with the own key."""
    own = await my_sealed_bid(actor=actor, lot_id=lot_id)
    return OwnSealedBid(
        bid=own.bid_id,
        manifest=own.manifest,
        signature=own.signature,
        notes=own.notes,
    )


@get("/lots/{lot_id:uuid}/my-bid-key-box", guards=[requires(Permission.BID_READ_OWN)])
async def my_bid_key_box(lot_id: FromPath[UUID], actor: NamedDependency[Actor]) -> WrappedBox:
    """The bidder's own wrapped key box, the one the standing bid was sealed with."""
    return WrappedBox(wrapped=await bidder_key_box(actor=actor, lot_id=lot_id))


bid_routes = [
    unfinished,
    stored_parts,
    own_bids,
    own_receipts,
    own_sealed_bid,
    my_bid_key_box,
]
