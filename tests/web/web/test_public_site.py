"""What anybody reads without signing in."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import httpx
import pytest
from factories.trading_cast import bidding, make_cast


@pytest.mark.parametrize("path", ["/", "/notices", "/components"])
async def test_public_pages_answer_strangers(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert '<html lang="zh-CN">' in answer.text
    assert 'class="skip"' in answer.text


async def test_an_empty_list_says_why_it_is_empty(client: httpx.AsyncClient) -> None:
    answer = await client.get("/notices", params={"q": "绝无此项目"})
    assert "没有符合条件的公告" in answer.text
    assert "关键词“绝无此项目”" in answer.text


async def test_what_was_typed_into_the_filters_stays(client: httpx.AsyncClient) -> None:
    answer = await client.get(
        "/notices", params={"q": '"><script>x', "kind": "award_notice", "since": "昨天"}
    )
    assert answer.status_code == 200
    assert "<script>x" not in answer.text
    assert 'value="award_notice" selected' in answer.text
    assert "日期格式应为" in answer.text


async def test_a_page_beyond_the_end_is_the_last_one_and_says_so(
    client: httpx.AsyncClient, now: datetime
) -> None:
    cast = await make_cast()
    await bidding(cast, now=now)
    typed = {"q": cast.agency.organisation_name or ""}
    for number in ("2", "99999999999999"):
        shown = (await client.get("/notices", params=typed | {"page": number})).text
        assert f"没有第 {number} 页" in shown
        assert "共 1 件" in shown
        assert "没有符合条件的公告" not in shown


async def test_regions_are_chosen_by_name(client: httpx.AsyncClient, now: datetime) -> None:
    await bidding(await make_cast(), now=now)
    shown = (await client.get("/notices", params={"region": "5101"})).text
    assert "四川省成都市双流区" in shown
    assert "地区“四川省成都市”" in shown
    unknown = await client.get("/notices", params={"region": "9900"})
    assert unknown.status_code == 200
    assert "没有符合条件的公告" in unknown.text


async def test_the_filters_stay_in_the_links_to_other_pages(client: httpx.AsyncClient, now: datetime) -> None:
    cast = await make_cast()
    for _ in range(2):
        await bidding(cast, now=now)
    typed = {"q": cast.agency.organisation_name or "", "kind": "procurement_notice", "size": "1"}
    shown = (await client.get("/notices", params=typed)).text
    assert "共 2 件" in shown
    [following] = re.findall(r'rel="next" href="([^"]+)"', shown)
    second = (await client.get(unescape(following))).text
    assert "本页第 2–2 件" in second


async def test_an_unknown_project_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/projects/none")).status_code == 404


async def test_the_json_interface_is_told_to_anybody_from_here_alone(client: httpx.AsyncClient):
    answer = await client.get("/api/openapi")
    assert answer.status_code == 200
    told = answer.json()
    assert told["openapi"].startswith("3.1")
    assert "/api/notices/{no}" in told["paths"]
    assert (await client.get("/api/openapi/openapi.json")).json() == told
    assert (await client.get("/api/nothing-here")).json()["code"] == "not-found"


async def test_the_rule_book_is_public_and_marks_what_nobody_checked(client: httpx.AsyncClient) -> None:
    shown = (await client.get("/rules")).text
    assert "评标委员会成员人数不得少于" in unescape(shown)
    assert "据转述，未核对原文" in shown
    assert 'href="/rules?page=2"' in shown
    last = unescape((await client.get("/rules", params={"page": "99"})).text)
    assert "公开招标数额标准" in last
    assert 'href="/rules"' in (await client.get("/")).text


async def test_the_rule_book_of_a_day_and_of_another_kind(client: httpx.AsyncClient) -> None:
    early = (await client.get("/api/rules", params={"day": "2010-01-01"})).json()
    today = (await client.get("/api/rules")).json()
    assert {rule["id"] for rule in early["items"]} < {rule["id"] for rule in today["items"]}
    assert "TG03" not in {rule["id"] for rule in early["items"]}
    land = (await client.get("/api/rules", params={"kind": "land_listing"})).json()
    assert "TL01" in {rule["id"] for rule in land["items"]}
    assert "没有施行的规则" in (await client.get("/rules", params={"day": "1949-10-01"})).text


async def test_the_rule_book_of_nonsense_is_todays(client: httpx.AsyncClient) -> None:
    shown = await client.get("/rules", params={"kind": "lottery", "day": "昨天", "region": "x"})
    assert shown.status_code == 200
    assert "部分条件无法识别" in shown.text
    assert (await client.get("/api/rules", params={"kind": "lottery"})).status_code == 422
