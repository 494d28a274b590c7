"""Reload and Back lose nothing that was written; what is secret is kept nowhere; what was sent is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

pytestmark = pytest.mark.browser

WEB = Path(__file__).parents[2] / "web"
ORIGIN = "http://localhost:9"
FORMS = """
<form method="post" action="/act"><input name="title"><textarea name="reason"></textarea>
<select name="kind"><option value="a">甲</option><option value="b">乙</option></select>
<input type="checkbox" name="agreed"><input name="secret"><table><tbody data-rows="c"></tbody></table>
<template data-row="c"><tr><td><input name="c-__n__-name"></td></tr></template>
<button type="button" data-add-row="c" hidden>增加</button><button id="go">送出</button></form>
<form method="post" action="/change-password"><input name="hint"><input type="password" name="new"></form>
<form method="dialog"><input name="price"></form>
<form method="post" action="/sign-out"><button id="out">退出</button></form>
"""


REFUSED = """
<form method="post" action="/sent-back"><div data-summary tabindex="-1">请更正以下1处</div>
<input name="title" value="标题"><textarea name="reason">低价理由，写了一半</textarea>
<input type="checkbox" name="agreed" checked></form>
"""


@pytest.fixture
async def page(page: Page) -> Page:
    page.on("dialog", lambda dialog: dialog.accept())
    await page.route(f"{ORIGIN}/**", answer)
    return page


async def answer(route: Route) -> None:
    """The form's page for one person, a refusal at /act?no, a page that thanks, and the real modules."""
    path = route.request.url.removeprefix(ORIGIN)
    if path.startswith(("/static/", "/browser/")):
        text = (WEB / path.lstrip("/")).read_text(encoding="utf-8")
        return await route.fulfill(body=text, content_type="text/javascript")
    who, body = ("x" if "other" in path else "me"), "好"
    if path.startswith("/form"):
        body = FORMS
    elif path == "/sent-back":
        body = REFUSED
    elif path == "/refused":
        body = "<div data-refused>未予受理</div>"
    html = (
        f'<!doctype html><meta charset="utf-8"><body data-visitor="{who}">{body}'
        '<script type="module" src="/static/pages.js"></script>'
    )
    headers = {"Cache-Control": "no-store"}
    return await route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)


async def write(page: Page) -> None:
    await page.goto(f"{ORIGIN}/form")
    await page.fill("[name=title]", "标题")
    await page.fill("[name=reason]", "低价理由，写了一半")
    await page.select_option("[name=kind]", "b")
    await page.check("[name=agreed]")
    await page.click("[data-add-row]")
    await page.fill("[name=c-0-name]", "新增的一行")
    for name in ("secret", "hint", "new", "price"):
        await page.fill(f"[name={name}]", "不外传")


async def test_a_reload_brings_back_what_was_written_and_nothing_secret(page: Page) -> None:
    await write(page)
    await page.reload()
    await expect(page.locator("form .notice-bar")).to_contain_text("已恢复")
    assert await page.input_value("[name=reason]") == "低价理由，写了一半"
    assert await page.input_value("[name=kind]") == "b"
    assert await page.is_checked("[name=agreed]")
    assert await page.input_value("[name=c-0-name]") == "新增的一行"
    kept = await page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    assert "不外传" not in kept
    await page.click("form .notice-bar button")
    assert await page.input_value("[name=reason]") == ""
    await page.reload()
    assert await page.input_value("[name=title]") == ""


async def test_back_brings_it_back_after_a_refusal_and_not_after_success(page: Page) -> None:
    await write(page)
    await page.evaluate("document.querySelector('form').setAttribute('action', '/refused')")
    await page.click("#go")
    await page.wait_for_url(f"{ORIGIN}/refused")
    kept = await page.evaluate("Object.values(sessionStorage).join()")
    assert "低价理由，写了一半" in kept
    await write(page)
    await page.click("#go")
    await page.wait_for_url(f"{ORIGIN}/act")
    await page.goto(f"{ORIGIN}/form")
    assert await page.input_value("[name=reason]") == ""


async def test_nobody_finds_what_another_person_wrote_and_signing_out_forgets_all(page: Page) -> None:
    await write(page)
    await page.goto(f"{ORIGIN}/form?other")
    assert await page.input_value("[name=reason]") == ""
    await page.goto(f"{ORIGIN}/form")
    assert await page.input_value("[name=reason]") == "低价理由，写了一半"
    await page.click("#out")
    await page.wait_for_url(f"{ORIGIN}/sign-out")
    assert await page.evaluate("sessionStorage.length") == 0


async def test_a_refused_form_is_kept_whole_and_back_and_reload_lead_to_where_it_stands(page: Page) -> None:
    await write(page)
    await page.evaluate("document.querySelector('form').setAttribute('action', '/sent-back')")
    await page.route(f"{ORIGIN}/form", same_form_sent_elsewhere)
    await page.click("#go")
    await expect(page.locator("[data-summary]")).to_be_visible()
    await expect(page).to_have_url(f"{ORIGIN}/form")
    await page.fill("[name=reason]", "更正后又写的")
    await page.goto(f"{ORIGIN}/elsewhere")
    for lead in (page.go_back, page.reload):
        await lead()
        await expect(page.locator("form .notice-bar").first).to_contain_text("已恢复")
        assert await page.input_value("[name=title]") == "标题"
        assert await page.input_value("[name=reason]") == "更正后又写的"
        assert await page.is_checked("[name=agreed]")


async def same_form_sent_elsewhere(route: Route) -> None:
    await serve(route, FORMS.replace('action="/act"', 'action="/sent-back"'))


async def serve(route: Route, body: str) -> None:
    script = '<script type="module" src="/static/pages.js"></script>'
    await route.fulfill(
        body=f'<!doctype html><meta charset="utf-8"><body data-visitor="me">{body}{script}',
        content_type="text/html; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


async def test_what_was_written_about_one_never_comes_back_in_the_form_about_another(page: Page) -> None:
    """The page has one form, whose hidden field says whom it is about now."""
    turn = "first"

    async def whose_turn(route: Route) -> None:
        about = (
            f'<input type="hidden" name="bidder" value="{turn}"><input type="hidden" name="_csrf" value="x">'
        )
        fields = '<textarea name="facts"></textarea><input type="file" name="paper">'
        await serve(route, f'<form method="post" action="/pass">{about}{fields}</form>')

    await page.route(f"{ORIGIN}/turn", whose_turn)
    await page.goto(f"{ORIGIN}/turn")
    await page.fill("[name=facts]", "写给第一名的事实")
    turn = "second"
    await page.reload()
    await page.wait_for_timeout(200)
    assert await page.input_value("[name=facts]") == ""
    turn = "first"
    await page.reload()
    await expect(page.locator("form .notice-bar")).to_contain_text("文件须重新选择")
    assert await page.input_value("[name=facts]") == "写给第一名的事实"
