"""The little that pages gain from scripts, in a real Chromium: same words as the server, live regions, one sending."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, Route

from core.clock import moment_text
from core.errors import Invalid
from core.money import in_capitals, yuan
from web.telling import span

pytestmark = pytest.mark.browser

WEB = Path(__file__).parents[2] / "web"
ORIGIN = "http://localhost:9"
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "numbers.json").read_text(encoding="utf-8"))
SUMS = (
    *(
        "0",
        "0.01",
        "0.1",
        "0.10",
        "1",
        "1.01",
        "1.1",
        "10",
        "11",
        "100",
        "101",
        "110",
        "1000",
        "1001",
        "1010",
    ),
    *("10000", "10001", "10010", "10100", "100000", "1000000", "10000000", "100000000", "100000001"),
    *("100010000", "101000000", "1320000", "1234567.89", "200030004.05", "999999999999.99"),
)
SECONDS = (0, 59, 60, 61, 3600, 3605, 3660, 86400, 86460, 90000, 273900)
INSTANTS = (0, 1795912200, 1767225599, 1767225600, 4102444800)


@pytest.fixture
async def page(page: Page) -> Page:
    """A page whose site is what `show` gives it and the real static files; no server."""
    await page.route("**/static/**", _serve_static)
    await page.route("**/browser/**", _serve_static)
    return page


async def _serve_static(route: Route) -> None:
    file = WEB / urlsplit(route.request.url).path.lstrip("/")
    await route.fulfill(body=file.read_text(encoding="utf-8"), content_type="text/javascript")


async def show(page: Page, body: str, *, script: str = "pages.js") -> None:
    html = (
        f'<!doctype html><meta charset="utf-8">{body}<script type="module" src="/static/{script}"></script>'
    )

    async def fulfil(route: Route) -> None:
        await route.fulfill(body=html, content_type="text/html; charset=utf-8")

    await page.route(f"{ORIGIN}/", fulfil)
    await page.goto(f"{ORIGIN}/")


async def test_sums_are_told_in_capitals_as_the_server_tells_them(page: Page) -> None:
    await show(page, "")
    told = await page.evaluate(
        "async (sums) => { const m = await import('/browser/capitals.js'); return sums.map(m.inCapitals); }",
        SUMS,
    )
    assert told == [in_capitals(Decimal(text)) for text in SUMS]


async def test_the_browser_reads_numbers_as_the_shared_vectors_say(page: Page) -> None:
    await show(page, "")
    told = await page.evaluate(
        "async (cases) => { const m = await import('/browser/numbers.js');"
        " const measures = { money: m.MONEY, mark: m.MARK, percentage: m.PERCENTAGE };"
        " return cases.map(({ measure, typed }) => {"
        " const { value, fault } = m.readNumber(typed, measures[measure]);"
        " return { measure, typed, ...(fault ? { fault } : { value }) }; }); }",
        VECTORS["numbers"],
    )
    assert told == VECTORS["numbers"]


async def test_the_browser_words_its_faults_as_the_server_does(page: Page) -> None:
    await show(page, "")
    wrong = [case["typed"] for case in VECTORS["numbers"] if case["measure"] == "money" and "fault" in case]
    told = await page.evaluate(
        "async (typed) => { const m = await import('/browser/numbers.js');"
        " return typed.map((one) => m.readNumber(one, m.MONEY).message); }",
        wrong,
    )
    assert told == [_refusal_of(typed) for typed in wrong]


def _refusal_of(typed: str) -> str:
    with pytest.raises(Invalid) as refusal:
        yuan(typed)
    return refusal.value.message


async def test_the_browser_writes_capitals_as_the_shared_vectors_say(page: Page) -> None:
    await show(page, "")
    told = await page.evaluate(
        "async (cases) => { const m = await import('/browser/capitals.js');"
        " return cases.map(({ typed }) => ({ typed, told: m.inCapitals(typed) })); }",
        VECTORS["capitals"],
    )
    assert told == VECTORS["capitals"]


@pytest.mark.parametrize(("enterprise", "told"), [("", "不声明（不享受扣除）"), ("small", "小型企业")])
async def test_a_declaration_is_restated_and_so_is_that_there_is_none(
    page: Page, enterprise: str, told: str
) -> None:
    await show(page, "")
    words = {
        "price": "投标报价",
        "lines": {"enterprise": "企业类型声明", "warranty": "质量保证期"},
        "values": {"enterprise": {"small": "小型企业"}},
        "unsaid": {"enterprise": "不声明（不享受扣除）"},
        "parts": {"qualification": "资格", "technical": "商务技术", "price": "报价"},
    }
    form = {"price": "1.00", **({"enterprise": enterprise} if enterprise else {})}
    said = await page.evaluate(
        "async ([form, words, value]) => { const folder = '/browser/pages/';"
        " const { restated } = await import(`${folder}bidding_restated.js`);"
        " const { declared, readinessItem } = await import(`${folder}bidding_readiness.js`);"
        " const [line] = declared({ fields: { enterprise: { value } }, words }).map(readinessItem);"
        " return [restated({ form, files: [], words }).querySelector('dl').textContent, line.textContent]; }",
        [form, words, enterprise],
    )
    assert said[0].endswith(f"企业类型声明{told}")
    assert said[1].startswith("企业类型声明")
    assert said[1].endswith(told)


async def test_no_part_is_restated_that_the_kind_does_not_have(page: Page) -> None:
    await show(page, "")
    words = {
        "price": "挂牌报价",
        "lines": {},
        "values": {},
        "unsaid": {},
        "parts": {"qualification": "申请", "price": "报价"},
    }
    headings = await page.evaluate(
        "async ([form, words]) => { const { restated } = await import('/browser/pages/bidding_restated.js');"
        " return [...restated({ form, files: [], words }).querySelectorAll('h4')].map((one) => one.textContent); }",
        [{"price": "1.00"}, words],
    )
    assert headings == ["申请（0 个文件）", "报价（0 个文件）"]


async def test_times_and_spans_are_told_as_the_server_tells_them(page: Page) -> None:
    await show(page, "")
    spans, moments = await page.evaluate(
        "async ([spans, moments]) => { const m = await import('/static/telling.js');"
        " return [spans.map((s) => m.spanText(s * 1000)), moments.map((s) => m.momentText(s * 1000))]; }",
        [SECONDS, INSTANTS],
    )
    assert spans == [span(timedelta(seconds=seconds)) for seconds in SECONDS]
    assert moments == [moment_text(datetime.fromtimestamp(seconds, UTC)) for seconds in INSTANTS]


async def test_capitals_follow_what_is_typed(page: Page) -> None:
    await show(page, '<div class="field"><input id="sum" data-money><output data-capitals></output></div>')
    await page.fill("#sum", "1,320,000")
    assert await page.text_content("[data-capitals]") == "壹佰叁拾贰万元整"
    await page.fill("#sum", "1320000。50")
    assert await page.text_content("[data-capitals]") == "壹佰叁拾贰万元零伍角整"


@pytest.mark.parametrize("typed", ["很多", "380000，50", "12,34", "1e5", "400000.126", "1000000000000"])
async def test_a_sum_that_cannot_be_read_says_so_beside_the_field_while_typing(
    page: Page, typed: str
) -> None:
    await show(page, '<div class="field"><input id="sum" data-money><output data-capitals></output></div>')
    await page.fill("#sum", typed)
    assert await page.text_content("[data-capitals]") == _refusal_of(typed)
    assert not await page.evaluate("document.getElementById('sum').checkValidity()")
    await page.fill("#sum", "")
    assert await page.text_content("[data-capitals]") == ""
    assert await page.evaluate("document.getElementById('sum').checkValidity()")


@pytest.mark.parametrize(
    ("typed", "told"), [("0", "报价应大于零"), ("０.00", "报价应大于零"), ("0.01", "壹分")]
)
async def test_a_price_to_be_sealed_is_above_zero_and_says_so_while_typing(
    page: Page, typed: str, told: str
) -> None:
    await show(
        page,
        '<div class="field"><input id="sum" data-money data-above-zero><output data-capitals></output></div>',
    )
    await page.fill("#sum", typed)
    assert await page.text_content("[data-capitals]") == told
    assert await page.evaluate("document.getElementById('sum').checkValidity()") == (typed == "0.01")


async def test_a_countdown_goes_by_the_servers_time_not_this_machines(page: Page) -> None:
    await show(
        page,
        '<time data-clock datetime="2035-01-01T00:00:00.000000Z"></time>'
        '<div data-countdown data-due="2035-01-01T00:00:02.500000Z" data-over="已截止"><b data-left></b></div>',
    )
    await page.wait_for_function("document.querySelector('[data-left]').textContent.startsWith('还有')")
    await page.wait_for_function(
        "document.querySelector('[data-left]').textContent === '已截止'", timeout=8000
    )


async def test_a_form_is_sent_once_however_often_it_is_pressed(page: Page) -> None:
    sent: list[str] = []

    async def slowly(route: Route) -> None:
        sent.append(route.request.method)
        await page.wait_for_timeout(400)
        await route.fulfill(body="ok", content_type="text/plain")

    await page.route(f"{ORIGIN}/act", slowly)
    await show(page, '<form method="post" action="/act"><button type="submit" id="go">办理</button></form>')
    await page.evaluate("for (let n = 0; n < 3; n += 1) document.getElementById('go').click()")
    await page.wait_for_url(f"{ORIGIN}/act")
    assert sent == ["POST"]


async def test_a_live_region_changes_only_when_the_fragment_did(page: Page) -> None:
    answers = iter([(200, '"1"', "<p>甲</p>"), (304, '"1"', ""), (200, '"2"', '<p data-row-id="2">乙</p>')])
    asked: list[str | None] = []

    async def answer(route: Route) -> None:
        asked.append(await route.request.header_value("if-none-match"))
        status, tag, body = next(answers, (304, '"2"', ""))
        await route.fulfill(status=status, headers={"ETag": tag, "Content-Type": "text/html"}, body=body)

    await page.route(f"{ORIGIN}/piece", answer)
    await show(
        page,
        '<meta name="x"><span data-live-state></span><div data-live-url="/piece" data-live-every="0.1"><p>甲</p></div>',
        script="live.js",
    )
    await page.wait_for_selector("text=乙")
    assert asked[:3] == [None, '"1"', '"1"']
    assert await page.text_content("[data-live-state]") == "实时更新"


async def test_an_added_row_has_the_next_number_and_a_removed_one_is_gone(page: Page) -> None:
    await show(
        page,
        '<table><tbody data-rows="c"><tr><td><input name="c-0-name"></td></tr></tbody></table>'
        '<template data-row="c"><tr><td><input name="c-__n__-name">'
        '<button type="button" data-remove-row>删除</button></td></tr></template>'
        '<button type="button" data-add-row="c" hidden>增加</button>',
    )
    await page.click("[data-add-row]")
    await page.click("[data-add-row]")
    await page.click("[data-remove-row] >> nth=0")
    names = await page.eval_on_selector_all("input", "(inputs) => inputs.map((i) => i.name)")
    assert names == ["c-0-name", "c-2-name"]
