"""The frozen set as the opening works on it: every bid in order of arrival, readable or not.

A row that cannot be read any more costs its own bid and no other. Not for: deciding what opens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from bidding_room.audit_tags import AuditTag
from bidding_room.queries.manifests import manifest_if_readable
from bidding_room.states import IN_SET
from bidding_room.tables import Bid
from bidding_room.wrapping import bidder_actor, bidder_handle
from identity.queries import organisations
from sealing.manifest import Manifest
from storage import audit
from storage.database import fetch

if TYPE_CHECKING:
    from asyncpg import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenBid:
    """A bid of the frozen set and its place in the order of arrival, from 1.

    `manifest` is None when the stored one cannot be read; the receipt in the bidder's hands then proves what it was.
    `is_shut`: it still waits for its outcome, whatever its row says of its state.
    """

    row: Bid
    manifest: Manifest | None
    position: int
    is_shut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBidder:
    """Whose bid it is, as the record names them."""

    id: UUID
    name: str


#: What has its outcome keeps the place it was told in; the others share the places left, in order of arrival, so that
#: no row altered meanwhile can take a place twice.
_POSITIONS = """
WITH standing AS (
    SELECT bid.id, bid.bidder_handle, bid.submitted_at, told.position AS told
    FROM bidding_room_bid bid LEFT JOIN bidding_room_opened_bid told ON told.bid = bid.id
    WHERE bid.lot = $1 AND bid.state = ANY($2::text[])
), taken AS (
    SELECT position FROM bidding_room_opened_bid WHERE lot = $1
), free AS (
    SELECT place, row_number() OVER (ORDER BY place) AS turn
    FROM generate_series(1, (SELECT count(*) FROM standing) + (SELECT count(*) FROM taken)) AS place
    WHERE place NOT IN (SELECT position FROM taken)
), waiting AS (
    SELECT id, row_number() OVER (ORDER BY submitted_at, id) AS turn FROM standing WHERE told IS NULL
), placed AS (
    SELECT id, bidder_handle, coalesce(told, place)::integer AS position, told IS NULL AS is_shut
    FROM standing LEFT JOIN waiting USING (id) LEFT JOIN free USING (turn)
)
SELECT id, position, is_shut FROM placed
"""


async def shut_bids(lot_id: UUID) -> tuple[FrozenBid, ...]:
    """Those of the frozen set that still wait to be opened, in order of arrival; rows locked."""
    return await _frozen(f"{_POSITIONS} WHERE is_shut", lot_id)


async def frozen_among(lot_id: UUID, *, bids: Collection[UUID]) -> tuple[FrozenBid, ...]:
    """Those of the frozen set that are among `bids`; the others cost nothing and are not locked."""
    return await _frozen(f"{_POSITIONS} WHERE id = ANY($3::uuid[])", lot_id, list(bids))


async def frozen_bid_of(lot_id: UUID, *, bidder_handle: str) -> FrozenBid | None:
    """The one of this bidder; no other is read or locked."""
    found = await _frozen(f"{_POSITIONS} WHERE bidder_handle = $3", lot_id, bidder_handle)
    return found[0] if found else None


async def everybody_who_bid(lot_id: UUID) -> tuple[NamedBidder, ...]:
    """Whose bids the deadline fixed, in order of arrival, opened or not. Secret until an opening ends.

    The caller holds the lot's lock, without which no bid is handed in, taken back or put right. No bid's row is
    locked: opening one changes nothing that names its bidder.
    """
    bids = await _frozen(_POSITIONS, lot_id, for_update=False)
    named = await bidders_of(bids)
    return tuple(named[bid.row.id] for bid in bids if bid.row.id in named)


async def _frozen(
    statement: str, lot_id: UUID, *which: object, for_update: bool = True
) -> tuple[FrozenBid, ...]:
    """Who locks rows to open them holds the opening's lock, so that no position changes in between."""
    places = await fetch(statement, lot_id, [state.value for state in IN_SET], *which)
    found = {row["id"]: row for row in places}
    if not found:
        return ()
    bids = Bid.objects().where(Bid.id.is_in(list(found))).order_by(Bid.submitted_at).order_by(Bid.id)
    rows = await (bids.lock_rows("UPDATE") if for_update else bids)
    return await asyncio.to_thread(_read, rows, found)


def _read(rows: Sequence[Bid], found: Mapping[UUID, Record]) -> tuple[FrozenBid, ...]:
    """Some milliseconds of parsing for each bid: off the event loop."""
    return tuple(
        FrozenBid(
            row=row,
            manifest=manifest_if_readable(row),
            position=found[row.id]["position"],
            is_shut=found[row.id]["is_shut"],
        )
        for row in rows
    )


async def bidders_of(bids: Sequence[FrozenBid]) -> dict[UUID, NamedBidder]:
    """By bid; without those nothing tells of any more. Where the manifest is lost, the log tells by its handle."""
    return {
        **await _by_the_log([bid.row for bid in bids if bid.manifest is None]),
        **{
            bid.row.id: NamedBidder(id=UUID(bid.manifest.bidder.id), name=bid.manifest.bidder.name)
            for bid in bids
            if bid.manifest is not None
        },
    }


async def _by_the_log(rows: Sequence[Bid]) -> dict[UUID, NamedBidder]:
    """Each registered organisation's handle is computed and compared with those the submissions were logged under."""
    if not rows:
        return {}
    lots = {str(row.id): row.lot for row in rows}
    logged = await audit.recorded(subjects=list(lots), tags=[AuditTag.BID_SUBMIT])
    lost = {entry.actor: UUID(entry.subject) for entry in logged}
    employers = await organisations()
    return {
        lost[actor]: NamedBidder(id=employer.id, name=employer.name)
        for lot_id in set(lots.values())
        for employer in employers
        if (actor := bidder_actor(bidder_handle(lot_id=lot_id, organisation_id=employer.id))) in lost
    }
