"""Bids over JSON: what the browser's modules and the command-line client speak. Decides nothing."""

from __future__ import annotations

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from bidding_room.api.wire import (
    DraftBody,
    DraftNotes,
    DraftSaved,
    FileBody,
    Limits,
    OwnBidBody,
    OwnDraftBody,
    OwnSealedBid,
    OwnStatement,
    PartNumbers,
    PartUrls,
    Registered,
    StoredPart,
    StoredParts,
    Submission,
    Withdrawal,
    WrappedBox,
    from_base64,
)
from bidding_room.operations.begin_bid import begin_bid
from bidding_room.operations.keep_draft import abandon_draft, keep_draft
from bidding_room.operations.submit_bid import submit_bid
from bidding_room.operations.take_out_file import take_out_file
from bidding_room.operations.upload_files import NewFile, presign_parts, register_file, uploaded_parts
from bidding_room.operations.withdraw_bid import withdraw_bid
from bidding_room.permissions import Permission
from bidding_room.queries.draft import my_draft
from bidding_room.queries.key_boxes import bidder_key_box
from bidding_room.queries.own import my_bids, my_receipts, my_sealed_bid
from identity.actor import Actor
from sealing.manifest import SignedManifest
from web.guards import requires

LARGEST_SUBMISSION = 4 * 1024 * 1024
LARGEST_NOTES = 2 * 1024 * 1024
JSON = "application/json"


@post("/lots/{lot_id:uuid}/bid-drafts", guards=[requires(Permission.BID_SUBMIT)])
async def begin(
    lot_id: FromPath[UUID], actor: NamedDependency[Actor], replaces: FromQuery[UUID | None] = None
) -> DraftBody:
    """Begin a bid; an unfinished one lapses, one with notes only when `replaces` names it."""
    draft = await begin_bid(actor=actor, lot_id=lot_id, replaces=replaces)
    return DraftBody(
        bid=draft.bid_id,
        lot=draft.lot_id,
        sequence=draft.sequence,
        panel=draft.panel,
        bidder=draft.bidder,
        limits=Limits(),
    )


@get("/lots/{lot_id:uuid}/bid-drafts", guards=[requires(Permission.BID_SUBMIT)])
async def unfinished(lot_id: FromPath[UUID], actor: NamedDependency[Actor]) -> list[OwnDraftBody]:
    """The actor's unfinished bid with the sealed notes: none or one."""
    found = await my_draft(actor=actor, lot_id=lot_id)
    if found is None:
        return []
    draft, notes = found
    body = OwnDraftBody(
        bid=draft.bid_id,
        lot=draft.lot_id,
        sequence=draft.sequence,
        panel=draft.panel,
        bidder=draft.bidder,
        limits=Limits(),
        revision=notes.revision if notes else 0,
        sealed=notes.sealed if notes else None,
        saved_at=notes.saved_at if notes else None,
    )
    return [body]


@post(
    "/bid-drafts/{bid:uuid}/notes",
    guards=[requires(Permission.BID_SUBMIT)],
    status_code=200,
    request_max_body_size=LARGEST_NOTES,
)
async def save_notes(
    bid: FromPath[UUID], data: JSONBody[DraftNotes], actor: NamedDependency[Actor]
) -> DraftSaved:
    """Keep the sealed notes of an unfinished bid."""
    revision, saved_at = await keep_draft(
        actor=actor, bid_id=bid, sealed=from_base64(data.sealed, "sealed"), revision=data.revision
    )
    return DraftSaved(revision=revision, saved_at=saved_at)


@post("/bid-drafts/{bid:uuid}/abandon", guards=[requires(Permission.BID_SUBMIT)], status_code=204)
async def abandon(bid: FromPath[UUID], actor: NamedDependency[Actor]) -> None:
    """Give an unfinished bid up."""
    await abandon_draft(actor=actor, bid_id=bid)


@post("/bid-drafts/{bid:uuid}/files", guards=[requires(Permission.BID_SUBMIT)])
async def register(
    bid: FromPath[UUID], data: JSONBody[FileBody], actor: NamedDependency[Actor]
) -> Registered:
    """Announce a file."""
    file = NewFile(sealed_id=data.file, envelope=data.envelope, size=data.size, chunks=data.chunks)
    await register_file(actor=actor, bid_id=bid, file=file)
    return Registered(upload=data.file)


@post(
    "/bid-drafts/{bid:uuid}/files/{file:uuid}/remove",
    guards=[requires(Permission.BID_SUBMIT)],
    status_code=204,
)
async def take_out(bid: FromPath[UUID], file: FromPath[UUID], actor: NamedDependency[Actor]) -> None:
    """Take a file out."""
    await take_out_file(actor=actor, bid_id=bid, sealed_id=file)


@post(
    "/bid-drafts/{bid:uuid}/files/{file:uuid}/parts",
    guards=[requires(Permission.BID_SUBMIT)],
    status_code=200,
)
async def part_urls(
    bid: FromPath[UUID],
    file: FromPath[UUID],
    data: JSONBody[PartNumbers],
    actor: NamedDependency[Actor],
) -> PartUrls:
    """Addresses for parts."""
    urls = await presign_parts(actor=actor, bid_id=bid, sealed_id=file, numbers=data.numbers)
    return PartUrls(urls={str(number): url for number, url in urls.items()})


@get("/bid-drafts/{bid:uuid}/files/{file:uuid}/parts", guards=[requires(Permission.BID_SUBMIT)])
async def stored_parts(
    bid: FromPath[UUID], file: FromPath[UUID], actor: NamedDependency[Actor]
) -> StoredParts:
    """What has arrived, for going on after a break."""
    parts = await uploaded_parts(actor=actor, bid_id=bid, sealed_id=file)
    return StoredParts(
        parts=[StoredPart(number=part.number, size=part.size, etag=part.etag) for part in parts]
    )


@post(
    "/bid-drafts/{bid:uuid}/submit",
    guards=[requires(Permission.BID_SUBMIT)],
    status_code=200,
    request_max_body_size=LARGEST_SUBMISSION,
)
async def submit(
    bid: FromPath[UUID], data: JSONBody[Submission], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """Hand in; the answer is the signed receipt, byte for byte."""
    signed = SignedManifest(
        data=from_base64(data.manifest, "manifest"), signature=from_base64(data.signature, "signature")
    )
    etags = {file.file: file.etags for file in data.files}
    receipt = await submit_bid(actor=actor, bid_id=bid, signed=signed, etags=etags)
    return Response(receipt, media_type=JSON)


@post("/lots/{lot_id:uuid}/bid/withdraw", guards=[requires(Permission.BID_SUBMIT)], status_code=200)
async def withdraw(
    lot_id: FromPath[UUID], data: JSONBody[Withdrawal], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """Take the standing bid back; the answer is the signed receipt."""
    receipt = await withdraw_bid(
        actor=actor, lot_id=lot_id, signature=from_base64(data.signature, "signature")
    )
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
    save_notes,
    abandon,
    register,
    take_out,
    part_urls,
    stored_parts,
    submit,
    withdraw,
    own_bids,
    own_receipts,
    own_sealed_bid,
    my_bid_key_box,
]
