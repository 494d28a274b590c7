"""The browser reads a unified social credit code as the server does, and says beside the field what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

pytestmark = pytest.mark.browser

WEB = Path(__file__).parents[2] / "web"
VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "credit_codes.json").read_text(encoding="utf-8")
)
ORIGIN = "http://localhost:9"
FIELD = '<div class="field"><input name="uscc" data-credit-code><output data-code-told></output></div>'
HTML = f'<!doctype html><meta charset="utf-8">{FIELD}<script type="module" src="/static/pages.js"></script>'


@pytest.fixture
async def page(page: Page) -> Page:
    """One field and the real modules; no server."""

    async def serve(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/")
        if name:
            await route.fulfill(body=(WEB / name).read_text("utf-8"), content_type="text/javascript")
        else:
            await route.fulfill(body=HTML, content_type="text/html; charset=utf-8")

    await page.route(f"{ORIGIN}/**", serve)
    await page.goto(f"{ORIGIN}/")
    return page


async def test_the_browser_reads_codes_as_the_shared_vectors_say(page: Page) -> None:
    typed = [one["typed"] for one in (*VECTORS["right"], *VECTORS["wrong"])]
    told = await page.evaluate(
        "async (typed) => { const m = await import('/browser/credit_codes.js');"
        " return typed.map((one) => { const { value, message } = m.readCreditCode(one); return value ?? message; }); }",
        typed,
    )
    assert told == [one["code"] for one in VECTORS["right"]] + [one["message"] for one in VECTORS["wrong"]]


async def test_a_wrong_code_is_told_beside_the_field_once_it_is_left_and_no_longer_once_mended(
    page: Page,
) -> None:
    field, told = page.locator("input"), page.locator("output")
    await field.fill("9144030071526726XA")
    await field.blur()
    await expect(told).to_have_text("统一社会信用代码的校验位不正确，请核对是否填错")
    assert not await field.evaluate("input => input.validity.valid")
    await field.fill("9144 0300 7152 6726 xg")
    await field.blur()
    await expect(told).to_have_text("")
    assert await field.evaluate("input => input.validity.valid")
