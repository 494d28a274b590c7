"""Desks and public pages of a listing, and lists of mixed kinds: general words over all, each row in its kind's own."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
from factories.bidding_cast import BiddingCast, SignedIn, make_bidding_cast, set_deadline
from factories.lives import Typed, awarded, drafted, notice_of, opened, project_id_of, seen, taking_offers

from app.desk.due import due_lines
from storage.clock import platform_now
from trading.decisions.queries.results import candidates_of
from trading.kinds.land_listing.particulars import ParcelParticulars
from trading.projects.operations.submit_project import submit_project
from trading.states import NoticeKind

TYPED = Typed(
    name="双流区SL2026-05地块",
    category="residential",
    budget=Decimal(90_000_000),
    particulars=ParcelParticulars(
        parcel_no="SL2026-05",
        location="双流区黄水镇",
        area=Decimal(20_000),
        term_years=70,
        land_status="净地",
        planning="容积率不大于2.0",
        deposit=Decimal(18_000_000),
        payment="一次付清",
    ),
)
#: Words of a tender, as such.
FOREIGN = ("投标", "开标", "采购", "评审", "招标", "中标", "评标", "定标", "废标", "预算")

LOST = "挂牌出让结果通知书已发出"


def told(answer: httpx.Response) -> str:
    """What stands on the page between its head and its foot."""
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text.partition("<main")[2].partition("</main>")[0]


def foreign(page: str) -> list[str]:
    own = re.sub(r"《[^》]*》", "", page)
    return [word for word in FOREIGN if word in own]


@pytest.fixture
async def people() -> BiddingCast:
    return await make_bidding_cast()


async def test_desks_and_public_pages_of_a_listing_know_no_tender(
    people: BiddingCast, signed_in: SignedIn, client: httpx.AsyncClient
) -> None:
    lot_id = await drafted(people, "land_listing", TYPED, spans=(21, 11))
    no = (await seen(lot_id)).project_no
    agency, tenderer, host = [await signed_in(one) for one in (people.agency, people.tenderer, people.host)]
    page = told(await agency.get(f"/desk/projects/{no}"))
    assert page.count("起始价") == 1
    assert "挂牌开始" in page
    assert foreign(page) == []

    await taking_offers(people, lot_id)
    accepted = told(await host.get(f"/desk/acceptance/{no}"))
    assert f"{TYPED.name}国有建设用地使用权挂牌出让公告" in accepted
    assert "均可申请参加（《招标拍卖挂牌出让国有建设用地使用权规定》第十一条）。" in accepted
    assert foreign(accepted) == []
    public = told(await client.get(f"/projects/{no}"))
    assert len(re.findall(r"<dt[^>]*>起始价", public)) == 1
    assert public.count("挂牌开始") >= 2
    assert "参加报价" in public
    assert foreign(public) == []

    await opened(people, lot_id, prices=("100000000.00", "110000000.00", "120000000.00"))
    for client_of, address in ((tenderer, "/lots/1/determination"), (agency, "")):
        page = told(await client_of.get(f"/desk/projects/{no}{address}"))
        assert "报价排序与确认竞得人" in page
        assert foreign(page) == [], address
    for hand, act in ((people.agency, "核对报价排序"), (people.tenderer, "确认竞得人")):
        lines = await due_lines(actor=hand.actor, now=await platform_now())
        assert [line.act for line in lines if no in line.note] == [act]
    first = min((one.place, one.bidder_id) for one in await candidates_of(lot_id))[1]
    for act, ground in (("ending", "below-reserve"), (f"passings-over/{first}", "refuses-to-sign")):
        stated = {"ground": ground, "statement": "经核对，事实如上所列" * 3, "evidence_seq": "99999999"}
        refused = await tenderer.post(f"/desk/projects/{no}/lots/1/determination/{act}", data=stated)
        assert refused.status_code == 422
        assert "没有关于本宗地的公开条目" in refused.text, act
        assert foreign(refused.text.partition("<main")[2].partition("</main>")[0]) == [], act
    notice = await awarded(people, lot_id)
    for browser, address in (
        (client, f"/notices/{notice.no}"),
        (client, f"/projects/{no}"),
        (agency, f"/desk/projects/{no}"),
        (tenderer, f"/desk/projects/{no}/lots/1/determination"),
    ):
        page = told(await browser.get(address))
        assert foreign(page) == [], address
        assert "/evaluations/" not in page, address
    for bidder, note in zip(people.bidders, (LOST, LOST, "已竞得，成交确认书已发出"), strict=False):
        lines = await due_lines(actor=bidder.actor, now=await platform_now())
        [line] = [one for one in lines if no in one.note]
        assert line.note == f"{no}　{note}"
    page = told(await agency.get(f"/desk/projects/{no}"))
    assert "下载成交确认书" in page
    assert "成交确认书：" in page
    assert "挂牌出让结果通知书：" in page


async def test_lists_of_mixed_kinds_say_of_each_row_what_its_kind_says(
    people: BiddingCast, signed_in: SignedIn, client: httpx.AsyncClient
) -> None:
    lot_id = await drafted(people, "land_listing", TYPED, spans=(21, 11))
    no = (await seen(lot_id)).project_no
    agency, host = [await signed_in(one) for one in (people.agency, people.host)]
    page = told(await agency.get("/desk/projects"))
    heads = re.findall(r"<th[^>]*>([^<]*)</th>", page)
    assert heads == ["项目编号", "项目名称", "项目单位", "金额（元）", "截止时间", "状态"]
    for label in ("出让人", "起始价（元）", "挂牌截止（报价开启）"):
        assert f'data-label="{label}"' in page
    await submit_project(
        actor=people.agency.actor, project_id=await project_id_of(lot_id), now=await platform_now()
    )
    queue = told(await host.get("/desk/acceptance"))
    assert 'data-label="起始价（元）"' in queue.partition(no)[2].partition("</tr>")[0]


async def test_notices_are_found_by_kind_of_transaction_and_by_every_category(
    people: BiddingCast, client: httpx.AsyncClient
) -> None:
    lot_id = await drafted(people, "land_listing", TYPED, spans=(21, 11))
    no = (await seen(lot_id)).project_no
    await taking_offers(people, lot_id)
    for asked, is_found in (
        ({"transaction": "land_listing"}, True),
        ({"transaction": "procurement"}, False),
        ({"category": "residential"}, True),
        ({"category": "industrial"}, False),
    ):
        shown = told(await client.get("/notices", params={"q": no, **asked}))
        assert (f"{no} ·" in shown) is is_found, asked
        answered = (await client.get("/api/notices", params={"text": no, **asked})).json()
        assert bool(answered["total"]) is is_found, asked
    assert "交易类别“政府采购”" in told(
        await client.get("/notices", params={"q": no, "transaction": "procurement"})
    )
    home = told(await client.get("/"))
    assert TYPED.name in home
    heads = re.findall(r"<(?:h2|h3|th|option)[^>]*>([^<]*)<", home)
    assert foreign("".join(heads)) == []


async def test_a_template_of_the_other_kind_is_refused_beside_its_field(
    people: BiddingCast, signed_in: SignedIn
) -> None:
    agency = await signed_in(people.agency)
    answer = await agency.post(
        "/desk/projects/new",
        data={
            "kind": "land_listing",
            "template_id": "school-kitchen-equipment",
            "region": "510116",
            "tenderer_id": str(people.tenderer.actor.organisation_id),
        },
    )
    assert answer.status_code == 422
    assert re.search(r'id="e-template_id"[^>]*>[^<]*该模板用于政府采购', answer.text), answer.text
    assert "政府采购：" in answer.text


async def test_faults_of_a_listing_s_panel_call_it_as_its_page_does(
    people: BiddingCast, signed_in: SignedIn
) -> None:
    lot_id = await drafted(people, "land_listing", TYPED, spans=(21, 11))
    no = (await seen(lot_id)).project_no
    agency = await signed_in(people.agency)
    refused = await agency.post(f"/desk/projects/{no}/panel", data={})
    assert refused.status_code == 422
    assert "报价开启小组应为3人" in refused.text
    assert foreign(refused.text.partition("<main")[2].partition("</main>")[0]) == []


async def test_before_a_listing_begins_nothing_calls_to_offer_and_its_day_is_told(
    people: BiddingCast, signed_in: SignedIn, client: httpx.AsyncClient
) -> None:
    lot_id = await drafted(people, "land_listing", TYPED, spans=(21, 11))
    await taking_offers(people, lot_id)
    now, no = await platform_now(), (await seen(lot_id)).project_no
    begins = now + timedelta(days=2)
    bidder = await signed_in(people.bidders[0])
    places = (
        (client, f"/projects/{no}", "参加报价"),
        (client, f"/notices/{(await notice_of(lot_id, NoticeKind.ANNOUNCEMENT)).no}", "参加报价"),
        (bidder, "/desk/bids", f'{lot_id}/bid">去报价'),
    )
    for visitor, address, call in places:
        assert call in told(await visitor.get(address)), address
    await set_deadline(lot_id, begins + timedelta(days=1))
    for visitor, address, call in places:
        page = told(await visitor.get(address))
        assert call not in page, address
        assert f"挂牌开始{'：' if visitor is bidder else ''}" in page, address
    lines = await due_lines(actor=people.bidders[0].actor, now=now)
    assert not [line for line in lines if no in line.note]
    workspace = told(await bidder.get(f"/lots/{lot_id}/bid"))
    (sealing,) = re.findall(r'<li class="step-(\w+)"[^>]*><span>编制、试封、密封上传.*?</li>', workspace)
    assert sealing == "coming"
    assert "挂牌开始：" in workspace
