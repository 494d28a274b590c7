"""Openings over JSON: the public view, the host, the officers, the bidder's own key. Decides nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from bidding_room.api.wire import (
    BeginBody,
    OpeningBody,
    OwnKeys,
    Release,
    Released,
    SealedBid,
    SealedBids,
    WrappedBox,
    from_base64,
    opening_body,
    to_base64,
)
from bidding_room.operations.begin_opening import begin_opening
from bidding_room.operations.finish_opening import finish_opening
from bidding_room.operations.recover_bid import recover_bid
from bidding_room.operations.release_shares import OfferedShare, release_shares
from bidding_room.permissions import Permission
from bidding_room.queries.key_boxes import officer_key_box
from bidding_room.queries.openings import opening_view, record_of
from bidding_room.queries.sealed import sealed_for_officer
from identity.actor import Actor
from web.guards import public, requires

LARGEST_RELEASE = 256 * 1024


@get("/openings/{lot:uuid}", opt=public())
async def opening(lot: FromPath[UUID]) -> OpeningBody:
    """The opening as anybody may see it."""
    return opening_body(await opening_view(lot))


@get("/openings/{lot:uuid}/record", opt=public())
async def record(lot: FromPath[UUID]) -> dict[str, Any]:
    """The issued record."""
    return await record_of(lot)


@post("/openings/{lot:uuid}/begin", guards=[requires(Permission.OPENING_HOST)], status_code=200)
async def begin_the_opening(
    lot: FromPath[UUID], data: JSONBody[BeginBody], actor: NamedDependency[Actor]
) -> OpeningBody:
    """Begin the opening; `late_reason` is asked for when that was due long before."""
    await begin_opening(actor=actor, lot_id=lot, late_reason=data.late_reason)
    return opening_body(await opening_view(lot))


@get("/openings/{lot:uuid}/my-sealed-shares", guards=[requires(Permission.SHARE_RELEASE)])
async def my_sealed_shares(
    lot: FromPath[UUID], actor: NamedDependency[Actor], after: FromQuery[UUID | None] = None
) -> SealedBids:
    """A page of the bids that wait for a share of this officer; nothing before the opening has begun."""
    found = await sealed_for_officer(actor=actor, lot_id=lot, after=after)
    return SealedBids(
        bids=[
            SealedBid(bid=one.bid_id, manifest=to_base64(one.manifest), signature=to_base64(one.signature))
            for one in found.bids
        ],
        waiting=found.waiting,
        next=found.after,
    )


@get("/openings/{lot:uuid}/my-key-box", guards=[requires(Permission.SHARE_RELEASE)])
async def my_officer_key_box(lot: FromPath[UUID], actor: NamedDependency[Actor]) -> WrappedBox:
    """The officer's own wrapped key box, the one the panel was frozen with."""
    return WrappedBox(wrapped=await officer_key_box(actor=actor, lot_id=lot))


@post(
    "/openings/{lot:uuid}/shares",
    guards=[requires(Permission.SHARE_RELEASE)],
    status_code=200,
    request_max_body_size=LARGEST_RELEASE,
)
async def release(lot: FromPath[UUID], data: JSONBody[Release], actor: NamedDependency[Actor]) -> Released:
    """Release shares."""
    shares = [
        OfferedShare(
            bid_id=one.bid,
            officer=one.officer,
            envelope=one.envelope,
            share=None if one.share is None else from_base64(one.share, "shares"),
        )
        for one in data.shares
    ]
    outcome = await release_shares(actor=actor, lot_id=lot, shares=shares)
    return Released(**asdict(outcome))


@post("/openings/{lot:uuid}/recover", guards=[requires(Permission.BID_SUBMIT)], status_code=200)
async def recover(lot: FromPath[UUID], data: JSONBody[OwnKeys], actor: NamedDependency[Actor]) -> OpeningBody:
    """Open the own bid with the own key."""
    keys = {envelope: from_base64(key, "keys") for envelope, key in data.keys.items()}
    await recover_bid(actor=actor, lot_id=lot, keys=keys)
    return opening_body(await opening_view(lot))


@post("/openings/{lot:uuid}/finish", guards=[requires(Permission.OPENING_HOST)], status_code=200)
async def finish(lot: FromPath[UUID], actor: NamedDependency[Actor]) -> OpeningBody:
    """Finish the opening and issue the record."""
    await finish_opening(actor=actor, lot_id=lot)
    return opening_body(await opening_view(lot))


opening_routes = [
    opening,
    record,
    begin_the_opening,
    my_sealed_shares,
    my_officer_key_box,
    release,
    recover,
    finish,
]
