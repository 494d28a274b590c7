"""A live page never takes typing away: real compositions, dirty fields, countdowns and regions in a real Chromium."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from core.clock import instant_text

pytestmark = pytest.mark.browser

WEB = Path(__file__).parents[2] / "web"
ORIGIN = "http://localhost:9"
LIVE = '<div data-live-url="/piece" data-live-every="0.1"><p>甲</p></div>'
MOVED = "<span data-live-reload hidden></span><p>乙</p>"
WRITERS = {
    "a line": '<input id="here" name="reason">',
    "an area": '<form method="post"><textarea id="here" name="reason"></textarea></form>',
    "an editable element": '<div id="here" contenteditable="true">　</div>',
}


@pytest.fixture
async def page(page: Page) -> Page:
    """A page whose site is what `show` gives it and the real modules; no server."""
    await page.route(re.compile("/(static|browser)/"), _serve_module)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


async def _serve_module(route: Route) -> None:
    name = route.request.url.removeprefix(f"{ORIGIN}/")
    await route.fulfill(body=(WEB / name).read_text(encoding="utf-8"), content_type="text/javascript")


async def show(page: Page, body: str, *, scripts: tuple[str, ...] = ("/static/pages.js", "/static/live.js")):
    heads = "".join(f'<script type="module" src="{script}"></script>' for script in scripts)
    html = (
        f'<!doctype html><meta charset="utf-8"><main><div class="wrap"><h1>页</h1>{body}</div></main>{heads}'
    )

    async def fulfil(route: Route) -> None:
        await route.fulfill(body=html, content_type="text/html; charset=utf-8")

    await page.route(f"{ORIGIN}/", fulfil)
    await page.goto(f"{ORIGIN}/")


class Region:
    """What the live region is given when it asks; a 304 while it has that already."""

    def __init__(self) -> None:
        self.piece = "<p>甲</p>"

    async def answer(self, route: Route) -> None:
        tag = f'"{len(self.piece)}-{self.piece.count("乙")}"'
        if await route.request.header_value("if-none-match") == tag:
            return await route.fulfill(status=304)
        return await route.fulfill(headers={"ETag": tag, "Content-Type": "text/html"}, body=self.piece)


@pytest.fixture
async def region(page: Page) -> Region:
    region = Region()
    await page.route(f"{ORIGIN}/piece", region.answer)
    return region


async def compose(page: Page, text: str) -> Any:
    """An input method's text that is not committed yet, as Chromium's own composition."""
    session = await page.context.new_cdp_session(page)
    await session.send(
        "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    )
    return session


async def loads(page: Page) -> float:
    origin: float = await page.evaluate("performance.timeOrigin")
    return origin


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS.keys())
async def test_no_reload_while_a_composition_is_open_anywhere(
    page: Page, region: Region, writer: str
) -> None:
    await show(page, writer + LIVE)
    first = await loads(page)
    await page.focus("#here")
    session = await compose(page, "ni hao")
    region.piece = MOVED
    await expect(page.locator(".renewal")).to_contain_text("页面有更新")
    assert await loads(page) == first
    await session.send("Input.insertText", {"text": "你好"})
    await page.wait_for_timeout(1500)
    assert await loads(page) == first
    assert "你好" in await page.evaluate("(here.value ?? here.textContent)")


@pytest.mark.parametrize(
    "touch",
    [
        'document.querySelector("#s").selectedIndex = 1',
        'document.querySelector("#c").click()',
        'document.querySelector("#t").value = "写了一半"',
        'document.querySelector("details").open = true',
    ],
    ids=["chosen", "ticked", "typed", "confirming"],
)
async def test_a_page_waits_until_nothing_on_it_is_half_written(
    page: Page, region: Region, touch: str
) -> None:
    await show(
        page,
        '<select id="s"><option>一<option>二</select><input type="checkbox" id="c"><textarea id="t"></textarea>'
        '<details class="confirm"><summary>办理</summary></details>' + LIVE,
    )
    first = await loads(page)
    await page.evaluate(touch)
    region.piece = MOVED
    await expect(page.locator(".renewal button")).to_have_text("点此刷新")
    assert await loads(page) == first
    await page.evaluate(
        "s.selectedIndex = 0; c.checked = false; t.value = ''; document.querySelector('details').open = false"
    )
    await page.wait_for_function("(first) => performance.timeOrigin !== first", arg=first)


async def test_a_chosen_file_holds_the_page(page: Page, region: Region) -> None:
    await show(page, '<input type="file" id="f">' + LIVE)
    first = await loads(page)
    await page.set_input_files("#f", files=[{"name": "甲.txt", "mimeType": "text/plain", "buffer": b"1"}])
    region.piece = MOVED
    await page.click(".renewal button")
    await page.wait_for_function("(first) => performance.timeOrigin !== first", arg=first)


async def test_a_page_nobody_writes_on_loads_itself(page: Page, region: Region) -> None:
    await show(page, WRITERS["an area"] + LIVE)
    first = await loads(page)
    region.piece = MOVED
    await page.wait_for_function("(first) => performance.timeOrigin !== first", arg=first)


async def test_a_countdown_that_ends_waits_for_who_is_writing(page: Page) -> None:
    now = datetime.now(UTC)
    await show(
        page,
        f'<time data-clock datetime="{instant_text(now)}"></time><textarea id="here"></textarea>'
        f'<div data-countdown data-reload data-due="{instant_text(now + timedelta(seconds=1))}" data-over="已截止">'
        "<b data-left></b></div>",
    )
    first = await loads(page)
    await page.fill("#here", "最低报价说明")
    await expect(page.locator(".renewal")).to_be_visible(timeout=8000)
    assert await loads(page) == first
    assert await page.input_value("#here") == "最低报价说明"


async def test_a_region_is_not_replaced_under_the_pen_and_shows_when_asked(
    page: Page, region: Region
) -> None:
    region.piece = '<input id="here"><p>甲</p>'
    await show(page, LIVE.replace("<p>甲</p>", region.piece))
    await page.focus("#here")
    await compose(page, "yi")
    region.piece = "<p>乙</p>"
    await expect(page.locator(".renewal")).to_contain_text("此处有更新")
    assert await page.input_value("#here") == "yi"
    await page.click(".renewal button")
    await expect(page.locator("[data-live-url]")).to_have_text("乙")
    await expect(page.locator(".renewal")).to_have_count(0)


async def test_a_region_that_changes_leaves_a_composition_beside_it_alone(page: Page, region: Region) -> None:
    await show(page, WRITERS["an area"] + LIVE)
    await page.focus("#here")
    session = await compose(page, "ni")
    region.piece = "<p>乙</p>"
    await expect(page.locator("[data-live-url]")).to_have_text("乙")
    await session.send("Input.insertText", {"text": "你"})
    assert await page.input_value("#here") == "你"


async def test_who_leaves_a_half_written_form_is_asked_and_who_sends_it_is_not(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    await show(
        page,
        '<form method="post" action="/act"><textarea id="t" name="t"></textarea><button>送出</button></form>'
        '<form method="get"><input id="q" name="q"></form><form><input type="password" id="p"></form>',
    )
    await page.route(f"{ORIGIN}/act", lambda route: route.fulfill(body="ok", content_type="text/plain"))
    await page.locator("#q").press_sequentially("查")
    await page.locator("#p").press_sequentially("口令")
    await page.reload()
    assert asked == []
    await page.locator("#t").press_sequentially("写")
    await page.reload()
    assert asked == ["beforeunload"]
    await page.locator("#t").press_sequentially("写")
    await page.get_by_role("button", name="送出").click(no_wait_after=True)
    await page.wait_for_url(f"{ORIGIN}/act")
    assert asked == ["beforeunload"]


SCORES = """
<time data-clock datetime="2035-01-01T01:07:00.000000Z"></time>
<section data-room><p data-progress data-marked="3"><progress max="9"></progress><b data-marked-text>3</b></p>
<span data-done-for="b">已评 0/2</span><form data-scores data-save="/save" data-bid="b" data-marked="0">
<fieldset data-criterion="1"><input data-points data-max="10" id="m1">
<span data-error="points"></span><input data-note id="n1"><span data-error="note"></span></fieldset>
<fieldset data-criterion="2"><input data-points data-max="10" id="m2">
<span data-error="points"></span><input data-note id="n2"><span data-error="note"></span></fieldset>
<p data-saved></p><button type="submit">保存</button></form></section>
<script type="module">import { ScoreForm } from "/browser/pages/evaluation_scores.js";
const form = document.querySelector("form"); new ScoreForm(form, document.querySelector("section")).attach();</script>
"""


async def test_the_enter_that_ends_a_composition_is_no_command_and_uncommitted_text_is_not_saved(
    page: Page,
) -> None:
    saved: list[dict[str, Any]] = []

    async def save(route: Route) -> None:
        saved.append(route.request.post_data_json["marks"][0])
        await route.fulfill(status=200, body="{}", content_type="application/json")

    await page.route(f"{ORIGIN}/save", save)
    await show(page, SCORES)
    await page.focus("#n1")
    session = await compose(page, "fang'an")
    for kind in ("rawKeyDown", "keyUp"):  # as an input method hands Enter on: the key, but code 229
        await session.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "key": "Enter", "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229},
        )
    assert await page.evaluate("document.activeElement.id") == "n1"
    await page.wait_for_timeout(1200)
    assert saved == []
    await session.send("Input.insertText", {"text": "方案完整"})
    await expect(page.locator("[data-saved]")).to_contain_text("已保存 09:0")  # by the platform's clock
    assert [mark["note"] for mark in saved] == ["方案完整"]
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "m2"


async def test_what_is_wrong_or_refused_is_not_counted_as_given(page: Page) -> None:
    async def save(route: Route) -> None:
        marks = route.request.post_data_json["marks"]
        refused = {
            f"marks-{at}-points": {"message": "请按评分办法给分"}
            for at, mark in enumerate(marks)
            if mark["points"] == "7"
        }
        answer = {"code": "invalid", "message": "填写有误", "errors": refused}
        await route.fulfill(status=422 if refused else 200, json=answer if refused else {})

    await page.route(f"{ORIGIN}/save", save)
    await show(page, SCORES)
    here, all_of_them = page.locator("[data-done-for]"), page.locator("[data-marked-text]")
    first = page.locator('[data-criterion="1"] [data-error="points"]')
    for wrong in ("99", "1.234", "-1"):
        await page.fill("#m1", wrong)
        await expect(first).not_to_be_empty()
        await expect(here).to_have_text("已评 0/2")
        await expect(all_of_them).to_have_text("3")
    await page.fill("#m2", "8.5")
    await expect(here).to_have_text("已评 1/2")
    await page.fill("#m1", "7")
    await expect(first).to_have_text("请按评分办法给分")
    await expect(here).to_have_text("已评 1/2")
    await page.fill("#m1", "6")
    await expect(here).to_have_text("已评 2/2")
    await expect(all_of_them).to_have_text("5")
    await expect(page.locator("[data-saved]")).to_contain_text("已保存")
    assert await page.locator("progress").evaluate("one => one.value") == 5
    await page.fill("#m2", "")
    await expect(all_of_them).to_have_text("4")


def test_pages_are_loaded_anew_at_one_place_only() -> None:
    """Anything else would reload while somebody types."""
    modules = [
        path for path in WEB.rglob("*.js") if re.search(r"location\.reload\(|history\.go\(", path.read_text())
    ]
    assert [path.name for path in modules] == ["typing.js"]
    templates = {
        path.name: path.read_text()
        for path in WEB.parent.glob("*/**/templates/**/*.html")
        if path.name != "components.html"
    }
    assert [name for name, text in templates.items() if 'http-equiv="refresh"' in text] == []
    refreshing = {name for name, text in templates.items() if "live_head(refresh" in text}
    assert refreshing == {"opening.html"}
    assert "<form" not in templates["opening.html"] + templates["_opening.html"] + templates["_rows.html"]
