"""Openings over JSON: the public view, and what an officer's client works on. What is done stands in `acts`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from bidding_room.api.wire import OpeningBody, SealedBid, SealedBids, WrappedBox, opening_body
from bidding_room.permissions import Permission
from bidding_room.queries.key_boxes import officer_key_box
from bidding_room.queries.openings import opening_view, record_of
from bidding_room.queries.sealed import sealed_for_officer
from identity.actor import Actor
from web.guards import public, requires


@get("/openings/{lot_id:uuid}", opt=public())
async def opening(lot_id: FromPath[UUID]) -> OpeningBody:
    """The opening as anybody may see it."""
    return await opening_told(lot_id)


async def opening_told(lot_id: UUID) -> OpeningBody:
    """The same, after an act."""
    return opening_body(await opening_view(lot_id))


@get("/openings/{lot_id:uuid}/record", opt=public())
async def record(lot_id: FromPath[UUID]) -> dict[str, Any]:
    """The issued record."""
    return await record_of(lot_id)


@get("/openings/{lot_id:uuid}/my-sealed-shares", guards=[requires(Permission.SHARE_RELEASE)])
async def my_sealed_shares(
    lot_id: FromPath[UUID], actor: NamedDependency[Actor], after: FromQuery[UUID | None] = None
) -> SealedBids:
    """A page of the bids that wait for a share of this officer; nothing before the opening has begun."""
    found = await sealed_for_officer(actor=actor, lot_id=lot_id, after=after)
    return SealedBids(
        bids=[
            SealedBid(bid=one.bid_id, manifest=one.manifest, signature=one.signature) for one in found.bids
        ],
        waiting=found.waiting,
        next=found.after,
    )


@get("/openings/{lot_id:uuid}/my-key-box", guards=[requires(Permission.SHARE_RELEASE)])
async def my_officer_key_box(lot_id: FromPath[UUID], actor: NamedDependency[Actor]) -> WrappedBox:
    """The officer's own wrapped key box, the one the panel was frozen with."""
    return WrappedBox(wrapped=await officer_key_box(actor=actor, lot_id=lot_id))


opening_routes = [
    opening,
    record,
    my_sealed_shares,
    my_officer_key_box,
]
