"""A bidder's own unfinished bid. Not for: what was handed in, see `own`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bidding_room.permissions import own_organisation
from bidding_room.queries.own import handle_of
from bidding_room.queries.sealed_with import Draft, bidder_with, key_box_for_bidding, sealing_panel
from bidding_room.states import BidState
from bidding_room.tables import Bid, DraftBox
from identity.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What the bidder's client sealed last, unreadable here."""

    sealed: bytes
    revision: int
    saved_at: datetime


async def my_draft(*, actor: Actor, lot_id: UUID) -> tuple[Draft, Notes | None] | None:
    """The actor's unfinished bid, if there is one, and its notes; raises `Conflict` (`key-box-missing`)."""
    row = await _row(actor=actor, lot_id=lot_id)
    if row is None:
        return None
    box = await key_box_for_bidding(actor)
    draft = Draft(
        bid_id=row.id,
        lot_id=lot_id,
        sequence=row.sequence,
        panel=await sealing_panel(lot_id),
        bidder=await bidder_with(own_organisation(actor), box),
    )
    return draft, await _notes(row.id)


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


async def _notes(bid_id: UUID) -> Notes | None:
    box = await DraftBox.objects().where(DraftBox.bid == bid_id).first()
    return Notes(sealed=box.sealed, revision=box.revision, saved_at=box.saved_at) if box else None
