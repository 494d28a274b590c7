"""Bidding in a real Chromium: sealed in one page, handed in, given up, refused or withdrawn."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from bidding_pages import PASSPHRASE, PATIENT, Enter
from factories.bidding_cast import (
    hand_in,
    lot_taking_bids,
    make_bidding_cast,
    my_standing_bid,
    pass_deadline,
    set_deadline,
)
from playwright.async_api import Page, expect

from bidding_room.queries.own import my_bids, my_receipts
from bidding_room.receipt_verify import verify_bytes
from bidding_room.states import BidState, ReceiptKind
from storage.clock import platform_now
from storage.keys import platform_keys
from trading.kinds.procurement.offer import OFFER

pytestmark = pytest.mark.browser


MEBIBYTE = 1024 * 1024


UNDECLARED = OFFER.lines[0].unsaid


async def test_a_bid_survives_reloads_and_other_browsers_and_stays_readable_to_its_owner(
    enter: Enter, tmp_path: Path
) -> None:
    cast = await make_bidding_cast(bidders=1, passphrase=PASSPHRASE)
    lot_id = await lot_taking_bids(cast)
    mine = cast.bidders[0]
    files = made_files(tmp_path)
    page = await enter(mine)
    await page.goto(f"/lots/{lot_id}/bid")
    await picture(page, "1-empty-locked")
    await unlock(page)
    await picture(page, "2-empty")
    await fill_in(page, price="388,000.5")
    await expect(page.locator("[data-bid-form] [data-capitals]")).to_contain_text("叁拾捌万捌仟元")
    await expect(page.locator("[data-draft-told]")).to_contain_text("加密保存", timeout=PATIENT)
    await hold_parts(page, of=3)
    await page.set_input_files("[data-add=technical]", files["technical"])
    note = page.locator("[data-envelope=technical] [data-state-note]")
    await expect(note).to_contain_text("正在密封上传", timeout=PATIENT)
    await picture(page, "3-uploading")
    await page.click("[data-envelope=technical] [data-act=pause]")
    await expect(note).to_contain_text("已暂停")
    await page.unroute_all()

    await page.reload()
    await expect(page.locator("[data-bid-workspace]")).to_contain_text("您有一份未递交的草稿")
    await unlock(page)
    await expect(page.locator("[name=price]")).to_have_value("388,000.5")
    await expect(page.locator("[data-bid-form] [data-capitals]")).to_contain_text("叁拾捌万捌仟元")
    await expect(note).to_contain_text("请再次选择这个文件以续传")
    await picture(page, "4-restored")
    await page.set_input_files(
        "[data-envelope=technical] [data-reattach]", other_of_same_name(files, tmp_path)
    )
    told = page.locator("[data-envelope=technical] [data-part-told]")
    await expect(told).to_contain_text("指纹不符")
    await page.set_input_files("[data-envelope=technical] [data-reattach]", files["technical"])
    await expect(note).to_have_text("已密封上传", timeout=PATIENT)
    for envelope in ("qualification", "price"):
        await page.set_input_files(f"[data-add={envelope}]", files[envelope])
    await expect(page.locator("[data-totals]")).to_contain_text("3 个文件，3 个已上传", timeout=PATIENT)
    await expect(page.locator("[data-draft-told]")).to_contain_text("加密保存", timeout=PATIENT)
    await page.wait_for_timeout(1500)
    assert [own.state for own in await my_bids(actor=mine.actor, lot_id=lot_id)] == [BidState.DRAFTING]

    elsewhere = await enter(mine)
    await elsewhere.goto(f"/lots/{lot_id}/bid")
    await rehearse(elsewhere)
    await expect(elsewhere.locator("[data-totals]")).to_contain_text("3 个文件，3 个已上传")
    await elsewhere.click("[data-submit-confirm] summary")
    restated = elsewhere.locator("[data-submit-confirm] [data-restated]")
    fingerprints = [hashlib.sha256(saved_bytes(path)).hexdigest() for path in files.values()]
    for said in ("388,000.50 元", "叁拾捌万捌仟元", "合同签订后30日内", UNDECLARED, *fingerprints):
        await expect(restated).to_contain_text(said)
    await picture(elsewhere, "5-confirm")
    await elsewhere.click("[data-submit]")
    await expect(elsewhere.locator("[data-done]")).to_be_visible(timeout=PATIENT)
    await expect(elsewhere.locator("[data-done]")).to_contain_text(fingerprints[1])
    await expect(elsewhere.locator("#bid-steps")).not_to_contain_text("尚未递交")
    await expect(elsewhere.locator("#receipts-region")).to_contain_text("递交回执")
    async with elsewhere.expect_download() as saving:
        await elsewhere.click("[data-save-receipt]")
    receipt = saved_bytes(await (await saving.value).path())
    assert verify_bytes(receipt, platform_keys().public_key).key_known
    await picture(elsewhere, "6-submitted")

    await page.goto(f"/lots/{lot_id}/bid")
    await page.click("[data-own-record] summary")
    await page.fill("[name=record_passphrase]", PASSPHRASE)
    await page.click("[data-own-record] button[type=submit]")
    for said in ("388,000.50 元", "technical.pdf", UNDECLARED, *fingerprints):
        await expect(page.locator("[data-own-record]")).to_contain_text(said, timeout=PATIENT)
    await picture(page, "7-own-record")
    standing = await my_standing_bid(actor=mine.actor, lot_id=lot_id)
    assert standing is not None
    assert (standing.files, standing.sequence) == (3, 1)


async def test_what_cannot_be_handed_in_is_said_before_anything_is_sealed(
    enter: Enter, tmp_path: Path
) -> None:
    cast = await make_bidding_cast(bidders=1, passphrase=PASSPHRASE)
    lot_id = await lot_taking_bids(cast)
    files = made_files(tmp_path)
    empty, program, twin = tmp_path / "空.pdf", tmp_path / "安装.exe", tmp_path / "副本.pdf"
    empty.write_bytes(b"")
    program.write_bytes(b"MZ")
    twin.write_bytes(saved_bytes(files["qualification"]))
    page = await enter(cast.bidders[0])
    await page.goto(f"/lots/{lot_id}/bid")
    await unlock(page)
    told = page.locator("[data-envelope=qualification] [data-part-told]")
    for wrong, why in ((empty, "空的"), (program, "格式")):
        await page.set_input_files("[data-add=qualification]", wrong)
        await expect(told).to_contain_text(why, timeout=PATIENT)
    await page.set_input_files("[data-add=qualification]", [files["qualification"], twin])
    await expect(told).to_contain_text(
        "内容相同的文件已经添加过（本部分的“qualification.pdf”）", timeout=PATIENT
    )
    readiness = page.locator("[data-readiness]")
    await expect(readiness).to_contain_text("投标报价（未填写）")
    await fill_in(page, price="0.00")
    await expect(page.locator("[data-bid-form] [data-capitals].field-wrong")).to_have_text("报价应大于零")
    await expect(readiness).to_contain_text("投标报价（不符合）报价应大于零")
    await fill_in(page, price="12,34")
    await expect(page.locator("[data-bid-form] [data-capitals].field-wrong")).to_contain_text("三位分节")
    await fill_in(page, price="388000")
    await expect(page.locator("[data-totals]")).to_contain_text("1 个已上传", timeout=PATIENT)
    await expect(page.locator("[data-totals]")).to_contain_text("293.0 KB / 293.0 KB")
    await expect(readiness).to_contain_text("投标报价（符合）")
    await expect(readiness).to_contain_text("商务技术文件（未填写）至少 1 个文件")
    assert await page.locator("[data-submit]").is_disabled()
    await page.set_input_files("[data-add=technical]", twin)
    for part, other in (
        ("technical", "资格证明文件中的“qualification.pdf”"),
        ("qualification", "商务技术文件中的“副本.pdf”"),
    ):
        note = page.locator(f"[data-envelope={part}] [data-twin-note]")
        await expect(note).to_have_text(f"内容与{other}相同，请核对是否放错", timeout=PATIENT)
    await expect(page.locator("[data-totals]")).to_contain_text("2 个已上传", timeout=PATIENT)
    await expect(readiness).to_contain_text("商务技术文件（符合）")
    await page.click("[data-submit-confirm] summary")
    await expect(page.locator("[data-restated]").first).to_contain_text("请核对是否放错")
    await picture(page, "8-same-file-twice")


async def test_a_draft_given_up_is_no_submission_anywhere(enter: Enter, tmp_path: Path) -> None:
    cast = await make_bidding_cast(bidders=1, passphrase=PASSPHRASE)
    lot_id = await lot_taking_bids(cast)
    mine = cast.bidders[0]
    page = await enter(mine)
    await page.goto(f"/lots/{lot_id}/bid")
    await unlock(page)
    await fill_in(page, price="388000")
    await expect(page.locator("[data-draft-told]")).to_contain_text("加密保存", timeout=PATIENT)
    await page.goto("/desk/bids")
    row = page.locator("tr", has=page.locator(f"a[href='/lots/{lot_id}/bid']"))
    await expect(row).to_contain_text("未投标")
    await expect(row).to_contain_text("有未递交的草稿")
    await page.goto(f"/lots/{lot_id}/bid")
    await unlock(page)
    await page.click("[data-abandon] summary")
    await page.click("[data-abandon-agreed]")
    await expect(page.locator("[data-draft-told]")).to_contain_text("草稿已放弃", timeout=PATIENT)
    await expect(page.locator("[name=price]")).to_have_value("")
    await page.goto("/desk/bids")
    await expect(row).to_contain_text("未投标")
    await expect(row).not_to_contain_text("草稿")
    await hand_in(mine, lot_id)
    standing = await my_standing_bid(actor=mine.actor, lot_id=lot_id)
    assert standing is not None
    assert standing.sequence == 1


@pytest.mark.parametrize("is_frozen", [False, True], ids=["at once", "the draft has lapsed"])
async def test_who_presses_the_button_too_late_gets_the_signed_refusal(
    enter: Enter, tmp_path: Path, *, is_frozen: bool
) -> None:
    cast = await make_bidding_cast(bidders=1, passphrase=PASSPHRASE)
    lot_id = await lot_taking_bids(cast)
    mine = cast.bidders[0]
    page = await enter(mine)
    await page.goto(f"/lots/{lot_id}/bid")
    await unlock(page)
    for envelope, path in made_files(tmp_path).items():
        await page.set_input_files(f"[data-add={envelope}]", path)
    await fill_in(page, price="388000")
    await expect(page.locator("[data-totals]")).to_contain_text("3 个已上传", timeout=PATIENT)
    await (pass_deadline(lot_id) if is_frozen else set_deadline(lot_id, await platform_now()))
    await submit(page)
    await expect(page.locator("[data-submit-told]")).to_contain_text("不予接收", timeout=PATIENT)
    await expect(page.locator("[data-refused]")).to_be_visible()
    receipts = await my_receipts(actor=mine.actor, lot_id=lot_id)
    assert [receipt.kind for receipt in receipts] == [ReceiptKind.REFUSAL]


async def test_a_bid_is_withdrawn_with_the_bidder_s_own_key(enter: Enter) -> None:
    cast = await make_bidding_cast(bidders=1, passphrase=PASSPHRASE)
    lot_id = await lot_taking_bids(cast)
    mine = cast.bidders[0]
    await hand_in(mine, lot_id)
    page = await enter(mine)
    await page.goto(f"/lots/{lot_id}/bid")
    await page.click("[data-withdraw] summary")
    await page.fill("[name=withdraw_passphrase]", "不是这个口令")
    await page.click("[data-withdraw] button[type=submit]")
    await expect(page.locator("[data-withdraw] [data-told]")).to_contain_text("口令不正确")
    await page.fill("[name=withdraw_passphrase]", PASSPHRASE)
    await page.click("[data-withdraw] button[type=submit]")
    await expect(page.get_by_role("link", name="撤回回执")).to_be_visible(timeout=PATIENT)
    await expect(page.locator("main")).to_contain_text("目前没有有效投标")
    await picture(page, "8-withdrawn")
    assert await my_standing_bid(actor=mine.actor, lot_id=lot_id) is None


def made_files(folder: Path) -> dict[str, Path]:
    """Three files; the technical one has three chunks."""
    sizes = {"qualification": 300_000, "technical": 2 * 8 * MEBIBYTE + 5, "price": 1}
    for name, size in sizes.items():
        (folder / f"{name}.pdf").write_bytes(os.urandom(size))
    return {name: folder / f"{name}.pdf" for name in sizes}


def other_of_same_name(files: dict[str, Path], folder: Path) -> Path:
    """As long as the technical file and called the same, with other content."""
    (folder / "other").mkdir()
    other = folder / "other" / files["technical"].name
    other.write_bytes(os.urandom(files["technical"].stat().st_size))
    return other


async def picture(page: Page, name: str) -> None:
    """At a desk and on a phone, into the folder PICTURES names."""
    if not (folder := os.environ.get("PICTURES")):
        return
    for width in (360, 1366):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def saved_bytes(path: Path) -> bytes:
    return path.read_bytes()


async def hold_parts(page: Page, *, of: int) -> None:
    """The store does not answer part `of` and later ones."""

    async def held(route: Any) -> None:
        number = int(httpx.URL(route.request.url).params["partNumber"])
        if number < of:
            await route.continue_()

    await page.route("**/bids/*", held)


async def fill_in(page: Page, *, price: str) -> None:
    await page.fill("[name=price]", price)
    await page.fill("[name=period]", "合同签订后30日内")


async def unlock(page: Page) -> None:
    await page.fill("[name=passphrase]", PASSPHRASE)
    await page.click("[data-unlock] button[type=submit]")
    await expect(page.locator("[data-unlock-told]")).to_contain_text("密钥已解锁", timeout=PATIENT)


async def rehearse(page: Page) -> None:
    await unlock(page)
    await page.click("[data-rehearse]")
    await expect(page.locator("[data-rehearse-told]")).to_contain_text("试封成功", timeout=PATIENT)
    await expect(page.locator("[data-rehearsal] li")).to_have_count(3)


async def submit(page: Page) -> None:
    await page.click("[data-submit-confirm] summary")
    await page.click("[data-submit]")
