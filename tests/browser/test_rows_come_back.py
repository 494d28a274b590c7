"""What was typed in rows of a form comes back in rows that are seen, and for what it was typed for."""

from __future__ import annotations

import sys
from pathlib import Path

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

sys.path.insert(0, str(Path(__file__).parents[1] / "integration/expert_pool"))

import draw_cast

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


async def test_rows_of_an_experts_file_beyond_the_two_that_are_offered_come_back(
    chromium: Browser, application: Litestar, settings: Settings, database: None
) -> None:
    cast = await draw_cast.make_cast()
    expert_id, _ = await draw_cast.make_expert(cast, now=await platform_now())
    centre = await name_of(cast.staff)
    async with opened(chromium, application, settings, name=centre) as page:
        await page.goto(f"{settings.public_url}/experts/{expert_id}")
        await page.fill("[name=years]", "多年")
        for row, one in enumerate(("甲公司", "乙公司")):
            await page.fill(f"[name=employments-{row}-organisation_name]", one)
        await page.click("[data-add-row=employments]")
        await page.fill("[name=employments-2-organisation_name]", "丙公司")
        await page.click("[data-add-row=relatives]")
        await page.fill("[name=relatives-2-relation]", "配偶")
        await page.click("button:has-text('保存档案')")
        await expect(page.locator("[data-summary]")).to_be_visible()
        await page.wait_for_function("!sessionStorage.getItem('written:sent')")  # its scripts have run
        await page.click("[data-add-row=employments]")
        await page.fill("[name=employments-5-organisation_name]", "丁公司")
        await page.reload()
        names = page.locator("[name^=employments-][name$=-organisation_name]")
        typed = [await one.input_value() for one in await names.all()]
        assert [one for one in typed if one] == ["甲公司", "乙公司", "丙公司", "丁公司"]
        assert "配偶" in [await one.input_value() for one in await page.locator("[name$=-relation]").all()]
        for one in await names.all():
            await expect(one).to_be_visible()
