"""What was typed in rows of a project's forms comes back in rows that are seen, and for the lot it was typed for."""

from __future__ import annotations

import pytest
from factories import trading_cast
from factories.project_lots import put_rows, rows_of, with_three_lots
from litestar import Litestar
from playwright.async_api import Browser, Page, expect
from test_lots_on_a_phone import name_of
from test_pages_on_a_phone import opened

from app.settings import Settings
from storage.clock import platform_now
from trading.projects.queries.lots import any_lot

pytestmark = pytest.mark.browser

SAVE = "button:has-text('保存，下一步')"


async def refused(page: Page) -> None:
    await page.click(SAVE)
    await expect(page.locator("[data-summary]")).to_be_visible()
    await page.wait_for_function("!sessionStorage.getItem('written:sent')")  # its scripts have run


async def test_rows_beyond_those_that_are_stored_come_back_in_sight(
    chromium: Browser, application: Litestar, settings: Settings, database: None
) -> None:
    cast, now = await trading_cast.make_cast(), await platform_now()
    no = (await any_lot((await trading_cast.drafted(cast, now=now)).id)).project_no
    async with opened(chromium, application, settings, name=await name_of(cast.agency)) as page:
        basics = f"{settings.public_url}/desk/projects/{no}/basics"
        await page.goto(basics)
        await page.click("summary:has-text('再加一包')")
        await page.fill("[name=lots-1-name]", "第二样")
        await page.fill("[name=lots-1-budget]", "abc")
        await refused(page)
        await page.click("summary:has-text('再加一包')")
        await page.fill("[name=lots-2-name]", "第三样")
        await page.click("[data-add-row=lots]")
        await page.fill("[name=lots-3-name]", "第四样")
        await refused(page)
        await page.reload()
        for row, name in ((1, "第二样"), (2, "第三样"), (3, "第四样")):
            field = page.locator(f"[name=lots-{row}-name]")
            await expect(field).to_be_visible()
            await expect(field).to_have_value(name)
        assert await page.locator("[name=lots-4-name]").count() == 0

        await page.goto(f"{settings.public_url}/desk/projects/{no}/lots/1/scheme")
        stored = await page.locator("[name$=-guide]").count()
        await page.click("[data-add-row=criteria]")
        await page.fill(f"[name=criteria-{stored}-guide]", "只写了标准")
        await page.select_option(f"[name=criteria-{stored}-kind]", "objective")
        await refused(page)
        await page.reload()
        await expect(page.locator("[name$=-guide]").last).to_be_visible()
        assert "只写了标准" in [await one.input_value() for one in await page.locator("[name$=-guide]").all()]


async def test_a_scheme_that_was_typed_for_one_lot_is_not_filled_in_for_the_next(
    chromium: Browser, application: Litestar, settings: Settings, database: None
) -> None:
    cast, now = await trading_cast.make_cast(), await platform_now()
    lots = await with_three_lots(cast, now)
    no = (await any_lot(lots[0].id)).project_no
    async with opened(chromium, application, settings, name=await name_of(cast.agency)) as page:
        await page.goto(f"{settings.public_url}/desk/projects/{no}/lots/2/scheme")
        stored = await page.input_value("[name=criteria-0-name]")
        await page.fill("[name=criteria-0-name]", "写给第二包的因素")
        await page.fill("[name=price_points]", "47")
        await refused(page)
        await put_rows(cast, lots[0], rows_of(lots)[1:], now=now)
        await page.goto(f"{settings.public_url}/desk/projects/{no}/lots/2/scheme")
        assert "写给第二包的因素" not in await page.content()
        assert await page.input_value("[name=criteria-0-name]") != "写给第二包的因素"
        await page.goto(f"{settings.public_url}/desk/projects/{no}/lots/1/scheme")
        assert await page.input_value("[name=criteria-0-name]") in (stored, "写给第二包的因素")
