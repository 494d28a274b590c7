"""An opening in real browsers: officers release, the public reads, a bidder opens the own bid."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from bidding_pages import PASSPHRASE, PATIENT, Enter
from factories.bidding_cast import (
    begin,
    hand_in,
    lot_taking_bids,
    make_bidding_cast,
    pass_deadline,
)
from factories.bidding_cast import release as release_in_hand
from playwright.async_api import Page, Route, expect

from bidding_room.queries import opened_bids

pytestmark = pytest.mark.browser


async def test_two_officers_release_in_their_browsers_and_the_public_sees_the_prices(
    enter: Enter, chromium: Any, site: str
) -> None:
    cast = await make_bidding_cast(passphrase=PASSPHRASE)
    lot_id = await lot_taking_bids(cast)
    for place, hand in enumerate(cast.bidders, start=1):
        await hand_in(hand, lot_id, price=f"38{place}000.00")
    await pass_deadline(lot_id)
    public = await (await chromium.new_context(base_url=site)).new_page()
    await public.goto(f"/openings/{lot_id}")
    await expect(public.locator("main")).to_contain_text("等待主持人宣布开标")

    host = await enter(cast.host)
    await host.goto(f"/openings/{lot_id}/host")
    await confirm(host, "宣布开标")
    await expect(public.locator("main")).to_contain_text("共 3 份密封投标文件", timeout=PATIENT)
    await release(host, lot_id)
    await expect(public.locator("main")).to_contain_text("已释放 1 / 3", timeout=PATIENT)
    supervisor = await enter(cast.supervisor)
    await supervisor.route("**/my-sealed-shares*", one_bid_a_page)
    given = await break_line_at_second(supervisor, "**/shares")
    await release(supervisor, lot_id)
    await expect(supervisor.locator("[data-release] [data-told]")).to_contain_text(
        "您的 9 个份额与承诺相符，0 个不符被拒；本次解密 3 份", timeout=PATIENT
    )
    assert given == [3, 3, 3, 3]
    assert await supervisor.locator("[data-progress]").evaluate("bar => [bar.value, bar.max]") == [3, 3]
    await expect(public.locator("main")).to_contain_text("叁拾捌万叁仟元整", timeout=PATIENT)

    await host.goto(f"/openings/{lot_id}/host")
    await confirm(host, "结束开标")
    await expect(public.locator("main")).to_contain_text("开标记录已生成", timeout=PATIENT)
    assert len(await opened_bids(lot_id)) == 3


async def one_bid_a_page(route: Route) -> None:
    """The platform's own answer, cut after its first bid as it would be for very many."""
    answer = await route.fetch()
    told = await answer.json()
    if len(told["bids"]) > 1:
        told |= {"bids": told["bids"][:1], "next": told["bids"][0]["bid"]}
    await route.fulfill(response=answer, json=told)


async def break_line_at_second(page: Page, url: str) -> list[int]:
    """How many shares each request brought; the second request never arrives."""
    given: list[int] = []

    async def watched(route: Route) -> None:
        given.append(len(route.request.post_data_json["shares"]))
        await (route.abort() if len(given) == 2 else route.continue_())

    await page.route(url, watched)
    return given


async def test_the_release_waits_for_the_host_and_says_what_was_wrong(enter: Enter, tmp_path: Path) -> None:
    cast = await make_bidding_cast(passphrase=PASSPHRASE)
    lot_id = await lot_taking_bids(cast)
    for hand in cast.bidders:
        await hand_in(hand, lot_id)
    await pass_deadline(lot_id)
    officer, third = await enter(cast.host), await enter(cast.supervisor)
    for page in (officer, third):
        await page.goto(f"/openings/{lot_id}/officer")
        await expect(page.locator("[data-release] button[type=submit]")).to_be_disabled()
    await begin(cast, lot_id)
    await expect(officer.locator("[data-release] button[type=submit]")).to_be_enabled(timeout=PATIENT)
    await officer.fill("[name=passphrase]", "不是这个口令")
    await officer.click("[data-release] button[type=submit]")
    told = officer.locator("[data-release] [data-told]")
    await expect(told).to_contain_text("口令不正确", timeout=PATIENT)
    assert "损坏" not in await told.inner_text()
    for ordinal in (1, 2):
        await release_in_hand(cast, lot_id, ordinal=ordinal)
    await expect(third.locator("[data-release] button[type=submit]")).to_be_disabled(timeout=PATIENT)
    await third.reload()
    await expect(third.locator("main")).to_contain_text("无需再释放份额")


async def test_a_bidder_opens_the_own_bid_in_the_browser(enter: Enter) -> None:
    cast = await make_bidding_cast(passphrase=PASSPHRASE)
    lot_id = await lot_taking_bids(cast)
    for hand in cast.bidders:
        await hand_in(hand, lot_id)
    await pass_deadline(lot_id)
    host = await enter(cast.host)
    await host.goto(f"/openings/{lot_id}/host")
    await confirm(host, "宣布开标")
    page = await enter(cast.bidders[1])
    await page.goto(f"/lots/{lot_id}/bid")
    await page.fill("[name=recover_passphrase]", PASSPHRASE)
    await page.click("[data-recover] button[type=submit]")
    await page.wait_for_url(f"**/openings/{lot_id}")
    await expect(page.locator("main")).to_contain_text(cast.bidders[1].actor.organisation_name or "?")
    await expect(page.locator("main")).to_contain_text("投标人密钥")


async def confirm(page: Page, label: str) -> None:
    """Opens the confirmation named `label` and agrees."""
    await page.locator("details.confirm summary", has_text=label).click()
    await page.locator("details.confirm form button[type=submit]").click()


async def release(page: Page, lot_id: UUID) -> None:
    await page.goto(f"/openings/{lot_id}/officer")
    await page.fill("[name=passphrase]", PASSPHRASE)
    await page.click("[data-release] button[type=submit]")
    await expect(page.locator("[data-release] [data-told]")).to_contain_text(
        "9 个份额与承诺相符", timeout=PATIENT
    )
