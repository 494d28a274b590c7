"""One Chromium and one application of its own process for all browser tests of a worker; contexts keep them apart."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from bidding_pages import PATIENT, Enter
from chromium import WINDOWED, launch
from factories.bidding_cast import PASSWORD, Hand, give_password
from playwright.async_api import Browser, Page, Playwright, async_playwright
from run_servers import PROJECT, free_port
from somewhere import let_in

from app.embedded.lifeline import tied
from app.supervisor.processes import answers


@pytest.fixture(scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
async def chromium(playwright: Playwright) -> AsyncIterator[Browser]:
    """Started once; whoever takes a context closes it."""
    browser = await launch(playwright)
    yield browser
    await browser.close()


@pytest.fixture
async def windowed(playwright: Playwright) -> AsyncIterator[Browser]:
    """The Chromium that people have: three times as slow, but with a viewer of PDFs."""
    browser = await launch(playwright, names=WINDOWED)
    yield browser
    await browser.close()


@pytest.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """An empty page in a context of its own."""
    context = await chromium.new_context()
    yield await context.new_page()
    await context.close()


@pytest.fixture(scope="session")
async def address(database: None, run_folder: Path) -> str:
    """Where the worker's site will be; its pages may reach the bucket."""
    site = f"http://localhost:{free_port()}"
    await let_in(site, folder=run_folder)
    return site


@pytest.fixture(scope="session")
def site(address: str) -> Iterator[str]:
    """The application as a process on the worker's shared database; gives its address."""
    port = address.rpartition(":")[2]
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": port, "PUBLIC_URL": address}
    command = [sys.executable, "-m", "app.cli", "serve"]
    server = subprocess.Popen(command, env=environment, cwd=PROJECT, preexec_fn=tied())
    try:
        # As long as it lives it may still be starting: how long depends on what else the machine does.
        while not answers("/healthz", host="127.0.0.1", port=int(port)):
            assert server.poll() is None, "the application ended before it answered"
            time.sleep(0.05)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(30)
        finally:
            server.kill()


@pytest.fixture
async def enter(chromium: Browser, site: str) -> AsyncIterator[Enter]:
    """Signs one of the cast in, in a browser context of their own."""
    contexts = []

    async def entered(hand: Hand) -> Page:
        context = await chromium.new_context(base_url=site, locale="zh-CN")
        contexts.append(context)
        page: Page = await context.new_page()
        page.set_default_timeout(PATIENT)
        await page.goto("/sign-in")
        await page.fill("[name=sign_in_name]", await give_password(hand))
        await page.fill("[name=password]", PASSWORD)
        await page.click("main button[type=submit]")
        await page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    yield entered
    for context in contexts:
        await context.close()
