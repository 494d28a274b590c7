"""A committee of a kind that nobody foresaw sits, and every page and paper of its room speaks as that kind does."""

from __future__ import annotations

import re
from decimal import Decimal

import httpx
import pytest
from becoming import Browser, seen
from bidding_cast import make_bidding_cast
from evaluation_cast import Room, constitute, open_room, review, sign_all
from factories.lives import Typed, awarded, drafted, read_out, taking_offers
from factories.made_up_kind import JUDGED_BERTHS, BerthParticulars
from factories.own_words import own_words

from bidding_room.queries import opened_bids
from core.errors import NotFound
from evaluation.operations.enter_session import enter_session
from evaluation.operations.issue_report import issue_report
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.publish_result import publish_result
from evaluation.operations.review_low_price import PriceJudgement, raise_by_judgement
from evaluation.queries.reports import report_docx, report_for_tenderer, result_for_public
from storage.clock import platform_now
from trading import kinds
from web.word.reading import document_text, read_document

TYPED = Typed(name="三号泊位", category="sea", budget=Decimal(1000), particulars=BerthParticulars(metres=120))
W = JUDGED_BERTHS.terms
FOREIGN = own_words(kinds.KINDS["procurement"].terms, others=(W,))


@pytest.fixture(autouse=True)
async def _known(monkeypatch: pytest.MonkeyPatch, fresh_database: str) -> None:
    """No page of another test meets its lots: they stay in a database of their own."""
    monkeypatch.setitem(kinds.KINDS, JUDGED_BERTHS.code, JUDGED_BERTHS)  # type: ignore[arg-type]
    monkeypatch.setenv("OWNER_DATABASE_URL", fresh_database)


async def room_of_berths() -> Room:
    cast = await make_bidding_cast()
    lot_id = await drafted(cast, JUDGED_BERTHS.code, TYPED, spans=(2, 2))
    await taking_offers(cast, lot_id)
    await read_out(cast, lot_id, prices=("900.00", "700.00", "800.00"))
    return await open_room(lot=(cast, lot_id))


async def told(client: httpx.AsyncClient, path: str, *own: str) -> None:
    """The page between its head and its foot has these words, and none that only procurement knows."""
    page = (await seen(client, path)).partition("<main")[2].partition("</main>")[0]
    assert [word for word in own if word not in page] == []
    assert foreign(page) == []


def foreign(text: str) -> list[str]:
    return sorted(word for word in FOREIGN if word in re.sub("《[^》]*》", "", text))


def test_what_is_looked_for_is_procurement_s() -> None:
    assert {"采购人", "评标报告", "中标供应商"} <= set(foreign("采购人按评标报告确定中标供应商"))
    assert foreign("港务局按排序确认中签人") == []


async def test_the_room_speaks_as_its_kind_up_to_the_review(browser: Browser) -> None:
    room, now = await room_of_berths(), await platform_now()
    here, member = f"/evaluations/{room.session_id}", room.experts[0]
    client = await browser.become(member)
    await told(client, here, "签到后显示项目、港务局和船东名称。")
    await enter_session(actor=member, session_id=room.session_id, now=now)
    await told(client, here, "港务局：", "船东", "引航站", "评议团成员")
    for other in room.experts[1:]:
        await enter_session(actor=other, session_id=room.session_id, now=now)
    await told(client, here, "与任何船东之间不存在", "年内在船东处任过职；", "与船东有亲属关系。", "测试规则")
    await constitute(room)
    client = await browser.become(room.leader)
    await told(client, here, "船东与文件", "应征单", "审查应征文件是否满足泊位文件的", "本泊位流签，评审终止")
    await told(client, "/desk/evaluations", "三号泊位")
    client = await browser.become(room.staff)
    await told(client, f"{here}/control", "评议团正在进行符合性审查")
    await told(client, "/evaluations", "三号泊位")


async def test_a_price_is_asked_about_in_the_kind_s_words(browser: Browser) -> None:
    room, now = await room_of_berths(), await platform_now()
    await constitute(room)
    here, bid = f"/evaluations/{room.session_id}", (await opened_bids(room.lot_id))[1]
    word = PriceJudgement(bid_id=bid.bid_id, reason="明显低于清淤成本")
    await raise_by_judgement(actor=room.leader, session_id=room.session_id, word=word, now=now)
    await review(room)
    await told(await browser.become(room.leader), here, "应征价偏低（judgement）", "应征无效")
    owner = next(hand for hand in room.bidding.bidders if hand.actor.organisation_id == bid.bidder_id)
    client = await browser.become(owner.actor)
    page = await seen(client, "/evaluations/prices")
    [question] = re.findall("/evaluations/prices/[0-9a-f-]{36}", page)
    await told(client, question, "不能证明报价合理的，应征无效")
    client = await browser.become(room.staff)
    await told(client, f"{here}/control", "代为录入船东提交的书面说明")


async def test_the_report_and_the_result_are_told_as_the_kind_calls_them(browser: Browser) -> None:
    room, now = await room_of_berths(), await platform_now()
    await constitute(room)
    await review(room)
    here = f"/evaluations/{room.session_id}"
    client = await browser.become(room.leader)
    await told(client, f"{here}/lock", "评议团内公开")
    for expert in room.experts:
        await lock_scores(actor=expert, session_id=room.session_id, now=now)
    await told(client, here, "应征价（元）", "形成排序")
    await issue_report(actor=room.leader, session_id=room.session_id, now=now)
    await told(client, here, "签署排序", "船东", "应征价（元）")
    await sign_all(room)
    await told(client, here, "报告已送港务局")
    report = await report_for_tenderer(room.lot_id)
    assert report is not None
    paper = document_text(read_document(await report_docx(report)))
    own = (
        "项目和泊位公告情况",
        "港务局",
        "补贴上限",
        "船东名单和启封记录",
        "评议团",
        "无效应征：无。",
        "推荐的候签人",
    )
    assert [word for word in own if word not in paper] == []
    assert foreign(paper) == []
    await awarded(room.bidding, room.lot_id)
    await publish_result(lot_id=room.lot_id, now=now)
    await told(client, f"/evaluations/{room.lot_id}/result", "中签人", "评议团", "应征价（元）")


async def test_too_few_that_answer_end_it_in_the_kind_s_words(browser: Browser) -> None:
    room = await room_of_berths()
    await constitute(room)
    everybody = frozenset(range(1, 6))
    await review(room, against={0: everybody, 1: everybody})
    here = f"/evaluations/{room.session_id}"
    await told(await browser.become(room.leader), here, "实质性响应的船东不足2家，本泊位流签。")
    await told(await browser.become(room.staff), f"{here}/control", "本泊位已流签", "应予流签")
    with pytest.raises(NotFound, match="本泊位已流签，没有评审结果，流签理由见流签公告"):
        await result_for_public(room.lot_id)
