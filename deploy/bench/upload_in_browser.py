"""One large bid sealed and uploaded by the bidder's page in Chromium, against the same bytes put bare.

.venv/bin/python deploy/bench/upload_in_browser.py --gib 1
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import httpx
from platform_process import application_usage
from playwright.async_api import async_playwright

from app.demo import tender
from app.demo.accounts import PASSWORD
from app.demo.tender import Tender
from app.demo.world import World
from app.runtime import object_store
from app.settings import Settings

PART = 8 * 2**20
AT_ONCE = 3
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
HOUR = 3_600_000


async def bare_put(settings: Settings, path: Path, size: int) -> float:
    """Seconds to put the file unsealed, in parts of the same size, three at a time."""
    store = object_store(settings)
    key = "bench/bare"
    upload = await store.create_multipart(key)
    turns = asyncio.Semaphore(AT_ONCE)
    began = time.perf_counter()
    async with httpx.AsyncClient(timeout=120) as http:

        async def put(number: int) -> None:
            async with turns:
                part = await asyncio.to_thread(_read, path, (number - 1) * PART)
                url = await store.presign_part(key, upload, number, timedelta(hours=1), size=len(part))
                (await http.put(url, content=part)).raise_for_status()

        await asyncio.gather(*(put(number) for number in range(1, -(-size // PART) + 1)))
    took = time.perf_counter() - began
    await store.abort_multipart(key, upload)
    return took


def _read(path: Path, start: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(PART)


async def sealed_in_browser(settings: Settings, lot_id: str, path: Path) -> float:
    """Seconds from choosing the file to the page saying that it is uploaded."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=FLAGS
        )
        page = await browser.new_page(base_url=settings.public_url)
        page.set_default_timeout(HOUR)
        await page.goto("/sign-in")
        await page.fill("[name=sign_in_name]", "shanhe")
        await page.fill("[name=password]", PASSWORD)
        await page.click("main button[type=submit]")
        await page.wait_for_url("**/desk")
        await page.goto(f"/lots/{lot_id}/bid")
        began = time.perf_counter()
        await page.set_input_files("[data-add=technical]", path)
        await page.get_by_text("已密封上传").first.wait_for()
        took = time.perf_counter() - began
        await browser.close()
    return took


async def lot_for_bids(settings: Settings) -> str:
    """A fresh lot of the demo's people, open for bids."""
    async with World(base_url=settings.public_url, say=lambda _: None) as world:
        one = Tender(template="land-enforcement-service", offers={})
        await tender.draft(world, one)
        await tender.set_times(world, one, publish_at=await world.now() + timedelta(minutes=5))
        await tender.submit(world, one)
        await tender.accept(world, one)
        await tender.publish(world, one)
        return one.lot_id


async def main(gib: float) -> None:
    settings = Settings.from_environment()
    lot_id = await lot_for_bids(settings)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "技术文件.bin"
        size = int(gib * 2**30)
        await asyncio.to_thread(_write_noise, path, size)
        bare = await bare_put(settings, path, size)
        before = application_usage()
        sealed = await sealed_in_browser(settings, lot_id, path)
        after = application_usage()
    used, mib = after.cpu - before.cpu, gib * 1024
    print(f"bytes                  {gib:g} GiB")
    print(f"limit: put bare        {bare:.1f} s  ({mib / bare:.0f} MiB/s)")
    print(
        f"sealed in the browser  {sealed:.1f} s  ({mib / sealed:.0f} MiB/s)  = {sealed / bare:.2f} × the limit"
    )
    print(f"application's CPU      {used:.2f} s  = {used / sealed:.1%} of one core")
    print(f"application's memory   {before.memory:.0f} → {after.memory:.0f} MiB")


def _write_noise(path: Path, size: int) -> None:
    with path.open("wb") as file:
        for start in range(0, size, PART):
            file.write(os.urandom(min(PART, size - start)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gib", type=float, default=1.0)
    asyncio.run(main(parser.parse_args().gib))
