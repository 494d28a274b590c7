"""Let unfinished drafts lapse. 《电子招标投标办法》第二十七条: what is not fully transmitted by the deadline counts
as taken back. Not for: removing the bytes; the housekeeping job does that afterwards."""

from __future__ import annotations

from datetime import datetime

from bidding_room.states import BID_STATES, BidEvent
from bidding_room.tables import Bid, DraftBox
from storage import outbox


async def lapse(bid: Bid, *, now: datetime) -> None:
    """Move one locked draft to its end and have its bytes removed; its notes go at once."""
    bid.state = BID_STATES.after(bid.state, BidEvent.LAPSE).value
    bid.ended_at = now
    await bid.save([Bid.state, Bid.ended_at])
    await DraftBox.delete().where(DraftBox.bid == bid.id)
    await outbox.emit("bidding_room.bid_bytes_unneeded", subject_id=bid.id)
