"""The pages of a listing speak of land: no word of a tender is on them, from the draft to the notice of the deal."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import quote
from uuid import UUID

import docx
import httpx
import pytest
from docx.document import Document
from factories.bidding_cast import BiddingCast, SignedIn, hand_in, make_bidding_cast, withdraw
from factories.lives import awarded, drafted, opened, pass_deadline, seen, taking_offers
from factories.parcels import industrial_parcel

from bidding_room.queries.own import my_receipts
from storage.audit import public_entries_about
from trading.notices.queries.letters import letters_to

TYPED = industrial_parcel("SL2026-02")
#: Words of a tender that must not be read where land is listed.
FOREIGN = ("采购", "中标", "招标", "评标", "投标", "开标", "唱标", "废标", "评审", "第1包")


def told(answer: httpx.Response) -> str:
    """What stands on the page between its head and its foot."""
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text.partition("<main")[2].partition("</main>")[0]


def foreign(page: str) -> list[str]:
    own = re.sub(r"《[^》]*》|公共资源交易与评审平台", "", page)
    return [word for word in FOREIGN if word in own]


async def speaks_of_offers(people: BiddingCast, lot_id: UUID, signed_in: SignedIn) -> None:
    """The workspace and receipts of who handed in and took it back, the host's page, the officer's, a refusal."""
    hand = people.bidders[0]
    bidder, host, officer = [await signed_in(one) for one in (hand, people.host, people.officers[0])]
    await hand_in(hand, lot_id, price="60000000.00")
    assert foreign(told(await bidder.get(f"/lots/{lot_id}/bid"))) == []
    await withdraw(hand, lot_id)
    page = told(await bidder.get(f"/lots/{lot_id}/bid"))
    assert "已撤回的报价" in page
    assert "报价文件" not in page
    assert page.count(">起始价<") == 1
    assert foreign(page) == []
    receipts = await my_receipts(actor=hand.actor, lot_id=lot_id)
    assert len(receipts) == 2
    for receipt in receipts:
        at = f"/lots/{lot_id}/bid/receipts/{receipt.id}"
        assert foreign(told(await bidder.get(at))) == []
        document = docx.Document(BytesIO((await bidder.get(f"{at}/receipt.docx")).content))
        assert foreign(said_in(document)) == []
    for client, address in ((host, "host"), (officer, "officer")):
        assert foreign(told(await client.get(f"/openings/{lot_id}/{address}"))) == [], address
    refused = await (await signed_in(people.agency)).get(f"/openings/{lot_id}/officer")
    assert refused.status_code == 403
    assert "您不是本宗地的报价开启人员" in refused.text


def awaited(desk: httpx.Response) -> str:
    """What awaits somebody on the desk for the listing; other lines, and the cards, are of other kinds."""
    due = "".join(line for line in re.findall(r"<li>.*?</li>", told(desk)) if TYPED.name in line)
    assert foreign(due) == []
    return due


def said_in(document: Document) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


@pytest.fixture
async def people() -> BiddingCast:
    return await make_bidding_cast()


async def test_every_page_of_a_listing_is_in_its_own_words(people: BiddingCast, signed_in: SignedIn) -> None:
    lot_id = await drafted(people, "land_listing", TYPED, spans=(21, 11))
    no = (await seen(lot_id)).project_no
    agency, host, tenderer = [await signed_in(one) for one in (people.agency, people.host, people.tenderer)]
    bidder = await signed_in(people.bidders[0])
    for step, words in (
        ("basics", "宗地编号"),
        ("panel", "出让人代表"),
        ("times", "挂牌开始时间"),
        ("documents", "第一章　出让须知"),
        ("documents/2", "可以引用的内容"),
        ("documents/text", "成交确认书样本"),
        ("preview", "确定竞得人的标准和方法"),
        ("", "出让人"),
    ):
        page = told(await agency.get(f"/desk/projects/{no}/{step}".rstrip("/")))
        assert words in page
        assert foreign(page) == [], step
    assert (await agency.get(f"/desk/projects/{no}/scheme")).headers["location"].endswith("/panel")

    await taking_offers(people, lot_id)
    assert ">报价<" in awaited(await bidder.get("/desk"))
    page = told(await bidder.get(f"/lots/{lot_id}/bid"))
    assert "竞买申请文件" in page
    assert "拟成立项目公司" in page
    assert foreign(page) == []
    for address in (f"/projects/{no}", f"/openings/{lot_id}"):
        page = told(await bidder.get(address))
        assert "起始价" in page
        assert foreign(page) == [], address

    await speaks_of_offers(people, lot_id, signed_in)
    await opened(people, lot_id, prices=("60000000.00", "70000000.00", "80000000.00"))
    for client, address in (
        (tenderer, f"/desk/projects/{no}/lots/1/determination"),
        (host, f"/openings/{lot_id}/host"),
        (bidder, f"/openings/{lot_id}"),
    ):
        page = told(await client.get(address))
        assert "80,000,000.00" in page
        assert foreign(page) == [], address

    assert "核对报价排序" in awaited(await agency.get("/desk"))
    assert "确认竞得人" in awaited(await tenderer.get("/desk"))
    assert "抽取" not in told(await host.get(f"/openings/{lot_id}/host"))
    record = await host.get(f"/openings/{lot_id}/record.docx")
    assert "filename*=UTF-8''" + quote("报价开启记录") in record.headers["content-disposition"]
    assert foreign(said_in(docx.Document(BytesIO(record.content)))) == []
    verified = await host.post("/verify", files={"file": ("record.docx", record.content)})
    assert "报价开启记录" in told(verified)

    notice = await awarded(people, lot_id)
    for address in (f"/notices/{notice.no}", f"/projects/{no}"):
        page = told(await bidder.get(address))
        assert "80,000,000.00" in page
        assert "竞得人" in page
        assert foreign(page) == [], address
    assert "已竞得，成交确认书已发出" in awaited(await (await signed_in(people.bidders[2])).get("/desk"))


async def test_a_listing_is_begun_and_filled_in_on_the_pages(
    people: BiddingCast, signed_in: SignedIn
) -> None:
    agency = await signed_in(people.agency)
    word = {
        "kind": "land_listing",
        "region": "510116",
        "tenderer_id": str(people.tenderer.actor.organisation_id),
    }
    begun = await agency.post("/desk/projects/new", data=word)
    assert begun.status_code == 303, begun.text
    at = begun.headers["location"]
    fields = {
        "name": "双流区SL2026-03地块",
        "category": "commercial",
        "lots-0-budget": "88,000,000",
        "region": "510116",
        "qualification": "无",
        "parcel_no": "SL2026-03",
        "area": "12345.67",
        "term_years": "40",
        "deposit": "1.5",
    }
    refused = await agency.post(at, data={**fields, "category": "goods"})
    assert refused.status_code == 422
    assert "请选择项目类别" in refused.text
    saved = await agency.post(at, data=fields)
    assert saved.status_code == 303, saved.text
    page = told(await agency.get(at))
    for said in ("SL2026-03", "12345.67", "平方米", "出让年限"):
        assert said in page
    assert "再加一宗" not in page
    second = await agency.post(at, data={**fields, "lots-1-name": "另一块", "lots-1-budget": "1"})
    assert second.status_code == 422
    assert re.findall(r'class="field-error" id="e-([^"]+)"', second.text) == ["lots-1-name"]
    assert "一个项目最多1宗，其余请另立项目" in second.text


async def test_what_belongs_to_another_kind_is_refused_at_both_doors(
    people: BiddingCast, signed_in: SignedIn
) -> None:
    no = (await seen(await drafted(people, "land_listing", TYPED, spans=(21, 11)))).project_no
    agency = await signed_in(people.agency)
    fields = {"name": "另一地块", "category": "commercial", "region": "510116"}
    typed = {**fields, "lots": [{"budget": "88000000"}], "plan_no": "采购计划1号", "sme_reserved": True}
    refused = await agency.post(f"/api/projects/{no}/basics", json=typed)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"].keys() == {"plan_no", "sme_reserved"}, refused.text
    assert "field-unknown" in refused.text
    shown = await agency.post(
        f"/desk/projects/{no}/basics", data={**fields, "lots-0-budget": "1", "plan_no": "采购计划1号"}
    )
    assert shown.status_code == 422
    assert "出让项目没有这一项" in shown.text

    scheme = {"price_points": "100"}
    assert (await agency.post(f"/api/projects/{no}/lots/1/scheme", json=scheme)).json()["code"] == "no-scheme"
    shown = await agency.post(f"/desk/projects/{no}/lots/1/scheme", data=scheme)
    assert shown.status_code == 409
    assert "不设评审办法" in shown.text


async def test_a_listing_nobody_offered_for_is_called_one_thing_everywhere(
    people: BiddingCast, signed_in: SignedIn
) -> None:
    lot_id = await drafted(people, "land_listing", TYPED, spans=(21, 11))
    await taking_offers(people, lot_id)
    no = (await seen(lot_id)).project_no
    await pass_deadline(lot_id)
    said = "本宗地未成交：挂牌截止后，没有竞买人"
    agency, host, officer, bidder = [
        await signed_in(one) for one in (people.agency, people.host, people.officers[0], people.bidders[0])
    ]
    for client, address, words in (
        (host, f"/openings/{lot_id}/host", said),
        (host, f"/openings/{lot_id}", said),
        (officer, f"/openings/{lot_id}/officer", "本宗地未成交，没有报价开启"),
        (bidder, f"/lots/{lot_id}/bid", said),
        (agency, f"/desk/projects/{no}/basics", "编制已结束（未成交）"),
        (agency, f"/desk/projects/{no}/times", "编制已结束（未成交）"),
    ):
        page = told(await client.get(address))
        assert page.count(words) == 1, address
        for wrong in ("已终止", "不足1家", "退回"):
            assert wrong not in page, (address, wrong)


async def test_a_listing_is_told_nothing_of_an_evaluation_or_a_period_it_has_not(
    people: BiddingCast, signed_in: SignedIn
) -> None:
    lot_id = await drafted(people, "land_listing", TYPED, spans=(21, 11))
    await taking_offers(people, lot_id)
    await opened(people, lot_id, prices=("60000000.00", "70000000.00", "80000000.00"))
    at = f"/desk/projects/{(await seen(lot_id)).project_no}/lots/1/determination"
    tenderer = await signed_in(people.tenderer)
    page = told(await tenderer.get(at))
    assert "有效竞买人不少于" in page
    assert "法定期限" not in page
    address = re.search(rf'action="({at}/passings-over/[^"]+)"', page)
    assert address
    assert "请选择“情形”" in (await tenderer.post(address[1], data={"statement": "一项事实"})).text
    await awarded(people, lot_id)
    announced = [
        told(await tenderer.get(f"/log/entries/{one.seq}"))
        for one in await public_entries_about(subject=str(lot_id))
        if one.facts and one.facts.tag == "trading:notice:publish"
    ]
    assert announced
    for page in announced:
        assert "<dt>报价开启小组</dt><dd>报价开启人员 身份 主持人（交易中心），序号 1，" in page
    for tag in ("trading:ranking:record", "trading:award:determine"):
        [entry] = [
            one
            for one in await public_entries_about(subject=str(lot_id))
            if one.facts and one.facts.tag == tag
        ]
        page = told(await tenderer.get(f"/log/entries/{entry.seq}")).partition("<details>")[0]
        for wrong in ("评审价格", "总分", "确认竞得人的期限届满日"):
            assert wrong not in page, (tag, wrong)
    [letter, *_] = await letters_to(people.bidders[2].actor.organisation_id)
    page = told(await (await signed_in(people.bidders[2])).get(f"/letters/{letter.no}"))
    assert "成交确认书的编号和正文指纹" in page
    assert "通知书" not in page.partition("</nav>")[2]
