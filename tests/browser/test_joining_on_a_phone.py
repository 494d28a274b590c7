"""A supplier joins on a phone of 360 px, from the code to the application, in a real Chromium."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from test_pages_on_a_phone import SIDEWAYS

sys.path.insert(0, str(Path(__file__).parents[1] / "integration/identity"))

from joining_cast import PASSWORD, code_told_to, some_mobile, some_uscc

pytestmark = pytest.mark.browser


async def nothing_sideways(page: Page) -> None:
    assert await page.evaluate(SIDEWAYS) == [], page.url


async def test_a_supplier_joins_on_a_phone(chromium: Browser, site: str, tmp_path: Path) -> None:
    licence = tmp_path / "营业执照.pdf"
    licence.write_bytes(b"%PDF-1.7 a business licence")
    context = await chromium.new_context(
        base_url=site, locale="zh-CN", viewport={"width": 360, "height": 740}
    )
    try:
        page = await context.new_page()
        await page.goto("/sign-in")
        await page.click("a:has-text('自行申请入驻')")
        contact = some_mobile()
        await page.fill("[name=contact]", "１３")
        await page.click("button:has-text('获取验证码')")
        await expect(page.locator("[data-summary]")).to_contain_text("11位手机号码")
        await nothing_sideways(page)
        await page.fill("[name=contact]", contact)
        await page.click("button:has-text('获取验证码')")
        await expect(page.locator("h1")).to_have_text("开立账户")
        await nothing_sideways(page)
        await page.fill("[name=code]", await code_told_to(contact))
        await page.fill("[name=name]", "赵六")
        await page.fill("[name=sign_in_name]", f"p{secrets.token_hex(5)}")
        await page.fill("[name=password]", PASSWORD)
        await page.click("button:has-text('开立账户')")
        await expect(page.locator("h1")).to_contain_text("单位资料")
        await nothing_sideways(page)
        await page.fill("[name=name]", "手机 (成都) 单位" + secrets.token_hex(3))
        uscc = some_uscc()
        await page.fill("[name=uscc]", uscc[:17] + ("0" if uscc[17] != "0" else "1"))
        await page.locator("[name=uscc]").blur()
        await expect(page.locator("[data-code-told]")).to_contain_text("校验位不正确")
        await page.fill("[name=uscc]", uscc)
        await page.check("[name=role][value=bidder]")
        await page.set_input_files("[name=licence]", licence)
        await page.click("button:has-text('提交审核')")
        await expect(page.locator("h1")).to_contain_text("待审核")
        await nothing_sideways(page)
        await page.goto("/desk")
        await expect(page.locator("main")).to_contain_text("查看申请")
        await nothing_sideways(page)
    finally:
        await context.close()
