"""Bids over JSON: what the browser's modules and the command-line client ask, and the acts that the deadline decides:
their operations ask the database for the time after their lock. The other acts stand in `acts`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from bidding_room.api.wire import (
    DraftBody,
    OwnBidBody,
    OwnSealedBid,
    OwnStatement,
    Registered,
    StoredPart,
    StoredParts,
    Submission,
    Withdrawal,
    WrappedBox,
    draft_body,
)
from bidding_room.operations.begin_bid import begin_bid
from bidding_room.operations.submit_bid import submit_bid
from bidding_room.operations.upload_files import NewFile, register_file, uploaded_parts
from bidding_room.operations.withdraw_bid import withdraw_bid
from bidding_room.permissions import Permission
from bidding_room.queries.draft import my_draft
from bidding_room.queries.key_boxes import bidder_key_box
from bidding_room.queries.own import my_bids, my_receipts, my_sealed_bid
from identity.actor import Actor
from sealing.manifest import SignedManifest
from trading.projects.queries import lot_view
from web.guards import requires

LARGEST_SUBMISSION = 4 * 1024 * 1024
JSON = "application/json"


@post("/lots/{lot_id:uuid}/bid-drafts", guards=[requires(Permission.BID_SUBMIT)])
async def begin(
    lot_id: FromPath[UUID], actor: NamedDependency[Actor], replaces: FromQuery[UUID | None] = None
) -> DraftBody:
    """Begin a bid; an unfinished one lapses, one with notes only when `replaces` names it."""
    draft = await begin_bid(actor=actor, lot_id=lot_id, replaces=replaces)
    return draft_body(draft, offer=(await lot_view(lot_id)).kind_of_transaction.offer)


@get("/lots/{lot_id:uuid}/bid-drafts", guards=[requires(Permission.BID_SUBMIT)])
async def unfinished(lot_id: FromPath[UUID], actor: NamedDependency[Actor]) -> list[DraftBody]:
    """The actor's unfinished bid with the sealed notes: none or one."""
    found = await my_draft(actor=actor, lot_id=lot_id)
    offer = (await lot_view(lot_id)).kind_of_transaction.offer
    return [draft_body(*found, offer=offer)] if found else []


@post("/bid-drafts/{bid_id:uuid}/files", guards=[requires(Permission.BID_SUBMIT)])
async def register(
    bid_id: FromPath[UUID], data: JSONBody[NewFile], actor: NamedDependency[Actor]
) -> Registered:
    """Announce a file."""
    await register_file(actor=actor, bid_id=bid_id, word=data)
    return Registered(upload=data.file)


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


@post(
    "/bid-drafts/{bid_id:uuid}/submit",
    guards=[requires(Permission.BID_SUBMIT)],
    status_code=200,
    request_max_body_size=LARGEST_SUBMISSION,
)
async def submit(
    bid_id: FromPath[UUID], data: JSONBody[Submission], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """Hand in; the answer is the signed receipt, byte for byte."""
    signed = SignedManifest(data=data.manifest, signature=data.signature)
    etags = {file.file: file.etags for file in data.files}
    receipt = await submit_bid(actor=actor, bid_id=bid_id, signed=signed, etags=etags)
    return Response(receipt, media_type=JSON)


@post("/lots/{lot_id:uuid}/bid/withdraw", guards=[requires(Permission.BID_SUBMIT)], status_code=200)
async def withdraw(
    lot_id: FromPath[UUID], data: JSONBody[Withdrawal], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """Take the standing bid back; the answer is the signed receipt."""
    receipt = await withdraw_bid(actor=actor, lot_id=lot_id, signature=data.signature)
    return Response(receipt, media_type=JSON)


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
    begin,
    unfinished,
    register,
    stored_parts,
    submit,
    withdraw,
    own_bids,
    own_receipts,
    own_sealed_bid,
    my_bid_key_box,
]
