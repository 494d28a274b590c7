"""The opening: k officers or the bidder, nobody else; everything accounted for and on record."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from uuid import UUID

import pytest
from bidding_cast import (
    FILES,
    BiddingCast,
    begin,
    end_window,
    finish,
    give,
    hand_in,
    lot_with_bids,
    make_bidding_cast,
    make_hand,
    own_shares,
    pass_deadline,
    ready_begun,
    ready_frozen,
    ready_taking_bids,
    ready_with_bids,
    ready_with_four_bids,
    recover,
    release,
)
from factories.bidding_cast import my_standing_bid
from msgspec.structs import replace

from bidding_room.documents_access import read_opened_file
from bidding_room.operations import finish_opening as finishing
from bidding_room.operations.recover_bid import OwnKeys, recover_bid
from bidding_room.operations.remove_unneeded_bytes import remove_after_opening
from bidding_room.operations.verify_stored_bytes import verify_stored_bytes
from bidding_room.queries import opened_bids
from bidding_room.queries.openings import opening_view, record_of
from bidding_room.queries.sealed import sealed_for_officer
from bidding_room.tables import Bid, File, HeldShare, OpenedBid, Opening
from core.canonical import canonical_bytes
from core.errors import Conflict, Forbidden
from identity.roles import Role
from sealing.errors import KeyRefused
from sealing.labels import Envelope
from storage import audit
from storage.clock import platform_now
from storage.database import fetch
from storage.objects import store
from trading.projects.queries import lot_view


async def test_two_of_three_officers_open_all_bids() -> None:
    cast, lot_id = await ready_begun()
    first = await release(cast, lot_id, ordinal=1)
    assert (first.verified, first.refused, first.opened) == (9, 0, 0)
    assert (await opening_view(lot_id)).lines == ()
    second = await release(cast, lot_id, ordinal=3)
    assert second.opened == 3
    view = await opening_view(lot_id)
    assert [line.price for line in view.lines] == [
        Decimal("391000.00"),
        Decimal("385000.50"),
        Decimal("389999.99"),
    ]
    assert await HeldShare.count().where(HeldShare.bid.is_in([b["id"] for b in await bids_of(lot_id)])) == 0


async def test_nothing_can_be_released_before_the_host_has_begun() -> None:
    cast, lot_id = await ready_frozen()
    with pytest.raises(Conflict, match="opening-not-running"):
        await sealed_for_officer(actor=cast.host.actor, lot_id=lot_id)
    with pytest.raises(Conflict, match="opening-not-running"):
        await give(cast.host, lot_id, [])


async def test_the_host_cannot_begin_before_the_deadline() -> None:
    cast, lot_id = await ready_with_bids()
    with pytest.raises(Conflict, match="opening-too-early"):
        await begin(cast, lot_id)


async def test_only_the_panel_s_own_officers_release_and_only_their_own_shares() -> None:
    cast, lot_id = await ready_begun()
    stranger = await make_hand(Role.SUPERVISOR)
    with pytest.raises(Forbidden, match="not-on-panel"):
        await give(stranger, lot_id, [])
    of_first = await own_shares(cast.host, lot_id, ordinal=1)
    outcome = await give(cast.tenderer, lot_id, of_first)
    assert (outcome.verified, outcome.refused, outcome.opened) == (0, 9, 0)


async def test_a_wrong_share_is_refused_and_put_down_to_the_officer() -> None:
    cast, lot_id = await ready_begun()
    shares = await own_shares(cast.host, lot_id, ordinal=1)
    wrong = [replace(shares[0], share=bytes(32)), replace(shares[1], share=None), *shares[2:]]
    outcome = await give(cast.host, lot_id, wrong)
    assert (outcome.verified, outcome.refused) == (7, 2)
    entries = await audit.public_entries_about(subject=str(lot_id))
    refusals = [entry.facts for entry in entries if entry.facts and entry.facts.tag == "opening:refuse-share"]
    assert [fact.facts["officer"] for fact in refusals] == [1]
    assert refusals[0].facts["shares"] == [
        [str(shares[0].bid), shares[0].envelope.value, True],
        [str(shares[1].bid), shares[1].envelope.value, False],
    ]
    again = await give(cast.host, lot_id, shares)
    assert (again.verified, again.refused) == (9, 2)


async def test_a_bidder_opens_the_own_bid_when_officers_do_not() -> None:
    cast, lot_id = await ready_begun()
    await recover(cast, lot_id, 1)
    view = await opening_view(lot_id)
    assert [(line.bidder_name, line.opened_by) for line in view.lines] == [
        (cast.bidders[1].actor.organisation_name, "bidder")
    ]
    await release(cast, lot_id, ordinal=2)
    await release(cast, lot_id, ordinal=3)
    assert [line.opened_by for line in (await opening_view(lot_id)).lines] == [
        "officers",
        "bidder",
        "officers",
    ]


async def test_a_wrong_key_of_the_bidder_s_is_refused() -> None:
    cast, lot_id = await ready_begun()
    with pytest.raises(KeyRefused, match="key-refused"):
        await recover_bid(
            actor=cast.bidders[0].actor,
            lot_id=lot_id,
            word=OwnKeys(keys=dict.fromkeys(Envelope, bytes(32))),
            now=await platform_now(),
        )


async def test_the_host_cannot_finish_while_bids_may_still_open() -> None:
    cast, lot_id = await ready_begun()
    await release(cast, lot_id, ordinal=1)
    with pytest.raises(Conflict, match="opening-unfinished"):
        await finish(cast, lot_id)


async def test_the_record_is_issued_logged_and_everything_withheld_is_disclosed() -> None:
    cast, lot_id = await ready_begun()
    await open_all(cast, lot_id)
    record = await record_of(lot_id)
    opening = await Opening.objects().where(Opening.lot == lot_id).first()
    assert opening is not None
    entry = await audit.entry(opening.record_audit_seq)
    assert entry.facts is not None
    assert entry.facts.facts["record_sha256"] == hashlib.sha256(canonical_bytes(record)).hexdigest()
    assert [bid["price"] for bid in record["bids"]] == ["391000.00", "385000.50", "389999.99"]
    rows = await fetch("SELECT audit_seq FROM bidding_room_receipt WHERE lot = $1", lot_id)
    assert len(rows) == 3
    assert all([not (await audit.entry(row["audit_seq"])).withheld for row in rows])
    assert (await lot_view(lot_id)).state == "opened"


async def test_documents_are_read_by_range_after_the_opening_and_not_before() -> None:
    cast, lot_id = await ready_begun()
    await release(cast, lot_id, ordinal=1)
    await release(cast, lot_id, ordinal=2)
    with pytest.raises(Conflict, match="not-opened"):
        await opened_bids(lot_id)
    await finish(cast, lot_id)
    bids = await opened_bids(lot_id)
    assert [bid.bidder_id for bid in bids] == [hand.actor.organisation_id for hand in cast.bidders]
    technical = next(file for file in bids[0].files if file.envelope == "technical")
    name, data = FILES[Envelope.TECHNICAL][0]
    assert (technical.name, technical.size, technical.media_type) == (name, len(data), "application/pdf")
    assert await read(technical.id, 0, 10_000) == data
    assert await read(technical.id, 7, 20) == data[7:27]


async def test_after_the_window_unopened_bids_are_put_down_to_the_platform_s_side() -> None:
    cast, lot_id = await ready_with_four_bids()
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    for place in range(3):
        await recover(cast, lot_id, place)
    await end_window(lot_id)
    await finish(cast, lot_id)
    line = (await opening_view(lot_id)).lines[3]
    assert (line.price, line.opened_by) == (None, None)
    assert line.reason == "开标人员在解密时限内未释放足够份额"
    assert "视为撤回" in line.consequence
    assert len(await opened_bids(lot_id)) == 3
    assert (await lot_view(lot_id)).state == "opened"


async def test_fewer_than_three_opened_bids_end_the_lot() -> None:
    cast, lot_id = await ready_begun()
    await recover(cast, lot_id, 0)
    await end_window(lot_id)
    await finish(cast, lot_id)
    assert (await lot_view(lot_id)).state == "failed"


async def test_a_bid_altered_in_the_store_is_the_platform_s_fault() -> None:
    cast = await make_bidding_cast(bidders=4)
    lot_id = await lot_with_bids(cast, prices=("1.00", "2.00", "3.00", "4.00"))
    own = await my_standing_bid(actor=cast.bidders[2].actor, lot_id=lot_id)
    assert own is not None
    file = await File.objects().where(File.bid == own.id).first()
    assert file is not None
    await store().put(file.object_key, bytes(await store().size(file.object_key)))
    await verify_stored_bytes(bid_id=own.id)
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    await release(cast, lot_id, ordinal=1)
    await release(cast, lot_id, ordinal=2)
    await finish(cast, lot_id)
    line = (await opening_view(lot_id)).lines[2]
    assert line.reason == "平台存储的密文与回执所载哈希不一致"
    assert "视为撤回" in line.consequence


async def test_an_unreadable_opening_form_is_the_bidder_s_fault() -> None:
    cast = await make_bidding_cast(bidders=4)
    lot_id = await lot_with_bids(cast, prices=("1.00", "2.00", "3.00", "免费"))
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    await release(cast, lot_id, ordinal=2)
    await release(cast, lot_id, ordinal=3)
    await finish(cast, lot_id)
    line = (await opening_view(lot_id)).lines[3]
    assert "视为撤销" in line.consequence
    assert line.article == "《电子招标投标办法》第三十一条"


async def test_an_opening_that_breaks_off_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    cast, lot_id = await ready_begun()
    await release(cast, lot_id, ordinal=1)
    await release(cast, lot_id, ordinal=2)

    async def broken(*_: object, **__: object) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(finishing.audit, "disclose", broken)
    with pytest.raises(OSError, match="power cut"):
        await finish(cast, lot_id)
    monkeypatch.undo()
    assert (await lot_view(lot_id)).state == "opening"
    await finish(cast, lot_id)
    assert (await lot_view(lot_id)).state == "opened"


async def test_replaced_and_withdrawn_bytes_stay_until_the_opening_and_go_afterwards() -> None:
    cast, lot_id = await ready_taking_bids()
    await hand_in(cast.bidders[0], lot_id)
    for hand in cast.bidders:
        await hand_in(hand, lot_id)
    former = await Bid.objects().where((Bid.lot == lot_id) & (Bid.state == "replaced")).first()
    assert former is not None
    keys = [file.object_key for file in await File.objects().where(File.bid == former.id)]
    assert all([await store().exists(key) for key in keys])
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    await release(cast, lot_id, ordinal=1)
    await release(cast, lot_id, ordinal=2)
    await finish(cast, lot_id)
    await remove_after_opening(lot_id=lot_id)
    assert not any([await store().exists(key) for key in keys])
    assert len(await opened_bids(lot_id)) == 3


async def test_no_key_or_share_enters_the_database_before_the_deadline() -> None:
    cast, lot_id = await ready_with_bids()
    bid = await Bid.objects().where(Bid.lot == lot_id).first()
    assert bid is not None
    with pytest.raises(Exception, match="before the deadline"):
        await HeldShare(bid=bid.id, envelope="price", ordinal=1, share_wrapped=b"x").save()
    with pytest.raises(Exception, match="before the deadline"):
        await OpenedBid(
            bid=bid.id,
            lot=lot_id,
            bidder=cast.bidders[0].actor.organisation_id,
            bidder_name="x",
            position=1,
            opened_at=bid.submitted_at,
            reason="x",
            side="bidder",
        ).save()


async def open_all(cast: BiddingCast, lot_id: UUID) -> None:
    await release(cast, lot_id, ordinal=1)
    await release(cast, lot_id, ordinal=2)
    await finish(cast, lot_id)


async def read(file_id: UUID, start: int, length: int) -> bytes:
    return b"".join([piece async for piece in read_opened_file(file_id, start, length)])


async def bids_of(lot_id: UUID) -> list[dict[str, UUID]]:
    return await Bid.select(Bid.id).where(Bid.lot == lot_id)
