"""What a release asks of the database does not grow with the bids: no statement a share, a file or a bid."""

from __future__ import annotations

from bidding_cast import begin, hand_in, lot_taking_bids, make_bidding_cast, pass_deadline, release
from traffic import Counting


async def test_twice_the_bids_take_no_more_statements(counting: Counting) -> None:
    asked = []
    for bidders in (3, 6):
        cast = await make_bidding_cast(bidders=bidders)
        lot_id = await lot_taking_bids(cast)
        for hand in cast.bidders:
            await hand_in(hand, lot_id)
        await pass_deadline(lot_id)
        await begin(cast, lot_id)
        await release(cast, lot_id, ordinal=1)
        with counting() as traffic:
            assert (await release(cast, lot_id, ordinal=2)).opened == bidders
        asked.append(len(traffic.statements))
    assert asked[0] == asked[1]
