"""What every act of a bidder asks first: who, for which lot, and is it still time.

Not for: the acts themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bidding_room.domain.deadline import BidsClosed, bids_closed, is_open
from bidding_room.permissions import bid_unknown, check_bidder
from bidding_room.tables import Bid
from bidding_room.wrapping import bidder_handle
from core.clock import moment_text
from core.errors import Conflict
from identity.actor import Actor
from storage.clock import platform_now
from trading.projects.queries import LotView, lot_for_update, lot_view
from trading.states import LotState


@dataclass(frozen=True, slots=True, kw_only=True)
class Bidding:
    """A bidder at an open lot whose row is locked. `now` was read after the lock."""

    lot: LotView
    handle: str
    organisation_id: UUID
    bids_due_at: datetime
    now: datetime


async def enter_bidding(*, actor: Actor, lot_id: UUID) -> Bidding:
    """Lock the lot and let the bidder in; the caller holds a transaction.

    The lot's lock is what the freeze takes too, so the frozen set is exact. Raises `Conflict`
    (`bids-closed`, `offers-not-begun`) and what `check_bidder` raises.
    """
    row = await lot_for_update(lot_id)
    lot = await lot_view(lot_id)
    organisation_id = check_bidder(actor=actor, lot=lot)
    assert row.bids_due_at is not None, "a notice has times"
    now = await platform_now()
    if lot.takes_no_offers_yet:
        raise _not_begun(lot)
    if lot.state != LotState.BIDDING or not is_open(now=now, bids_due_at=row.bids_due_at):
        raise closed_to(lot)
    return Bidding(
        lot=lot,
        handle=bidder_handle(lot_id=lot_id, organisation_id=organisation_id),
        organisation_id=organisation_id,
        bids_due_at=row.bids_due_at,
        now=now,
    )


def closed_to(lot: LotView) -> BidsClosed:
    """The refusal of what comes too late for this lot."""
    assert lot.bids_due_at is not None
    return bids_closed(
        bids_due_at=lot.bids_due_at,
        terms=lot.terms,
        article=lot.kind_of_transaction.offer.receipt_article,
    )


def _not_begun(lot: LotView) -> Conflict:
    times = lot.kind_of_transaction.drafting.times
    assert lot.documents_until is not None
    return Conflict(
        code="offers-not-begun",
        message=f"{times.begins}时间（{moment_text(lot.documents_until)}）未到，{lot.terms.offer}不予接收",
        article=times.begins_article,
    )


async def own_bid_for_update(*, handle: str, bid_id: UUID) -> Bid:
    """The bidder's own bid, locked; somebody else's does not exist (`bid-unknown`)."""
    row = (
        await Bid.objects()
        .where((Bid.id == bid_id) & (Bid.bidder_handle == handle))
        .lock_rows("UPDATE")
        .first()
    )
    if row is None:
        raise bid_unknown()
    return row
