"""The frozen set as the opening works on it: every bid in order of arrival, readable or not.

A row that cannot be read any more costs its own bid and no other. Not for: deciding what opens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bidding_room.queries.manifests import manifest_if_readable
from bidding_room.sealing.manifest import Manifest
from bidding_room.states import IN_SET, BidState
from bidding_room.tables import Bid
from bidding_room.wrapping import bidder_handle
from identity.queries import organisations
from storage.database import fetch


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


_POSITIONS = """
SELECT id, position FROM (
    SELECT id, state, bidder_handle, row_number() OVER (ORDER BY submitted_at, id) AS position
    FROM bidding_room_bid WHERE lot = $1 AND state = ANY($2::text[])
) AS standing
"""


async def shut_bids(lot_id: UUID) -> tuple[FrozenBid, ...]:
    """Those of the frozen set that still wait to be opened, in order of arrival; rows locked."""
    return await _frozen(f"{_POSITIONS} WHERE state = $3", lot_id, BidState.FROZEN.value)


async def frozen_among(lot_id: UUID, *, bids: Collection[UUID]) -> tuple[FrozenBid, ...]:
    """Those of the frozen set that are among `bids`; the others cost nothing and are not locked."""
    return await _frozen(f"{_POSITIONS} WHERE id = ANY($3::uuid[])", lot_id, list(bids))


async def frozen_bid_of(lot_id: UUID, *, bidder_handle: str) -> FrozenBid | None:
    """The one of this bidder; no other is read or locked."""
    found = await _frozen(f"{_POSITIONS} WHERE bidder_handle = $3", lot_id, bidder_handle)
    return found[0] if found else None


async def everybody_who_bid(lot_id: UUID) -> tuple[NamedBidder, ...]:
    """Whose bids the deadline fixed, in order of arrival, opened or not; rows locked. Secret until an opening ends."""
    bids = await _frozen(_POSITIONS, lot_id)
    named = await bidders_of(bids)
    return tuple(named[bid.row.id] for bid in bids if bid.row.id in named)


async def _frozen(statement: str, lot_id: UUID, *which: object) -> tuple[FrozenBid, ...]:
    """The caller holds the opening's lock, so that no position changes in between."""
    places = await fetch(statement, lot_id, [state.value for state in IN_SET], *which)
    positions = {row["id"]: row["position"] for row in places}
    if not positions:
        return ()
    rows = (
        await Bid.objects()
        .where(Bid.id.is_in(list(positions)))
        .order_by(Bid.submitted_at)
        .order_by(Bid.id)
        .lock_rows("UPDATE")
    )
    return await asyncio.to_thread(_read, rows, positions)


def _read(rows: Sequence[Bid], positions: Mapping[UUID, int]) -> tuple[FrozenBid, ...]:
    """Some milliseconds of parsing for each bid: off the event loop."""
    return tuple(
        FrozenBid(row=row, manifest=manifest_if_readable(row), position=positions[row.id]) for row in rows
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
