"""Openings over JSON: the public view, and what an officer's client works on. What is done stands in `acts`."""

from __future__ import annotations

from uuid import UUID

from litestar.params import FromQuery

from bidding_room.api.wire import OpeningBody, SealedBid, SealedBids, WrappedBox, opening_body
from bidding_room.permissions import Permission
from bidding_room.queries.key_boxes import officer_key_box
from bidding_room.queries.openings import opening_view, record_of
from bidding_room.queries.sealed import sealed_for_officer
from identity.actor import Actor
from web.guards import PUBLIC
from web.views import told


async def opening_told(lot_id: UUID) -> OpeningBody:
    """The opening as anybody may see it."""
    return opening_body(await opening_view(lot_id))


async def my_sealed_shares(lot_id: UUID, actor: Actor, after: FromQuery[UUID | None] = None) -> SealedBids:
    """A page of the bids that wait for a share of this officer; nothing before the opening has begun."""
    found = await sealed_for_officer(actor=actor, lot_id=lot_id, after=after)
    return SealedBids(
        bids=[
            SealedBid(bid=one.bid_id, manifest=one.manifest, signature=one.signature) for one in found.bids
        ],
        waiting=found.waiting,
        next=found.after,
    )


async def my_officer_key_box(lot_id: UUID, actor: Actor) -> WrappedBox:
    """The officer's own wrapped key box, the one the panel was frozen with."""
    return WrappedBox(wrapped=await officer_key_box(actor=actor, lot_id=lot_id))


_OPENING = "/api/openings/{lot_id:uuid}"

OPENING = told(_OPENING, opening_told, needs=PUBLIC)
RECORD = told(f"{_OPENING}/record", record_of, needs=PUBLIC)
SHARES = told(f"{_OPENING}/my-sealed-shares", my_sealed_shares, needs=Permission.SHARE_RELEASE)
KEY_BOX = told(f"{_OPENING}/my-key-box", my_officer_key_box, needs=Permission.SHARE_RELEASE)
