"""Nothing signed, sealed or released for one lot counts in the other lot of its project."""

from __future__ import annotations

from uuid import UUID

import pytest
from bidding_cast import (
    BiddingCast,
    begin,
    give,
    hand_in,
    my_standing_bid,
    own_shares,
    pass_deadline,
    ready_taking_bids,
    release,
    submit,
    uploaded,
)
from several_lots import second_lot

from bidding_room.operations.withdraw_bid import Withdrawal, withdraw_bid
from bidding_room.queries.own import my_receipt, my_receipts
from core.errors import DomainError, NotFound
from sealing.receipts import sign_withdrawal


@pytest.fixture
async def two() -> tuple[BiddingCast, UUID, UUID]:
    """A cast of three bidders, and two lots of one project taking bids."""
    cast, lot_id = await ready_taking_bids()
    return cast, lot_id, await second_lot(lot_id)


async def code_of(coroutine: object) -> str:
    with pytest.raises(DomainError) as refusal:
        await coroutine  # type: ignore[misc]
    return refusal.value.code


async def test_a_bid_sealed_for_one_lot_is_not_handed_in_for_the_other(
    two: tuple[BiddingCast, UUID, UUID],
) -> None:
    cast, first, second = two
    hand = cast.bidders[0]
    _, sealed_for_first = await uploaded(hand, first)
    draft, own = await uploaded(hand, second)
    assert await code_of(submit(hand.actor, draft.bid, sealed_for_first)) == "file-unregistered"
    assert await my_standing_bid(actor=hand.actor, lot_id=second) is None
    await submit(hand.actor, draft.bid, own)
    assert await my_standing_bid(actor=hand.actor, lot_id=first) is None


async def test_a_withdrawal_signed_for_one_lot_takes_nothing_back_in_the_other(
    two: tuple[BiddingCast, UUID, UUID],
) -> None:
    cast, first, second = two
    hand = cast.bidders[0]
    for lot in (first, second):
        await hand_in(hand, lot)
    stands = await my_standing_bid(actor=hand.actor, lot_id=second)
    assert stands is not None
    assert stands.root is not None
    signed = sign_withdrawal(
        lot=str(first), bid=str(stands.id), root=stands.root, signing_seed=hand.keys.signing
    )
    word = Withdrawal(signature=signed)
    assert await code_of(withdraw_bid(actor=hand.actor, lot_id=second, word=word)) == "withdrawal-unsigned"
    assert await my_standing_bid(actor=hand.actor, lot_id=second) is not None


async def test_a_receipt_of_one_lot_is_not_the_other_s(two: tuple[BiddingCast, UUID, UUID]) -> None:
    cast, first, second = two
    actor = cast.bidders[0].actor
    await hand_in(cast.bidders[0], first)
    [receipt] = await my_receipts(actor=actor, lot_id=first)
    assert await my_receipts(actor=actor, lot_id=second) == ()
    with pytest.raises(NotFound):
        await my_receipt(actor=actor, lot_id=second, receipt_id=receipt.id)


async def test_shares_released_for_one_lot_open_nothing_of_the_other(
    two: tuple[BiddingCast, UUID, UUID],
) -> None:
    cast, first, second = two
    for lot in (first, second):
        for hand in cast.bidders:
            await hand_in(hand, lot)
    for lot in (first, second):
        await pass_deadline(lot)
        await begin(cast, lot)
    of_first = await own_shares(cast.host, first, ordinal=1)
    assert await code_of(give(cast.host, second, of_first)) == "bid-unknown"
    assert (await release(cast, first, ordinal=1)).opened == 0
    assert (await release(cast, second, ordinal=2)).opened == 0
    assert (await release(cast, first, ordinal=2)).opened == 3
