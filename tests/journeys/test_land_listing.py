"""国有建设用地使用权挂牌出让 by one sealed price, from the draft to the notice of the deal: the highest price wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from factories.bidding_cast import hand_in, make_bidding_cast, pass_deadline, set_middle_time
from factories.lives import Typed, awarded, drafted, notice_of, opened, project_id_of, seen, taking_offers

from bidding_room.operations.begin_bid import NewDraft, begin_bid
from bidding_room.queries.openings import opening_view
from core.errors import Conflict, Invalid
from storage.clock import platform_now
from trading.decisions.queries.results import ranked_bids
from trading.kinds.land_listing.particulars import ParcelParticulars
from trading.notices.queries.letters import letters_to
from trading.notices.queries.notice_texts import announcement_preview
from trading.notices.queries.published import notice_by_no
from trading.projects.domain.draft import LotBasics
from trading.projects.operations.edit_draft import edit_basics
from trading.projects.operations.submit_project import submit_project
from trading.states import LotState, NoticeKind

PARCEL = ParcelParticulars(
    parcel_no="SL2026-01",
    location="双流区东升街道，东至规划路，西至河道",
    area=Decimal("32154.67"),
    term_years=40,
    land_status="净地，已完成场地平整",
    planning="容积率不大于2.5，建筑密度不大于35%，绿地率不低于30%",
    deposit=Decimal(20000000),
    payment="成交后一年内分两期缴清",
)
TYPED = Typed(
    name="双流区SL2026-01地块", category="commercial", budget=Decimal(100000000), particulars=PARCEL
)
PRICES = ("120000000.00", "135500000.00", "99999999.99")


async def test_from_the_draft_to_the_notice_of_the_deal() -> None:
    cast = await make_bidding_cast()
    lot_id = await drafted(cast, "land_listing", TYPED, spans=(21, 11))
    await taking_offers(cast, lot_id)
    announced = await notice_by_no((await notice_of(lot_id, NoticeKind.ANNOUNCEMENT)).no)
    assert announced.row.title.endswith("国有建设用地使用权挂牌出让公告")
    assert "SL2026-01" in str(announced.body)
    assert "采购" not in str(announced.body)
    assert (await seen(lot_id)).state_title == "挂牌中"

    await opened(cast, lot_id, prices=PRICES)
    bids = await ranked_bids(lot_id)
    assert [(bid.price, bid.rank) for bid in bids] == [
        (Decimal("135500000.00"), 1),
        (Decimal("120000000.00"), 2),
        (Decimal("99999999.99"), None),
    ]
    assert bids[2].reason.startswith("挂牌报价低于起始价")
    told = {line.price: line.price_fault for line in (await opening_view(lot_id)).lines}
    assert told[Decimal("99999999.99")].startswith("挂牌报价低于起始价（")
    assert [fault for price, fault in told.items() if price >= 100000000] == ["", ""]
    assert (await seen(lot_id)).state_title == "待确认竞得人"

    result = await notice_by_no((await awarded(cast, lot_id)).no)
    assert result.row.title.endswith("国有建设用地使用权成交结果公示")
    assert "135,500,000.00" in str(result.body)
    assert (await seen(lot_id)).state is LotState.AWARDED
    for hand, title in zip(
        cast.bidders, ("挂牌出让结果通知书", "成交确认书", "挂牌出让结果通知书"), strict=True
    ):
        assert hand.actor.organisation_id
        (letter,) = await letters_to(hand.actor.organisation_id)
        assert letter.title == title


async def test_before_the_listing_begins_it_is_announced_and_takes_no_offer() -> None:
    cast = await make_bidding_cast(bidders=1)
    lot_id = await drafted(cast, "land_listing", TYPED, spans=(21, 11))
    await taking_offers(cast, lot_id)
    await set_middle_time(lot_id, await platform_now() + timedelta(minutes=30))
    view = await seen(lot_id)
    assert (view.state_title, view.takes_no_offers_yet) == ("公告中", True)
    row = (await notice_by_no((await notice_of(lot_id, NoticeKind.ANNOUNCEMENT)).no)).row
    assert row.lot_state_title == "公告中"
    with pytest.raises(Conflict) as refusal:
        await begin_bid(actor=cast.bidders[0].actor, lot_id=lot_id, word=NewDraft())
    assert refusal.value.code == "offers-not-begun"
    assert refusal.value.article == "《招标拍卖挂牌出让国有建设用地使用权规定》第十七条"
    assert refusal.value.message.startswith("挂牌开始时间（")

    await set_middle_time(lot_id, await platform_now() - timedelta(seconds=1))
    assert (await seen(lot_id)).state_title == "挂牌中"
    await hand_in(cast.bidders[0], lot_id, price="100000000.00")


async def test_of_equal_prices_the_first_to_arrive_wins() -> None:
    cast = await make_bidding_cast()
    lot_id = await drafted(cast, "land_listing", TYPED, spans=(21, 11))
    await taking_offers(cast, lot_id)
    await opened(cast, lot_id, prices=("130000000.00", "130000000.00", "120000000.00"))
    first, second, _ = await ranked_bids(lot_id)
    assert (first.bidder_id, first.rank) == (cast.bidders[0].actor.organisation_id, 1)
    assert (second.bidder_id, second.rank) == (cast.bidders[1].actor.organisation_id, 2)


async def test_one_offer_at_the_starting_price_is_enough_and_one_below_it_ends_the_listing() -> None:
    cast = await make_bidding_cast(bidders=1)
    lot_id = await drafted(cast, "land_listing", TYPED, spans=(21, 11))
    await taking_offers(cast, lot_id)
    await opened(cast, lot_id, prices=("100000000.00",))
    assert (await seen(lot_id)).state is LotState.EVALUATED

    below = await drafted(cast, "land_listing", TYPED, spans=(21, 11))
    await taking_offers(cast, below)
    await opened(cast, below, prices=("99999999.99",))
    ended = await seen(below)
    assert ended.state_title == "未成交"
    assert "第十九条" in ended.failed_reason


async def test_the_periods_of_a_listing_are_whole_days() -> None:
    cast = await make_bidding_cast()
    with pytest.raises(Invalid) as soon:
        await drafted(cast, "land_listing", TYPED, spans=(19, 11))
    assert "listing-too-soon" in (soon.value.code, *soon.value.facts)
    with pytest.raises(Invalid) as short:
        await drafted(cast, "land_listing", TYPED, spans=(21, 9))
    assert "listing-too-short" in (short.value.code, *short.value.facts)


async def test_a_parcel_without_its_figures_is_not_submitted() -> None:
    cast = await make_bidding_cast()
    lot_id = await drafted(cast, "land_listing", TYPED, spans=(21, 11))
    bare = replace(TYPED, particulars=msgspec.structs.replace(PARCEL, area=Decimal(0), parcel_no=""))
    now = await platform_now()
    await edit_basics(actor=cast.agency.actor, project_id=await project_id_of(lot_id), word=bare, now=now)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refusal:
        await submit_project(actor=cast.agency.actor, project_id=await project_id_of(lot_id), now=now)
    assert "请填写宗地编号" in str(refusal.value.message)
    assert "请填写出让面积" in str(refusal.value.message)


async def test_a_listing_nobody_offers_for_ends_by_the_law_of_land() -> None:
    cast = await make_bidding_cast(bidders=1)
    lot_id = await drafted(cast, "land_listing", TYPED, spans=(21, 11))
    await taking_offers(cast, lot_id)
    await pass_deadline(lot_id)
    view = await seen(lot_id)
    assert view.state_title == "未成交"
    assert view.failed_reason == (
        "挂牌截止后，没有竞买人（《招标拍卖挂牌出让国有建设用地使用权规定》第十九条），不得报价开启。"
    )


async def test_an_announcement_tells_of_one_parcel_and_a_second_is_refused_beside_its_row() -> None:
    """Number, place, area and deposit are the project's: of two parcels it would tell one's for both."""
    cast = await make_bidding_cast(bidders=1)
    parcels = (
        LotBasics(name="甲地块", budget=Decimal(50_000_000)),
        LotBasics(name="乙地块", budget=Decimal(30_000_000)),
    )
    with pytest.raises(Invalid, match="一个项目最多1宗，其余请另立项目") as refusal:
        await drafted(cast, "land_listing", replace(TYPED, lots=parcels), spans=(21, 11))
    assert (refusal.value.code, refusal.value.field) == ("lots-too-many", "lots-1-name")
    lot_id = await drafted(cast, "land_listing", TYPED, spans=(21, 11))
    body = await announcement_preview((await seen(lot_id)).project_no)
    assert body is not None
    assert [one.table for one in body.sections if one.table is not None] == []
    assert dict(body.sections[3].lines)["起始价"].startswith("100,000,000.00元（人民币")
