"""Evidence is written once; a damaged or altered row costs its own bid, or nothing, and is told."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from bidding_cast import (
    WITH_FOUR_BIDS,
    BiddingCast,
    begin,
    end_window,
    finish,
    give,
    hand_in,
    lot_taking_bids,
    make_bidding_cast,
    own_shares,
    pass_deadline,
    ready_begun,
    ready_frozen,
    ready_with_bids,
    release,
)
from factories.bidding_cast import my_standing_bid
from msgspec.structs import replace
from ready import Stage, ready

from app.desk.due import due_lines
from bidding_room.operations import frozen_set
from bidding_room.operations.recover_bid import OwnKeys, recover_bid
from bidding_room.operations.withdraw_bid import Withdrawal, withdraw_bid
from bidding_room.queries.openings import opening_view, record_of
from bidding_room.tables import Bid, ShareRelease
from bidding_room.wrapping import bidder_handle
from core.errors import Conflict, Invalid
from identity import queries as identity_queries
from sealing.labels import Envelope
from sealing.receipts import sign_withdrawal
from storage import audit
from storage.clock import platform_now
from storage.database import execute
from trading.projects.queries import lot_view


async def _half_released(before: tuple[BiddingCast, UUID]) -> tuple[BiddingCast, UUID]:
    cast, lot_id = before
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    await release(cast, lot_id, ordinal=1)
    return cast, lot_id


HALF_RELEASED = Stage(name="four_bids_half_released", make=_half_released, before=WITH_FOUR_BIDS)


async def test_repeating_a_release_changes_nothing_and_writes_nothing() -> None:
    cast, lot_id = await ready_begun()
    shares = await own_shares(cast.host, lot_id, ordinal=1)
    await release(cast, lot_id, ordinal=1)
    before = await opening_view(lot_id), await logged(lot_id)
    again = await give(cast.host, lot_id, shares)
    assert again.verified == 9
    assert (await opening_view(lot_id), await logged(lot_id)) == before


async def test_a_release_after_the_opening_of_all_bids_leaves_the_officer_s_count() -> None:
    cast, lot_id = await ready_begun()
    shares = await own_shares(cast.host, lot_id, ordinal=1)
    of_third = await own_shares(cast.supervisor, lot_id, ordinal=3)
    await release(cast, lot_id, ordinal=1)
    await release(cast, lot_id, ordinal=2)
    for hand, late in ((cast.host, shares), (cast.supervisor, of_third)):
        outcome = await give(hand, lot_id, late)
        assert outcome.unneeded == 9
    seats = (await opening_view(lot_id)).officers
    assert [(seat.shares_verified, seat.released_at is not None) for seat in seats] == [
        (9, True),
        (9, True),
        (0, False),
    ]


async def test_what_is_on_record_of_a_release_cannot_be_lowered_in_the_database() -> None:
    cast, lot_id = await ready_begun()
    await release(cast, lot_id, ordinal=1)
    person = cast.host.actor.person_id
    for change in ("shares_verified = 0", "released_at = platform_now()"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="only grows"):
            await execute(f"UPDATE bidding_room_share_release SET {change} WHERE person = $1", person)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="only grows"):
        await ShareRelease.delete().where(ShareRelease.person == cast.host.actor.person_id)


async def test_an_empty_release_doubles_and_strange_bids_are_refused() -> None:
    cast, lot_id = await ready_begun()
    shares = await own_shares(cast.host, lot_id, ordinal=1)
    strange = replace(shares[0], bid=lot_id)
    of_another = replace(shares[0], officer=3)
    for wrong, code in (
        ([], "release-empty"),
        ([*shares, shares[0]], "share-doubled"),
        ([strange], "bid-unknown"),
        ([of_another], "share-of-another"),
    ):
        with pytest.raises(Invalid, match=code):
            await give(cast.host, lot_id, wrong)
    assert (await opening_view(lot_id)).released == 0


async def test_many_wrong_shares_make_one_entry_and_are_counted_once() -> None:
    cast, lot_id = await ready_begun()
    before = len(await logged(lot_id))
    wrong = [replace(one, share=os.urandom(32)) for one in await own_shares(cast.host, lot_id, ordinal=1)]
    for _ in range(2):
        outcome = await give(cast.host, lot_id, wrong)
        assert (outcome.verified, outcome.refused) == (0, 9)
    assert (await logged(lot_id))[before:] == ["opening:release-shares", "opening:refuse-share"]


@pytest.mark.parametrize(
    ("table", "column", "code"),
    [
        ("bidding_room_bid", "manifest_wrapped", "row-unreadable"),
        ("bidding_room_held_share", "share_wrapped", "share-unreadable"),
    ],
)
async def test_a_flipped_byte_leaves_only_its_own_bid_unopened(table: str, column: str, code: str) -> None:
    cast, lot_id = await ready(HALF_RELEASED)
    first = (await Bid.select(Bid.id).where(Bid.lot == lot_id).order_by(Bid.submitted_at))[0]["id"]
    key = "id" if table == "bidding_room_bid" else "bid"
    await as_owner(
        f"UPDATE {table} SET {column} = set_byte({column}, 20, get_byte({column}, 20) # 1) WHERE {key} = $1",
        first,
    )
    await release(cast, lot_id, ordinal=2)
    await end_window(lot_id)
    await finish(cast, lot_id)
    record = await record_of(lot_id)
    assert [bid["code"] for bid in record["bids"]] == [code, None, None, None]
    assert record["bids"][0]["bidder"] == cast.bidders[0].actor.organisation_name
    assert "视为撤回" in record["bids"][0]["consequence"]
    assert (await lot_view(lot_id)).state == "opened"


async def _first(lot_id: UUID) -> UUID:
    row = (await Bid.select(Bid.id).where(Bid.lot == lot_id).order_by(Bid.submitted_at))[0]
    return UUID(str(row["id"]))


async def _finished(cast: BiddingCast, lot_id: UUID) -> dict[str, Any]:
    await release(cast, lot_id, ordinal=2)
    await end_window(lot_id)
    await finish(cast, lot_id)
    return await record_of(lot_id)


LOST = "manifest_wrapped = set_byte(manifest_wrapped, 20, get_byte(manifest_wrapped, 20) # 1)"


@pytest.mark.parametrize("whose", ["nobody's", "another's"])
async def test_whose_a_bid_is_the_log_tells_where_manifest_and_handle_are_both_damaged(whose: str) -> None:
    cast, lot_id = await ready(HALF_RELEASED)
    first = await _first(lot_id)
    other = cast.bidders[2].actor.organisation_id
    assert other
    handle = "0" * 64 if whose == "nobody's" else bidder_handle(lot_id=lot_id, organisation_id=other)
    await as_owner(
        f"UPDATE bidding_room_bid SET {LOST}, sequence = 9, bidder_handle = $2 WHERE id = $1", first, handle
    )
    record = await _finished(cast, lot_id)
    assert [bid["bidder"] for bid in record["bids"]] == [one.actor.organisation_name for one in cast.bidders]
    assert [bid["code"] for bid in record["bids"]] == ["row-unreadable", None, None, None]
    assert [(one["bid"], one["what"]) for one in record["irregularities"]] == [(str(first), "bidder-differs")]


async def test_a_bid_whose_bidder_is_registered_no_more_is_told_without_a_name() -> None:
    """Manifest lost, and no organisation whose handle is the logged one: nobody else waits for it."""
    cast, lot_id = await ready(HALF_RELEASED)
    first = await _first(lot_id)
    await as_owner(f"UPDATE bidding_room_bid SET {LOST} WHERE id = $1", first)
    keep = identity_queries.organisations

    async def without() -> Any:
        return [one for one in await keep() if one.id != cast.bidders[0].actor.organisation_id]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frozen_set, "organisations", without)
        record = await _finished(cast, lot_id)
    assert [bid["code"] for bid in record["bids"]] == ["row-unreadable", None, None, None]
    assert "无法识别投标人" in record["bids"][0]["bidder"]


async def test_an_unopened_bid_whose_bidder_another_row_took_is_told_without_a_name() -> None:
    cast, lot_id = await ready(HALF_RELEASED)
    first, second, *_ = await Bid.select(Bid.id).where(Bid.lot == lot_id).order_by(Bid.submitted_at)
    shares = await own_shares(cast.tenderer, lot_id, ordinal=2)
    await give(cast.tenderer, lot_id, [one for one in shares if one.bid != first["id"]])
    await as_owner(
        "UPDATE bidding_room_opened_bid SET bidder = $2 WHERE bid = $1",
        second["id"],
        cast.bidders[0].actor.organisation_id,
        table="bidding_room_opened_bid",
    )
    await end_window(lot_id)
    await finish(cast, lot_id)
    record = await record_of(lot_id)
    assert [bid["code"] for bid in record["bids"]] == ["shares-missing", None, None, None]
    assert "无法识别投标人" in record["bids"][0]["bidder"]


async def test_a_row_altered_during_the_opening_takes_nobody_s_place_in_it() -> None:
    cast, lot_id = await ready(HALF_RELEASED)
    first = await _first(lot_id)
    await as_owner(
        "UPDATE bidding_room_bid SET state = 'replaced', ended_at = platform_now() WHERE id = $1", first
    )
    record = await _finished(cast, lot_id)  # the three others were told first, second and third
    assert [bid["position"] for bid in record["bids"]] == [1, 2, 3, 4]
    assert [bid["bidder"] for bid in record["bids"]][-1] == cast.bidders[0].actor.organisation_name
    assert [one["what"] for one in record["irregularities"]] == ["ended-without-entry"]


async def test_a_row_set_to_opened_that_nobody_opened_is_opened_or_accounted_for() -> None:
    cast, lot_id = await ready(HALF_RELEASED)
    await execute("UPDATE bidding_room_bid SET state = 'opened' WHERE id = $1", await _first(lot_id))
    record = await _finished(cast, lot_id)
    assert [bid["code"] for bid in record["bids"]] == [None] * 4


async def test_a_row_set_back_to_frozen_after_it_was_opened_stops_nobody() -> None:
    cast, lot_id = await ready(HALF_RELEASED)
    await release(cast, lot_id, ordinal=2)
    await execute("UPDATE bidding_room_bid SET state = 'frozen' WHERE id = $1", await _first(lot_id))
    await finish(cast, lot_id)
    assert [bid["code"] for bid in (await record_of(lot_id))["bids"]] == [None] * 4


async def test_a_row_altered_again_is_put_right_again() -> None:
    cast, lot_id = await ready(HALF_RELEASED)
    alter = "UPDATE bidding_room_bid SET state = 'void' WHERE id = $1"
    first = await _first(lot_id)
    for _ in range(2):
        await as_owner(alter, first)
        with pytest.raises(Conflict, match="opening-unfinished"):
            await finish(cast, lot_id)
    await release(cast, lot_id, ordinal=2)
    assert (await opening_view(lot_id)).is_settled
    assert len((await opening_view(lot_id)).lines) == 4


async def test_a_damaged_signature_and_an_emptied_row_are_told() -> None:
    cast, lot_id = await ready(HALF_RELEASED)
    rows = await Bid.select(Bid.id).where(Bid.lot == lot_id).order_by(Bid.submitted_at)
    await as_owner(
        "UPDATE bidding_room_bid SET signature = set_byte(signature, 3, get_byte(signature, 3) # 1) WHERE id = $1",
        rows[0]["id"],
    )
    await as_owner(
        "UPDATE bidding_room_bid SET state = 'lapsed', ended_at = platform_now(), root_hash = NULL,"
        " manifest_wrapped = NULL, signature = NULL, submitted_at = NULL, audit_seq = NULL WHERE id = $1",
        rows[3]["id"],
    )
    record = await _finished(cast, lot_id)
    assert [bid["code"] for bid in record["bids"]] == [None] * 3
    assert [(one["bid"], one["what"]) for one in record["irregularities"]] == [
        (str(rows[3]["id"]), "row-missing"),
        (str(rows[0]["id"]), "signature-differs"),
    ]


async def test_a_share_given_again_for_a_damaged_one_is_counted_once() -> None:
    cast, lot_id = await ready_begun()
    for _ in range(2):
        assert (await release(cast, lot_id, ordinal=1)).verified == 9
        await execute("UPDATE bidding_room_held_share SET share_wrapped = '\\x01' WHERE ordinal = 1")
    await release(cast, lot_id, ordinal=1)
    assert (await release(cast, lot_id, ordinal=2)).opened == 3


async def test_a_bidder_whose_manifest_is_lost_is_told_so() -> None:
    cast, lot_id = await ready_begun()
    keys = dict.fromkeys(Envelope, bytes(32))
    await as_owner("UPDATE bidding_room_bid SET manifest_wrapped = '\\x01' WHERE lot = $1", lot_id)
    with pytest.raises(Conflict, match="bid-unreadable"):
        await recover_bid(
            actor=cast.bidders[0].actor, lot_id=lot_id, word=OwnKeys(keys=keys), now=await platform_now()
        )


async def test_a_bid_set_to_withdrawn_without_an_entry_is_opened_all_the_same_and_told() -> None:
    """The application's own role may write the row; the log it cannot."""
    cast, lot_id = await ready_with_bids()
    victim = (await Bid.select(Bid.id).where(Bid.lot == lot_id).order_by(Bid.submitted_at))[1]["id"]
    await execute(
        "UPDATE bidding_room_bid SET state = 'withdrawn', ended_at = platform_now() WHERE id = $1", victim
    )
    await pass_deadline(lot_id)
    assert (await opening_view(lot_id)).irregularities == ()
    assert "bids:irregular" not in await logged(lot_id)
    await begin(cast, lot_id)
    assert str(victim) in (await opening_view(lot_id)).irregularities[0]
    assert "bids:irregular" in await logged(lot_id)
    for hand in (cast.supervisor, cast.tenderer):
        acts = [line.act for line in await due_lines(actor=hand.actor, now=await platform_now())]
        assert "核对异常" in acts
    await release(cast, lot_id, ordinal=1)
    await release(cast, lot_id, ordinal=2)
    await finish(cast, lot_id)
    record = await record_of(lot_id)
    assert [bid["price"] for bid in record["bids"]] == ["391000.00", "385000.50", "389999.99"]
    assert [(one["bid"], one["what"]) for one in record["irregularities"]] == [
        (str(victim), "ended-without-entry")
    ]


async def test_a_bid_altered_between_freeze_and_opening_is_found_when_the_opening_begins() -> None:
    cast, lot_id = await ready_frozen()
    await as_owner(
        "UPDATE bidding_room_bid SET state = 'replaced', ended_at = platform_now() WHERE lot = $1"
        " AND submitted_at = (SELECT min(submitted_at) FROM bidding_room_bid WHERE lot = $1)",
        lot_id,
    )
    await begin(cast, lot_id)
    await release(cast, lot_id, ordinal=2)
    assert (await release(cast, lot_id, ordinal=3)).opened == 3
    assert len((await opening_view(lot_id)).irregularities) == 1


async def test_a_bid_altered_while_the_opening_runs_is_put_right_even_when_finishing_is_refused() -> None:
    cast, lot_id = await ready_frozen()
    await begin(cast, lot_id)
    await as_owner(
        "UPDATE bidding_room_bid SET state = 'replaced', ended_at = platform_now() WHERE lot = $1"
        " AND submitted_at = (SELECT min(submitted_at) FROM bidding_room_bid WHERE lot = $1)",
        lot_id,
    )
    with pytest.raises(Conflict, match="opening-unfinished"):
        await finish(cast, lot_id)
    assert len((await opening_view(lot_id)).irregularities) == 1
    await release(cast, lot_id, ordinal=2)
    assert (await release(cast, lot_id, ordinal=3)).opened == 3


async def test_a_true_withdrawal_and_a_replacement_are_no_irregularities() -> None:
    cast = await make_bidding_cast(bidders=4)
    lot_id = await lot_taking_bids(cast)
    for hand in (cast.bidders[0], *cast.bidders):
        await hand_in(hand, lot_id)
    hand = cast.bidders[3]
    standing = await my_standing_bid(actor=hand.actor, lot_id=lot_id)
    assert standing is not None
    assert standing.root is not None
    signature = sign_withdrawal(
        lot=str(lot_id), bid=str(standing.id), root=standing.root, signing_seed=hand.keys.signing
    )
    await withdraw_bid(actor=hand.actor, lot_id=lot_id, word=Withdrawal(signature=signature))
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    view = await opening_view(lot_id)
    assert (view.bids_in_set, view.irregularities) == (3, ())


async def test_a_row_the_log_knows_nothing_of_is_no_bid() -> None:
    cast, lot_id = await ready_with_bids()
    await as_owner(
        "INSERT INTO bidding_room_bid (id, lot, bidder_handle, sequence, state, begun_at, root_hash,"
        " manifest_wrapped, signature, submitted_at, audit_seq)"
        " SELECT gen_random_uuid(), lot, repeat('0', 64), 1, 'submitted', begun_at, root_hash, manifest_wrapped,"
        " signature, submitted_at, audit_seq FROM bidding_room_bid WHERE lot = $1 LIMIT 1",
        lot_id,
    )
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    view = await opening_view(lot_id)
    assert view.bids_in_set == 3
    assert "不作为投标文件" in view.irregularities[0]


async def logged(lot_id: UUID) -> list[str]:
    """The tags anyone may read about the lot, oldest first."""
    entries = await audit.public_entries_about(subject=str(lot_id))
    return [entry.facts.tag for entry in entries if entry.facts]


async def as_owner(statement: str, *values: object, table: str = "bidding_room_bid") -> None:
    """What the application's role cannot do: the schema's owner, with the table's guards down."""
    connection = await asyncpg.connect(os.environ["OWNER_DATABASE_URL"])
    try:
        async with connection.transaction():
            await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            await connection.execute(statement, *values)
            await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    finally:
        await connection.close()
