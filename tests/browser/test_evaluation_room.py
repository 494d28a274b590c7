"""The evaluation room in a real Chromium: a document read beside the criteria, marks that save themselves, the lock."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page, expect

sys.path.insert(0, str(Path(__file__).parents[1] / "factories"))
sys.path.insert(0, str(Path(__file__).parents[1] / "integration/trading"))
sys.path.insert(0, str(Path(__file__).parents[1] / "integration/expert_pool"))
sys.path.insert(0, str(Path(__file__).parents[1] / "integration/evaluation"))

from bidding_cast import (
    BiddingCast,
    begin,
    lot_taking_bids,
    make_bidding_cast,
    pass_deadline,
    submit,
    uploaded,
)
from evaluation_cast import (
    PASSWORD,
    Room,
    constitute,
    mark_and_lock,
    open_room,
    opened,
    review,
    session_of,
)

from bidding_room.queries import opened_bids
from evaluation.queries.rooms import room as room_of
from evaluation.states import SessionState
from identity.actor import Actor
from identity.tables import Person
from sealing.labels import Envelope
from sealing.sealer import BidSealer

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # two cores may be shared with other tests

PATIENT = 30_000
TEXT = "服务承诺：四小时内响应。\n<script>document.title = 'run'</script>"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8dfc0000004"
    "010180c52a185d0000000049454e44ae426082"
)
MEDIA = {"pdf": "application/pdf", "txt": "text/plain", "png": "image/png", "zip": "application/zip"}

Enter = Callable[[Actor], Awaitable[Page]]


@pytest.fixture
async def enter(chromium: Browser, site: str) -> AsyncIterator[Enter]:
    """Signs an expert in, in a browser context of their own."""
    contexts = []

    async def entered(actor: Actor, *, browser: Browser = chromium, **options: Any) -> Page:
        context = await browser.new_context(
            base_url=site, locale="zh-CN", viewport={"width": 1440, "height": 900}, **options
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENT)
        person = await Person.objects().get(Person.id == actor.person_id)
        assert person is not None
        await page.goto("/sign-in")
        await page.fill("[name=sign_in_name]", person.sign_in_name)
        await page.fill("[name=password]", PASSWORD)
        await page.click("main button[type=submit]")
        await page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield entered
    for context in contexts:
        await context.close()


async def read_in_the_viewer(page: Page, room: str) -> None:
    """Beside the criteria and in a tab of its own."""
    await page.goto(room)
    await page.click("[data-document][data-media='application/pdf']")
    await shown_by_the_viewer(page)
    async with page.context.expect_page() as opened:
        await page.click("[data-document][data-media='application/pdf']", modifiers=["ControlOrMeta"])
    await shown_by_the_viewer(await opened.value)


async def shown_by_the_viewer(page: Page) -> None:
    """Chromium's own viewer has the document: neither the page's policy nor the document's sandbox keeps it out."""
    for _ in range(100):
        if any(frame.url.startswith("chrome-extension://") for frame in page.frames):
            return
        await asyncio.sleep(0.1)
    raise AssertionError([frame.url for frame in page.frames])


async def test_an_expert_reads_marks_and_locks(enter: Enter, windowed: Browser) -> None:
    room = await room_to_score()
    page = await enter(room.leader)
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    await page.goto("/desk/evaluations")
    await page.click("text=进入评审室")
    await expect(page.locator("[data-progress]")).to_contain_text("已评 0/15")

    await page.wait_for_selector("[data-room][data-ready]")
    await page.click("[data-document][data-media='text/plain']")
    await expect(page.locator("[data-reader] pre")).to_have_text(TEXT)
    await page.click("[data-document][data-media='image/png']")
    picture = page.locator("[data-reader] img")
    await expect(picture).to_be_visible()
    await page.wait_for_function("document.querySelector('[data-reader] img').naturalWidth === 1")
    await page.click("[data-document][data-media='application/zip']")
    await expect(page.locator("[data-reader]")).to_contain_text("请下载后阅读")
    await page.click("[data-document][data-media='application/pdf']")
    await expect(page.locator("[data-reader] iframe")).to_have_attribute("src", re.compile("^blob:"))
    await read_in_the_viewer(await enter(room.leader, browser=windowed), page.url)

    marks = page.locator("[data-points]")
    await marks.nth(0).fill("999")
    await expect(page.locator("[data-error=points]").nth(0)).to_contain_text("评分应在0至")
    await expect(marks.nth(0)).to_have_attribute("aria-invalid", "true")
    await marks.nth(0).fill("")
    await expect(marks.nth(0)).not_to_have_attribute("aria-invalid", "true")
    note = page.locator("[data-note]").nth(0)
    await note.fill("\u202e好")
    await expect(page.locator("[data-error=note]").nth(0)).to_contain_text("控制字符")
    await expect(note).to_have_attribute("aria-invalid", "true")
    troubles.clear()  # the browser's own word for the refusal
    await note.fill("好")
    await expect(page.locator("[data-error=note]").nth(0)).to_be_hidden()
    await expect(note).not_to_have_attribute("aria-invalid", "true")
    for index in range(5):
        await page.keyboard.type("3.5") if index else await marks.nth(0).press_sequentially("3.5")
        await page.keyboard.press("Enter")
    await expect(page.locator("[data-progress]")).to_contain_text("已评 5/15")
    await expect(page.locator("[data-saved]")).to_contain_text("已保存")

    for name in [bid.bidder_name for bid in (await opened_bids(room.lot_id))[1:]]:
        await page.click(f"nav.room-bids >> text={name}")
        await expect(page.locator(".room-task h2").first).to_have_text(name)
        await page.wait_for_selector("[data-room][data-ready]")
        for index in range(5):
            await page.locator("[data-points]").nth(index).fill("2.25")
    await page.click("[data-to-lock]")
    await expect(page.locator("main")).to_contain_text("已评 15/15 项")
    await page.click("summary:has-text('锁定评分')")
    await expect(page.locator(".confirm-body")).to_contain_text("不能再修改")
    await page.click("text=我已核对，锁定评分")
    await expect(page.locator("main")).to_contain_text("您的评分已锁定")
    view = await room_of(session_id=room.session_id, person_id=room.leader.person_id)
    assert view.has_locked
    assert sorted({f"{mark.points}" for mark in view.marks.values()}) == ["2.25", "3.50"]
    assert await page.title() != "run"
    assert troubles == []

    for number in range(2, 6):
        await mark_and_lock(room, number=number, marks=None)
    await expect(page.locator("main")).to_contain_text("得分与排序", timeout=PATIENT)
    assert (await session_of(room)).state == SessionState.CONSOLIDATING


async def test_marking_works_without_scripts(enter: Enter) -> None:
    room = await room_to_score()
    page = await enter(room.experts[1], java_script_enabled=False)
    await page.goto(f"/evaluations/{room.session_id}")
    for index in range(5):
        await page.locator("[data-points]").nth(index).fill("1")
    await page.click("text=保存评分 >> nth=0")
    await expect(page.locator("[data-progress]")).to_contain_text("已评 5/15")


async def room_to_score() -> Room:
    """Three bids with documents of several kinds, reviewed, waiting for marks."""
    bidding = await make_bidding_cast()
    room = await open_room(lot=(bidding, await opened_with_documents(bidding)))
    await constitute(room)
    await review(room)
    return room


async def opened_with_documents(cast: BiddingCast) -> UUID:
    files = {
        Envelope.QUALIFICATION: (("营业执照.png", PICTURE),),
        Envelope.TECHNICAL: (("技术方案.pdf", small_pdf()), ("服务承诺.txt", TEXT.encode())),
        Envelope.PRICE: (("分项报价.zip", b"PK\x05\x06" + bytes(18)),),
    }
    lot_id = await lot_taking_bids(cast)
    with media_by_name():
        for hand, price in zip(cast.bidders, ("391000.00", "385000.50", "389999.99"), strict=True):
            draft, signed = await uploaded(hand, lot_id, price=price, files=files)
            await submit(hand.actor, draft.bid, signed)
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    return await opened(cast, lot_id)


def media_by_name() -> Any:
    """The cast seals everything as PDF; here the type follows the name, as the browser's does."""
    patch = pytest.MonkeyPatch.context()
    seal = BidSealer.seal_file

    def sealed(self: BidSealer, data: Any, *, name: str, media_type: str, **more: Any) -> Any:
        return seal(self, data, name=name, media_type=MEDIA[name.rpartition(".")[2]], **more)

    class Patched:
        def __enter__(self) -> None:
            patch.__enter__().setattr(BidSealer, "seal_file", sealed)

        def __exit__(self, *error: object) -> None:
            patch.__exit__(*error)

    return Patched()


def small_pdf() -> bytes:
    """One page that says "Technical proposal", whole enough for Chromium's viewer."""
    stream = b"BT /F1 24 Tf 72 700 Td (Technical proposal) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>"
        % b"/Resources << /Font << /F1 5 0 R >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(data))
    )
