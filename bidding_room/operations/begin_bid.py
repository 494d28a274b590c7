"""Begin a bid: from here on files can be uploaded. Nothing is handed in yet, and nobody is told."""

from __future__ import annotations

from uuid import UUID, uuid4

from msgspec import Struct
from piccolo.query.functions.aggregate import Max

from bidding_room.domain.deadline import BidsClosed
from bidding_room.operations.bidding import Bidding, enter_bidding
from bidding_room.operations.lapse_drafts import lapse
from bidding_room.operations.refuse_late import refuse_late
from bidding_room.queries.sealed_with import Draft, bidder_with, key_box_for_bidding, limits_of, sealing_panel
from bidding_room.states import BID_STATES, BidState
from bidding_room.tables import Bid, DraftBox
from core.errors import Conflict
from identity.actor import Actor
from storage.database import transaction


class NewDraft(Struct, frozen=True, kw_only=True):
    """Which unfinished bid with notes it replaces, if any."""

    replaces: UUID | None = None


async def begin_bid(*, actor: Actor, lot_id: UUID, word: NewDraft) -> Draft:
    """Open a new draft; an unfinished one of the same bidder lapses with the bytes it uploaded.

    One that somebody keeps notes of lapses only when `replaces` names it; without notes nobody could go on with what
    was uploaded. Raises `Conflict` (`draft-unfinished`) and what `enter_bidding` and `key_box_for_bidding` raise;
    `bids-closed` carries the signed refusal.
    """
    try:
        return await _begin(actor=actor, lot_id=lot_id, replaces=word.replaces)
    except BidsClosed:
        raise await refuse_late(actor=actor, lot_id=lot_id) from None


async def _begin(*, actor: Actor, lot_id: UUID, replaces: UUID | None) -> Draft:
    async with transaction():
        bidding = await enter_bidding(actor=actor, lot_id=lot_id)
        box = await key_box_for_bidding(actor)
        await _lapse_former(bidding, replaces=replaces)
        bid = Bid(
            id=uuid4(),
            lot=lot_id,
            bidder_handle=bidding.handle,
            sequence=await _next_sequence(bidding),
            state=BID_STATES.initial.value,
            begun_at=bidding.now,
        )
        await bid.save()
        return Draft(
            bid=bid.id,
            lot=lot_id,
            sequence=bid.sequence,
            panel=await sealing_panel(lot_id),
            bidder=await bidder_with(bidding.organisation_id, box),
            limits=limits_of(bidding.lot.kind_of_transaction.offer),
        )


async def _lapse_former(bidding: Bidding, *, replaces: UUID | None) -> None:
    former = (
        await Bid.objects()
        .where(
            (Bid.lot == bidding.lot.id)
            & (Bid.bidder_handle == bidding.handle)
            & (Bid.state == BidState.DRAFTING.value)
        )
        .lock_rows("UPDATE")
    )
    w = bidding.lot.terms
    for bid in former:
        if bid.id != replaces and await DraftBox.exists().where(DraftBox.bid == bid.id):
            raise Conflict(
                code="draft-unfinished",
                message=f"本单位在本{w.lot}有一份未完成的{w.offer}，请打开{w.offered}页面继续编制；不再需要的，先放弃该草稿",
                facts={"bid": str(bid.id)},
            )
        await lapse(bid, now=bidding.now)


async def _next_sequence(bidding: Bidding) -> int:
    """Counts what was handed in, never a draft that lapsed; called under the lot's lock."""
    row = (
        await Bid.select(Max(Bid.sequence))
        .where(
            (Bid.lot == bidding.lot.id) & (Bid.bidder_handle == bidding.handle) & Bid.root_hash.is_not_null()
        )
        .first()
    )
    return (row["max"] if row and row["max"] else 0) + 1
