"""The lots of a project as rows of a form and as a list of a program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

import httpx
import lxml.html
import pytest
from factories import trading_cast
from factories.project_lots import announced, of_lot, the_notice
from trading_pages_cast import begun, lot_at, sign_in

from trading.notices.operations.publish_notice import publish_notice
from trading.projects.operations.move_lot import close_bidding, fail_lot
from trading.projects.queries import scheme_of
from trading.projects.queries.drafts import lots_of, project_of


def fields_of(page: str, action: str) -> dict[str, str]:
    (form,) = [one for one in lxml.html.fromstring(page).forms if one.get("action") == action]
    return dict(form.form_values())


def beside(text: str) -> set[str]:
    """The fields with a refusal of their own, by name."""
    return set(re.findall(r'class="field-error" id="e-([^"]+)"', text))


def summary(text: str) -> str:
    """What stands above the form of what is wrong."""
    (found,) = lxml.html.fromstring(text).find_class("summary")
    return str(found.text_content())


class Basics:
    """The step's form as somebody fills it in."""

    def __init__(self, client: httpx.AsyncClient, base: str) -> None:
        self.client, self.path = client, f"{base}/basics"

    async def fields(self) -> dict[str, str]:
        return fields_of((await self.client.get(self.path)).text, self.path)

    async def send(self, changes: Mapping[str, str]) -> httpx.Response:
        return await self.client.post(self.path, data={**await self.fields(), **changes})


@pytest.fixture
async def basics(client: httpx.AsyncClient, cast: trading_cast.Cast) -> Basics:
    await sign_in(client, cast.agency)
    return Basics(client, await begun(client, cast))


async def names(basics: Basics) -> list[tuple[int, str]]:
    lot = await lot_at(basics.path.removesuffix("/basics"))
    return [(one.lot_no, one.name) for one in await lots_of(await project_of(lot))]


async def test_one_lot_is_drafted_without_a_word_of_others(basics: Basics) -> None:
    page = (await basics.client.get(basics.path)).text
    assert "第1包" not in page
    assert "第1包" not in (await basics.client.get(basics.path.replace("basics", "lots/1/scheme"))).text
    assert (await basics.send({})).status_code == 303
    assert len(await names(basics)) == 1


async def test_a_further_row_makes_a_further_lot_and_an_emptied_one_goes(basics: Basics) -> None:
    further = {"lots-1-name": "冷藏设备", "lots-1-budget": "200,000"}
    assert (await basics.send({"lots-0-name": "灶具", **further})).status_code == 303
    more = {"lots-2-name": "餐具", "lots-2-budget": "1", "lots-2-ceiling_price": "1"}
    assert (await basics.send(more)).status_code == 303
    assert await names(basics) == [(1, "灶具"), (2, "冷藏设备"), (3, "餐具")]
    first = await lot_at(basics.path.removesuffix("/basics"))
    emptied = {"lots-1-name": "", "lots-1-budget": "", "lots-1-ceiling_price": " "}
    assert (await basics.send(emptied)).status_code == 303
    assert await names(basics) == [(1, "灶具"), (2, "餐具")]
    assert (await scheme_of(first.id)).criteria


async def test_what_is_wrong_with_a_row_stands_beside_it_and_nothing_typed_is_lost(basics: Basics) -> None:
    further = {"lots-1-name": "冷藏设备", "lots-1-budget": "一百", "lots-1-ceiling_price": "3"}
    refused = await basics.send(further)
    assert refused.status_code == 422
    assert beside(refused.text) == {"lots-1-budget"}
    refused = await basics.send({**further, "lots-1-budget": "2"})
    assert beside(refused.text) == {"lots-1-ceiling_price"}
    assert "第2包：最高限价应大于零且不得高于预算金额" in refused.text
    assert {**fields_of(refused.text, basics.path), **further, "lots-1-budget": "2"} == fields_of(
        refused.text, basics.path
    )
    refused = await basics.send({**further, "lots-1-budget": ""})
    assert beside(refused.text) == {"lots-1-budget", "lots-1-ceiling_price"}
    assert len(await names(basics)) == 1


@pytest.mark.parametrize(
    "blank",
    [
        {"lots-0-name": "灶具", "lots-0-budget": ""},
        {"lots-0-name": "", "lots-0-budget": "", "lots-0-ceiling_price": ""},
    ],
    ids=["a row without money", "an empty row"],
)
async def test_money_left_out_is_told_in_the_same_round_as_what_cannot_be_read(
    basics: Basics, blank: dict[str, str]
) -> None:
    refused = await basics.send({"name": "", "region": "99", "bid_validity_days": "很久", **blank})
    assert refused.status_code == 422
    assert beside(refused.text) == {"name", "region", "bid_validity_days", "lots-0-budget"}


async def test_rows_that_are_left_empty_or_go_are_asked_for_nothing(basics: Basics) -> None:
    await basics.send({"lots-1-name": "冷藏设备", "lots-1-budget": "2"})
    emptied = {"lots-1-name": "", "lots-1-budget": "", "lots-1-ceiling_price": "", "lots-2-name": " "}
    assert beside((await basics.send({"name": "", **emptied})).text) == {"name"}
    alone = {"lots-0-name": "", "lots-0-budget": "", "lots-0-ceiling_price": ""}
    assert beside((await basics.send({"name": "", **emptied, **alone})).text) == {"name", "lots-0-budget"}


async def test_no_lot_at_all_is_told_together_with_what_else_is_wrong(basics: Basics) -> None:
    empty = {"lots-0-name": "", "lots-0-budget": "", "lots-0-ceiling_price": ""}
    refused = await basics.send({"region": "999999", **empty})
    assert beside(refused.text) == {"region", "lots-0-budget"}
    assert "请填写预算金额" in refused.text


async def test_mistakes_are_listed_in_the_order_of_the_page(basics: Basics) -> None:
    refused = (await basics.send({"name": "", "region": "99", "lots-0-budget": "一百"})).text
    listed = re.findall(r'<li><a href="#f-([^"]+)">', refused)
    assert listed == ["name", "lots-0-budget", "region"]
    assert sorted(listed, key=lambda name: refused.index(f'id="f-{name}"')) == listed
    assert "格式不正确，应为6位数字（GB/T 2260）" in refused


async def test_a_row_above_that_was_emptied_does_not_move_the_mistake(basics: Basics) -> None:
    await basics.send({"lots-1-name": "冷藏设备", "lots-1-budget": "2"})
    emptied = {"lots-0-name": "", "lots-0-budget": "", "lots-0-ceiling_price": ""}
    refused = await basics.send({**emptied, "lots-1-ceiling_price": "3"})
    assert beside(refused.text) == {"lots-0-ceiling_price"}
    assert fields_of(refused.text, basics.path)["lots-0-name"] == "冷藏设备"


async def test_what_is_wrong_is_listed_with_the_row_it_is_in(basics: Basics) -> None:
    further = {"lots-1-name": "冷藏设备", "lots-1-budget": "一百"}
    listed = summary((await basics.send(further)).text)
    assert re.search(r"第2包：预算金额[：:]", listed), listed
    path = basics.path.replace("basics", "lots/1/scheme")
    form = fields_of((await basics.client.get(path)).text, path)
    refused = await basics.client.post(path, data={**form, "criteria-1-max_points": "很多"})
    assert "评审因素 2：分值：" in summary(refused.text)


async def test_a_page_older_than_another_change_takes_no_lot_away_and_shows_what_there_is(
    basics: Basics,
) -> None:
    older = await basics.fields()
    await basics.send({"lots-0-name": "灶具", "lots-1-name": "冷藏设备", "lots-1-budget": "2"})
    sent = {**older, "lots-0-name": "灶具", "agency_contact": "联系人甲"}
    refused = await basics.client.post(basics.path, data=sent)
    assert refused.status_code == 409
    assert "第2包 冷藏设备不在所填各行中" in refused.text
    again = fields_of(refused.text, basics.path)
    assert again["agency_contact"] == "联系人甲"
    assert "冷藏设备" in again.values()
    assert (await basics.client.post(basics.path, data=again)).status_code == 303
    assert await names(basics) == [(1, "灶具"), (2, "冷藏设备")]


async def test_a_lot_that_was_emptied_goes_also_after_a_refusal(basics: Basics) -> None:
    await basics.send({"lots-0-name": "灶具", "lots-1-name": "冷藏设备", "lots-1-budget": "2"})
    emptied = {"lots-0-name": "", "lots-0-budget": "", "lots-0-ceiling_price": ""}
    refused = await basics.send({**emptied, "lots-1-budget": "二"})
    assert beside(refused.text) == {"lots-0-budget"}
    again = {**fields_of(refused.text, basics.path), "lots-0-budget": "3"}
    assert (await basics.client.post(basics.path, data=again)).status_code == 303
    assert await names(basics) == [(1, "冷藏设备")]


async def test_a_row_of_a_lot_that_is_gone_is_refused_beside_it_and_then_a_new_one(basics: Basics) -> None:
    await basics.send({"lots-0-name": "灶具", "lots-1-name": "冷藏设备", "lots-1-budget": "2"})
    older = await basics.fields()
    await basics.send({"lots-1-name": "", "lots-1-budget": "", "lots-1-ceiling_price": ""})
    refused = await basics.client.post(basics.path, data=older)
    assert (refused.status_code, beside(refused.text)) == (422, {"lots-1-lot_id"})
    again = fields_of(refused.text, basics.path)
    assert again["lots-1-name"] == "冷藏设备"
    assert (await basics.client.post(basics.path, data=again)).status_code == 303
    assert await names(basics) == [(1, "灶具"), (2, "冷藏设备")]


async def test_a_scheme_page_older_than_another_change_writes_on_no_other_lot(basics: Basics) -> None:
    await basics.send({"lots-0-name": "灶具", "lots-1-name": "冷藏设备", "lots-1-budget": "2"})
    path = basics.path.replace("basics", "lots/1/scheme")
    older = fields_of((await basics.client.get(path)).text, path)
    await basics.send({"lots-0-name": "", "lots-0-budget": "", "lots-0-ceiling_price": ""})
    first = await lot_at(basics.path.removesuffix("/basics"))
    stored = await scheme_of(first.id)
    for _ in range(2):
        sent = {**older, "criteria-0-name": "只属于第一包的因素"}
        refused = await basics.client.post(path, data=sent)
        assert refused.status_code == 409
        assert "编号有变动，本次没有保存" in refused.text
        older = fields_of(refused.text, path)
        assert older["criteria-0-name"] == "只属于第一包的因素"
    assert await scheme_of(first.id) == stored
    word = {"price_points": "30", "lot_id": older["lot_id"]}
    answer = await basics.client.post(f"/api{path.removeprefix('/desk')}", json=word)
    assert (answer.status_code, answer.json()["code"]) == (409, "lot-moved")


async def test_odd_rows_are_refused_and_change_nothing(basics: Basics) -> None:
    for odd in (
        {"lots-1-budget": "1", "lots-1-lot_id": "keine"},
        {"lots-1-budget": "-1"},
        {"lots-1-budget": "1" * 40},
        {"lots-1-name": "名" * 201, "lots-1-budget": "1"},
        {f"lots-{row}-budget": "1" for row in range(1, 120)},
    ):
        refused = await basics.send(odd)
        assert refused.status_code == 422, odd
        assert len(await names(basics)) == 1


@pytest.mark.parametrize("lots", [[], [{}], [{"budget": "1"}] * 100, [{"budget": "x"}], "1", None, {"0": {}}])
async def test_a_program_is_refused_odd_lots(basics: Basics, lots: object) -> None:
    no = basics.path.split("/")[-2]
    typed = await basics.fields()
    common = {name: text for name, text in typed.items() if text and not name.startswith(("lots-", "_"))}
    word = {
        **common,
        "bid_validity_days": 90,
        "sme_reserved": True,
        "consortium_allowed": False,
        "lots": lots,
    }
    answer = await basics.client.post(f"/api/projects/{no}/basics", json=word)
    assert answer.status_code in (400, 422), answer.text
    word["lots"] = [{"name": "一", "budget": "5"}, {"name": "二", "budget": "6"}]
    answer = await basics.client.post(f"/api/projects/{no}/basics", json=word)
    assert [lot["lot_no"] for lot in answer.json()["lots"]] == [1, 2], answer.text


@pytest.mark.parametrize("lot_no", ["0", "2", "99", "100", "-1", "99999999999999999999", "x"])
async def test_there_is_no_place_for_a_lot_that_is_none(basics: Basics, lot_no: str) -> None:
    base = basics.path.removesuffix("/basics")
    told = base.replace("/desk/", "/api/")
    for method, path in (
        ("GET", f"{base}/lots/{lot_no}/scheme"),
        ("POST", f"{base}/lots/{lot_no}/scheme"),
        ("GET", f"{base}/lots/{lot_no}/determination"),
        ("GET", f"{told}/lots/{lot_no}/determination"),
        ("POST", f"{told}/lots/{lot_no}/scheme"),
        ("GET", f"{base.replace('/desk/', '/')}/lots/{lot_no}"),
    ):
        sent = {"json": {"price_points": "30"}} if path.startswith("/api/") and method == "POST" else {}
        headers = {"accept": "application/json"}
        answer = await basics.client.request(method, path, headers=headers, **sent)
        assert answer.status_code == 404, (path, answer.text)
        assert answer.json()["code"] in ("not-found", "lot-unknown", "project-unknown"), path


async def test_a_notice_of_one_lot_names_it_beside_its_state_and_money(
    client: httpx.AsyncClient, now: datetime
) -> None:
    cast = await trading_cast.make_cast()
    first, _, _ = await announced(cast, now)
    whole = await the_notice(first)
    page = lxml.html.fromstring((await client.get(f"/notices/{whole.no}")).text)
    links = [link.get("href") for link in page.iter("a") if link.get("href", "").startswith("/projects/")]
    no = whole.no.rpartition("-")[0]
    assert set(links) == {f"/projects/{no}", f"/projects/{no}/documents"}
    assert len(links) == 3, "the crumb, one button and the documents"
    await close_bidding(lot_id=first.id, actor=trading_cast.SYSTEM, now=now)
    await fail_lot(lot_id=first.id, actor=cast.host, reason="投标人不足3家", now=now)
    failed = await of_lot(first)
    await publish_notice(actor=trading_cast.SYSTEM, notice_id=failed.id, now=now)
    page = lxml.html.fromstring((await client.get(f"/notices/{failed.no}")).text)
    facts, *_ = page.xpath("//aside/dl")
    told = [" ".join(one.text_content().split()) for one in facts]
    assert told[2:8] == ["采购包", "第1包 软件", "状态", "已废标", "采购人", told[7]], told
    assert "300,000.00" in told[-1]
