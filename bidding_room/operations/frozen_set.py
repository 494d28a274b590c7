"""The frozen set as the opening works on it: every bid in order of arrival, readable or not.

A row that cannot be read any more costs its own bid and no other. Not for: deciding what opens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bidding_room.queries.manifests import manifest_if_readable
from bidding_room.sealing.manifest import Manifest
from bidding_room.states import IN_SET, BidState
from bidding_room.tables import Bid
from bidding_room.wrapping import bidder_handle
from identity.queries import organisations


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenBid:
    """A bid of the frozen set and its place in the order of arrival, from 1.

    `manifest` is None when the stored one cannot be read; the receipt in the bidder's hands then proves what it was.
    """

    row: Bid
    manifest: Manifest | None
    position: int

    @property
    def is_shut(self) -> bool:
        """Whether it still waits to be opened."""
        return self.row.state == BidState.FROZEN.value


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBidder:
    """Whose bid it is, as the record names them."""

    id: UUID
    name: str


async def frozen_bids(lot_id: UUID) -> tuple[FrozenBid, ...]:
    """The whole frozen set in order of arrival, opened ones included; rows locked."""
    rows = (
        await Bid.objects()
        .where((Bid.lot == lot_id) & Bid.state.is_in([state.value for state in IN_SET]))
        .order_by(Bid.submitted_at)
        .order_by(Bid.id)
        .lock_rows("UPDATE")
    )
    return await asyncio.to_thread(_read, rows)


def _read(rows: Sequence[Bid]) -> tuple[FrozenBid, ...]:
    """Some milliseconds of parsing for each bid: off the event loop."""
    return tuple(
        FrozenBid(row=row, manifest=manifest_if_readable(row), position=position)
        for position, row in enumerate(rows, start=1)
    )


async def bidders_of(bids: Sequence[FrozenBid]) -> dict[UUID, NamedBidder]:
    """By bid. Where the manifest is lost, the handle tells: each registered organisation's is computed and compared."""
    named = {
        bid.row.id: NamedBidder(id=UUID(bid.manifest.bidder.id), name=bid.manifest.bidder.name)
        for bid in bids
        if bid.manifest is not None
    }
    lost = {bid.row.bidder_handle: bid.row for bid in bids if bid.manifest is None}
    for employer in await organisations() if lost else ():
        lot_id = next(iter(lost.values())).lot
        row = lost.get(bidder_handle(lot_id=lot_id, organisation_id=employer.id))
        if row is not None:
            named[row.id] = NamedBidder(id=employer.id, name=employer.name)
    return named
