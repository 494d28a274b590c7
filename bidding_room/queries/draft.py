"""A bidder's own unfinished bid. Not for: what was handed in, see `own`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bidding_room.permissions import own_organisation
from bidding_room.queries.own import handle_of
from bidding_room.queries.sealed_with import Draft, bidder_with, key_box_for_bidding, limits_of, sealing_panel
from bidding_room.states import BidState
from bidding_room.tables import Bid, DraftBox
from identity.actor import Actor
from trading.projects.queries import lot_view


async def my_draft(*, actor: Actor, lot_id: UUID) -> Draft | None:
    """The actor's unfinished bid with its notes; raises `Conflict` (`key-box-missing`)."""
    row = await _row(actor=actor, lot_id=lot_id)
    if row is None:
        return None
    key_box = await key_box_for_bidding(actor)
    notes = await _notes(row.id)
    return Draft(
        bid=row.id,
        lot=lot_id,
        sequence=row.sequence,
        panel=await sealing_panel(lot_id),
        bidder=await bidder_with(own_organisation(actor), key_box),
        limits=limits_of((await lot_view(lot_id)).kind_of_transaction.offer),
        revision=notes.revision if notes else 0,
        sealed=notes.sealed if notes else None,
        saved_at=notes.saved_at if notes else None,
    )


async def draft_saved_at(*, actor: Actor, lot_id: UUID) -> datetime | None:
    """When the notes of the actor's unfinished bid were saved last; None where there is nothing to go on with."""
    row = await _row(actor=actor, lot_id=lot_id)
    notes = await _notes(row.id) if row else None
    return notes.saved_at if notes else None


async def _row(*, actor: Actor, lot_id: UUID) -> Bid | None:
    return (
        await Bid.objects()
        .where(
            (Bid.lot == lot_id)
            & (Bid.bidder_handle == handle_of(actor, lot_id))
            & (Bid.state == BidState.DRAFTING.value)
        )
        .first()
    )


async def _notes(bid_id: UUID) -> DraftBox | None:
    return await DraftBox.objects().where(DraftBox.bid == bid_id).first()
