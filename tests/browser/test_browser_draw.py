"""A party's page in a real Chromium: the secret never leaves the browser before the freeze."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.async_api import BrowserContext, Page, expect

from expert_pool import queries
from expert_pool.domain.duties import Duty
from expert_pool.operations.draw_committee import draw_committee
from expert_pool.operations.freeze_candidates import freeze_candidates
from expert_pool.states import DrawState
from identity.actor import Actor
from identity.passwords import hash_password
from identity.tables import Person

sys.path.insert(0, str(Path(__file__).parents[1] / "integration" / "expert_pool"))

import draw_cast

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
PATIENT = 60_000


async def signed_in(context: BrowserContext, site: str, actor: Actor) -> Page:
    await Person.update({Person.password_hash: await hash_password(PASSWORD)}).where(
        Person.id == actor.person_id
    )
    person = await Person.objects().where(Person.id == actor.person_id).first()
    assert person is not None
    page = await context.new_page()
    await page.goto(f"{site}/sign-in?next=/draw-party")
    await page.fill("[name=sign_in_name]", person.sign_in_name)
    await page.fill("[name=password]", PASSWORD)
    await page.press("[name=password]", "Enter")
    await page.wait_for_url(f"{site}/draw-party")
    return page


async def test_three_parties_commit_and_reveal_in_their_browsers(site: str, chromium: Any, now: datetime):
    cast = await draw_cast.make_cast()
    for _ in range(6):
        await draw_cast.make_expert(cast, now=now)
    lot_id = await draw_cast.make_opened_lot(cast, now=now)
    draw_id = await draw_cast.opened(cast, lot_id, now=now)

    pages: dict[Duty, Page] = {}
    kept: dict[Duty, str] = {}
    for duty in Duty:
        context = await chromium.new_context()
        page = pages[duty] = await signed_in(context, site, cast.by_duty(duty))
        await page.goto(f"{site}/draw-party/{draw_id}")
        kept[duty] = await page.input_value("[name=secret]")
        async with page.expect_request(lambda request: request.method == "POST") as sent:
            await page.click("text=提交承诺 >> nth=-1")
        handed_in = parse_qs((await sent.value).post_data or "")
        assert "secret" not in handed_in
        assert len(handed_in["commitment"][0]) == 64
        await page.wait_for_selector("text=本方承诺值已提交")

    await freeze_candidates(actor=cast.staff, draw_id=draw_id, now=now)
    for duty, page in pages.items():
        await page.wait_for_selector("[data-reveal]", timeout=PATIENT)  # the page loads itself anew
        await expect(page.locator("[name=secret]")).to_have_value(kept[duty])
        await page.click("text=公开秘密数 >> nth=-1")
        await page.wait_for_selector("text=本方秘密数已公开")

    await draw_committee(actor=cast.staff, draw_id=draw_id, now=now)
    assert (await queries.draw_by_id(draw_id)).state is DrawState.DRAWN
    stranger = await (await chromium.new_context()).new_page()
    told: list[str] = []
    stranger.on("console", lambda message: told.append(message.text))
    await stranger.goto(f"{site}/draws/{lot_id}")
    assert "13项核验全部通过" in await stranger.inner_text("main")
    assert told == []
    if folder := os.environ.get("SCREENSHOTS"):
        await stranger.screenshot(path=f"{folder}/draw.png", full_page=True)
