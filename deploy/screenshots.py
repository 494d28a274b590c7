"""The README's pictures, taken anew from a running training platform with demo data (`make run`).

.venv/bin/python deploy/screenshots.py [--base-url http://localhost:8000]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, Page, async_playwright

from app.demo.accounts import EXPERT_NAMES, PASSWORD, expert_sign_in_name
from app.demo.member import Member

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDTH = 1366
TALLEST = 1500
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
STRANGER = ""


class NothingToShow(Exception):
    """The running platform lacks what a picture shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: whose page, where, what is clicked first, and where it is cut off."""

    name: str
    path: str
    who: str = STRANGER
    click: str = ""
    tallest: int = TALLEST


async def pictures_of(base_url: str) -> list[Picture]:
    """What to take, from what the platform has in each state."""
    async with httpx.AsyncClient(base_url=base_url, timeout=30) as public:
        found = (await public.get("/api/notices", params={"size": 100})).raise_for_status().json()["items"]
    lot_of = {notice["lot_state"]: notice for notice in reversed(found)}
    awarded, bidding = _in(lot_of, "awarded"), _in(lot_of, "bidding")
    expert, session = await _expert_at_work(base_url)
    staff = await _waiting_project(base_url)
    return [
        Picture(name="home", path="/", tallest=2000),
        Picture(name="opening", path=f"/openings/{awarded['lot_id']}"),
        Picture(name="project", path=f"/projects/{awarded['project_no']}"),
        Picture(name="draw", path=f"/draws/{awarded['lot_id']}"),
        Picture(name="bidding", path=f"/lots/{bidding['lot_id']}/bid", who="shanhe"),
        Picture(name="acceptance", path=f"/desk/acceptance/{staff}", who="acceptance"),
        Picture(
            name="evaluation",
            path=f"/evaluations/{session}",
            who=expert,
            click="[data-document][data-media='text/plain']",
        ),
    ]


def _in(lot_of: dict[str, Any], state: str) -> Any:
    if state not in lot_of:
        raise NothingToShow(f"no lot is in the state {state}: is the demo data loaded? (make run)")
    return lot_of[state]


async def _expert_at_work(base_url: str) -> tuple[str, str]:
    """Only the experts themselves can see who sits in a session."""
    for number in range(1, len(EXPERT_NAMES) + 1):
        name = expert_sign_in_name(number)
        async with Member(base_url=base_url, sign_in_name=name) as expert:
            for session in await expert.get("/api/evaluations/mine"):
                if session["state"] == "scoring":
                    return name, session["id"]
    raise NothingToShow("no expert is scoring")


async def _waiting_project(base_url: str) -> str:
    async with Member(base_url=base_url, sign_in_name="acceptance") as staff:
        found = await staff.get("/api/projects?state=submitted")
    if not found["items"]:
        raise NothingToShow("no project waits for acceptance")
    return str(found["items"][0]["project_no"])


@asynccontextmanager
async def page_of(browser: Browser, *, base_url: str, who: str) -> AsyncIterator[Page]:
    """A page of somebody's own, signed in unless a stranger's."""
    context = await browser.new_context(
        base_url=base_url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": WIDTH, "height": 900},
    )
    page = await context.new_page()
    if who:
        await page.goto("/sign-in")
        await page.fill("[name=sign_in_name]", who)
        await page.fill("[name=password]", PASSWORD)
        await page.locator("main").get_by_role("button", name="登录").click()
        await page.wait_for_url(lambda url: "/sign-in" not in url)
    yield page
    await context.close()


async def take(browser: Browser, picture: Picture, *, base_url: str) -> Path:
    """The page from its top, not taller than a reader scrolls."""
    async with page_of(browser, base_url=base_url, who=picture.who) as page:
        await page.goto(picture.path)
        if picture.click:
            await page.locator(picture.click).first.click()
        await page.wait_for_timeout(1000)
        height = min(await page.evaluate("document.documentElement.scrollHeight"), picture.tallest)
        file = PICTURES / f"{picture.name}.png"
        await page.screenshot(
            path=file, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height}
        )
    return file


async def take_all(base_url: str) -> None:
    """Every picture, each named as it is saved."""
    PICTURES.mkdir(exist_ok=True)
    wanted = await pictures_of(base_url)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        for picture in wanted:
            print((await take(browser, picture, base_url=base_url)).relative_to(PICTURES.parent.parent))
        await browser.close()


def main() -> int:
    """Exit code 0, or 1 with one sentence."""
    arguments = argparse.ArgumentParser(description=__doc__)
    default = f"http://localhost:{os.environ.get('PORT', '8000')}"
    arguments.add_argument("--base-url", default=default)
    base_url = arguments.parse_args().base_url
    try:
        asyncio.run(take_all(base_url))
    except httpx.ConnectError:
        print(f"Nothing answers at {base_url}: is the platform running? (make run)", file=sys.stderr)
        return 1
    except NothingToShow as missing:
        print(f"No pictures: {missing}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
