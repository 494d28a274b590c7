"""The cast of `tests/factories`, signed in over HTTP."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from somewhere import from_somewhere

from app.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[2] / "factories"))

from bidding_cast import PASSWORD, Hand, SignedIn, give_password


@pytest.fixture
async def signed_in(application: Litestar, settings: Settings) -> AsyncIterator[SignedIn]:
    """Gives a browser of one's own to each member of the cast."""
    async with AsyncExitStack() as stack:

        async def enter(hand: Hand) -> httpx.AsyncClient:
            browser = await stack.enter_async_context(
                httpx.AsyncClient(transport=from_somewhere(application), base_url=settings.public_url)
            )

            async def send_token(request: httpx.Request) -> None:
                request.headers["x-csrftoken"] = browser.cookies.get("csrftoken", "")

            browser.event_hooks["request"].append(send_token)
            await browser.get("/healthz")
            name = await give_password(hand)
            answer = await browser.post("/sign-in", data={"sign_in_name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            return browser

        yield enter
