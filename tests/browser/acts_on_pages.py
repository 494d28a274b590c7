"""What people do on the platform's pages, one act each, as they would tell it. Not for: checking what comes of it."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

from chromium import PATIENCE_MS, Seat
from playwright.async_api import expect

from app.demo.accounts import PASSPHRASE, PASSWORD
from core.clock import BEIJING

LARGE = 20 * 1024 * 1024
PARTIES = {"staff": "交易中心", "agency": "代理机构", "supervisor": "监督部门"}


async def sign_in_by_keyboard(seat: Seat, *, sign_in_name: str, password: str = PASSWORD) -> None:
    """With the Tab key, the letters and Enter alone."""
    await seat.goto("/sign-in")
    await seat.tab_to("[name=sign_in_name]")
    await seat.page.keyboard.type(sign_in_name)
    await seat.tab_to("[name=password]")
    await seat.page.keyboard.type(password)
    await seat.page.keyboard.press("Enter")
    await seat.page.wait_for_url(lambda url: "/sign-in" not in url)


async def platform_time(seat: Seat) -> datetime:
    """As the head of every page shows it."""
    told = await seat.page.locator("[data-clock]").get_attribute("datetime")
    assert told is not None
    return datetime.fromisoformat(told).astimezone(BEIJING)


async def let_time_pass(seat: Seat, *, until: datetime) -> None:
    """On the page of the training clock, to the minute; nothing when it is past."""
    await seat.goto("/training")
    if until <= await platform_time(seat):
        return
    await seat.fill(to=typed(until))
    await seat.press("拨到此时")
    assert await platform_time(seat) >= until


async def choose(seat: Seat, field: str, *, containing: str, place: int = 0) -> None:
    """The option whose text contains this, of the select in this place among those of one name."""
    select = seat.page.locator(f"select[name={field}]").nth(place)
    option = select.locator("option", has_text=containing)
    await select.select_option(value=await option.first.get_attribute("value"))


async def make_key_box(seat: Seat, *, passphrase: str = PASSPHRASE) -> None:
    """From the desk's warning to the account that shows the public halves."""
    await seat.goto("/desk")
    await seat.follow("生成密钥")
    await seat.fill(passphrase=passphrase, again=passphrase)
    await seat.page.get_by_role("button", name="生成密钥").click()
    await seat.page.wait_for_url("**/account*")
    await seat.look()
    await seat.reads("签名公钥")


async def seal_and_submit(seat: Seat, *, lot_id: str, price: str, papers: dict[str, Path]) -> Path:
    """Keys unlocked, price typed, files in, tried out, looked over and handed in; gives the saved receipt."""
    page = seat.page
    await seat.goto(f"/lots/{lot_id}/bid")
    if await page.locator("[data-replace]:not([open])").count():
        await page.click("[data-replace] > summary")
    await page.fill("[data-unlock] [name=passphrase]", PASSPHRASE)
    await page.click("[data-unlock] button[type=submit]")
    await expect(page.locator("[data-unlock-told]")).to_contain_text("密钥已解锁", timeout=PATIENCE_MS)
    await page.fill("[data-bid-form] [name=price]", price)
    await page.fill("[data-bid-form] [name=period]", "自合同签订之日起一年")
    await page.fill("[data-bid-form] [name=warranty]", "一年")
    for envelope, paper in papers.items():
        await page.set_input_files(f"[data-add={envelope}]", paper)
    await expect(page.locator("[data-totals]")).to_contain_text(
        f"{len(papers)} 个文件，{len(papers)} 个已上传", timeout=PATIENCE_MS
    )
    await page.click("[data-rehearse]")
    await expect(page.locator("[data-rehearse-told]")).to_contain_text("试封成功", timeout=PATIENCE_MS)
    await seat.look()
    await page.click("[data-submit-confirm] summary")
    await seat.reads("请逐项核对", "大写")
    await seat.look()
    await page.click("[data-submit]")
    await expect(page.locator("[data-done]")).to_be_visible(timeout=PATIENCE_MS)
    await seat.reads("投标文件已收妥")
    await seat.look()
    async with page.expect_download() as saving:
        await page.click("[data-save-receipt]")
    return Path(await (await saving.value).path())


async def release_shares(seat: Seat, *, lot_id: str) -> None:
    """An officer opens own shares in the browser and hands them over."""
    await seat.goto(f"/openings/{lot_id}/officer")
    await seat.page.fill("[data-release] [name=passphrase]", PASSPHRASE)
    await seat.page.click("[data-release] button[type=submit]")
    await expect(seat.page.locator("[data-release] [data-told]")).to_contain_text("释放", timeout=PATIENCE_MS)


async def set_draw_terms(seat: Seat, *, lot_id: str, starts_at: datetime) -> None:
    """Five experts of the demo's two specialities, three parties, an hour from now."""
    page = seat.page
    await seat.goto(f"/draw-console/{lot_id}")
    await seat.fill(size="5", representatives="0", place="天府公共资源交易中心第二评审区")
    for code in ("A02", "A07"):
        await page.check(f"[name=specialities][value={code}]")
    for title in PARTIES.values():
        await page.locator("#f-duties").get_by_label(title).check()
    await page.fill("[name=evaluation_starts_at]", typed(starts_at))
    await seat.press("开始抽取")


async def commit_secret(seat: Seat) -> None:
    """A party's browser makes the secret and hands in its fingerprint."""
    await seat.goto("/draw-party")
    await seat.follow("办理")
    await expect(seat.page.locator("[name=secret]")).to_have_value(re.compile(r"^[0-9A-F]{64}$"))
    await seat.press("提交承诺")
    await seat.reads("本方承诺值已提交")


async def reveal_secret(seat: Seat) -> None:
    """The secret this browser has kept."""
    await seat.goto("/draw-party")
    await seat.follow("办理")
    await expect(seat.page.locator("[name=secret]")).to_have_value(re.compile(r"^[0-9A-F]{64}$"))
    await seat.press("公开秘密数")
    await seat.reads("本方秘密数已公开")


def typed(at: datetime) -> str:
    """As a field for date and time takes it, in Beijing time."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")


def working_day_at(hour: int, *, after: datetime) -> datetime:
    """That hour of the first day from Monday to Friday from `after` on."""
    day = after.astimezone(BEIJING).replace(hour=hour, minute=0, second=0, microsecond=0)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


async def appears(seat: Seat, path: str, text: str) -> None:
    """A job brings it onto the page within some seconds."""
    for _ in range(60):
        await seat.open(path)
        if text in await seat.page.inner_text("main"):
            return
        await seat.page.wait_for_timeout(250)
    raise AssertionError(f"{text} does not appear at {path}")


async def loads_of(seat: Seat) -> float:
    """A number that changes when the page is loaded anew."""
    origin: float = await seat.page.evaluate("performance.timeOrigin")
    return origin


def made_papers(folder: Path, *, large: bool) -> dict[str, Path]:
    """One file an envelope; the large technical one goes up in several chunks."""
    folder.mkdir(exist_ok=True)
    papers = {
        "qualification": (folder / "资格证明文件.txt", "资格证明：营业执照、承诺函。".encode()),
        "technical": (folder / "技术服务方案.txt", "服务方案：两小时到场，季度培训。".encode()),
        "price": (folder / "分项报价表.txt", "分项报价：见开标一览表。".encode()),
    }
    for path, content in papers.values():
        path.write_bytes(content)
    if large:
        papers["technical"][0].with_suffix(".pdf").write_bytes(os.urandom(LARGE))
        papers["technical"] = (papers["technical"][0].with_suffix(".pdf"), b"")
    return {envelope: path for envelope, (path, _) in papers.items()}
