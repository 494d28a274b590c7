"""An officer's work comes in pages: no answer and no release grows with the bids, and who was interrupted goes on."""

from __future__ import annotations

from uuid import UUID

import pytest
from bidding_cast import BiddingCast, Hand, give, own_shares, ready_begun, release

from bidding_room.queries import sealed
from bidding_room.queries.openings import opening_view
from bidding_room.queries.sealed import sealed_for_officer
from bidding_room.tables import Bid
from core.errors import NotFound
from storage.database import execute, fetch_one


async def pages(hand: Hand, lot_id: UUID) -> list[tuple[int, int]]:
    """Of each page: how many bids are on it, and how many were still shut from there on."""
    found, after = [], None
    while True:
        page = await sealed_for_officer(actor=hand.actor, lot_id=lot_id, after=after)
        found.append((len(page.bids), page.waiting))
        after = page.after
        if after is None:
            return found


async def begun() -> tuple[BiddingCast, UUID, list[UUID]]:
    """Three bids in order of arrival."""
    cast, lot_id = await ready_begun()
    rows = await Bid.select(Bid.id).where(Bid.lot == lot_id).order_by(Bid.submitted_at)
    return cast, lot_id, [row["id"] for row in rows]


@pytest.mark.parametrize("bound", ["BIDS_AT_ONCE", "MANIFEST_BYTES_AT_ONCE"])
async def test_a_page_holds_so_many_bids_and_bytes_and_never_none(
    monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    cast, lot_id, _ = await begun()
    assert await pages(cast.host, lot_id) == [(3, 3)]
    monkeypatch.setattr(sealed, bound, 1)
    assert await pages(cast.host, lot_id) == [(1, 3), (1, 2), (1, 1)]


async def test_what_an_officer_has_released_is_not_asked_for_again_unless_it_was_damaged() -> None:
    cast, lot_id, bids = await begun()
    of_all = await own_shares(cast.host, lot_id, ordinal=1)
    await give(cast.host, lot_id, [one for one in of_all if one.bid != bids[1]])
    assert await pages(cast.host, lot_id) == [(1, 3)]
    assert await pages(cast.tenderer, lot_id) == [(3, 3)]
    await execute("UPDATE bidding_room_held_share SET share_wrapped = '\\x01' WHERE bid = $1", bids[0])
    left = await sealed_for_officer(actor=cast.host.actor, lot_id=lot_id)
    assert [one.bid_id for one in left.bids] == bids[:2]


async def test_a_release_of_some_bids_opens_those_in_their_places_and_locks_no_other() -> None:
    cast, lot_id, bids = await begun()
    await release(cast, lot_id, ordinal=1)
    some = [one for one in await own_shares(cast.tenderer, lot_id, ordinal=2) if one.bid != bids[0]]
    before = await xmax(bids[0])
    outcome = await give(cast.tenderer, lot_id, some)
    assert (outcome.verified, outcome.opened) == (6, 2)
    assert await xmax(bids[0]) == before
    assert [line.position for line in (await opening_view(lot_id)).lines] == [2, 3]
    assert await pages(cast.tenderer, lot_id) == [(1, 1)]
    assert (await release(cast, lot_id, ordinal=2)).verified == 9
    assert await pages(cast.tenderer, lot_id) == [(0, 0)]


async def test_a_page_after_a_bid_of_another_lot_is_refused() -> None:
    cast, lot_id, _ = await begun()
    with pytest.raises(NotFound, match="bid-unknown"):
        await sealed_for_officer(actor=cast.host.actor, lot_id=lot_id, after=lot_id)


async def xmax(bid_id: UUID) -> object:
    """Changes whenever anybody locks the row."""
    row = await fetch_one("SELECT xmax::text FROM bidding_room_bid WHERE id = $1", bid_id)
    assert row is not None
    return row["xmax"]
