"""On a phone a row of a table is a card: what is said of a value stands under it, not under the label."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

pytestmark = pytest.mark.browser

STYLES = "".join(
    (Path(__file__).parents[2] / "web/static" / name).read_text(encoding="utf-8")
    for name in ("tokens.css", "components.css")
)
CARD = """<table class="table table-cards"><tbody><tr>
<td data-label="报价（元）" class="number"><i>99,999,999.99</i></td>
<td data-label="报价（元）" class="number">99,999,999.99<br><span id="mark">报价低于起始价</span></td>
<td data-label="项目"><a id="name">名称</a><br><span id="number">510116-1</span></td>
<td data-label="状态"><span class="chip" id="chip">已解密</span></td></tr></tbody></table>"""
LEFT = "id => document.querySelector(id).getBoundingClientRect().left"
TOP = "id => document.querySelector(id).getBoundingClientRect().top"


async def test_what_is_said_of_a_value_stands_under_it(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 800})
    await page.set_content(f"<style>{STYLES}</style>{CARD}")
    value = await page.evaluate(LEFT, "i")
    for said in ("#mark", "#name", "#number"):
        assert await page.evaluate(LEFT, said) == value, said
    assert await page.evaluate(TOP, "#number") > await page.evaluate(TOP, "#name")


async def test_a_chip_is_as_wide_as_its_word(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 800})
    await page.set_content(f"<style>{STYLES}</style>{CARD}")
    assert await page.evaluate("document.querySelector('#chip').getBoundingClientRect().width") < 120
