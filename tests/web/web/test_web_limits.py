"""So many requests a minute from one address, then 429 with what to do and when to come again."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter

import httpx
from litestar import Litestar, post

from web.limits import limited
from web.problems import exception_handlers


async def test_of_twenty_knocks_at_once_the_allowed_are_let_in_and_the_rest_told_when_to_come_again(
    application: Litestar,
) -> None:
    name = secrets.token_hex(8)

    @post("/api/knock", middleware=[limited(name, per_minute=2)], sync_to_thread=False)
    def knock() -> None:
        """Nothing."""

    @post("/api/other", middleware=[limited(f"{name}-other", per_minute=2)], sync_to_thread=False)
    def other() -> None:
        """Nothing."""

    small = Litestar([knock, other], exception_handlers=exception_handlers(), openapi_config=None)
    small.state.count_knock = application.state.count_knock
    async with httpx.AsyncClient(transport=httpx.ASGITransport(small), base_url="http://localhost") as client:
        answers = await asyncio.gather(*(client.post("/api/knock") for _ in range(20)))
        assert Counter(answer.status_code for answer in answers) == {201: 2, 429: 18}
        refusal = await client.post("/api/knock")
        assert refusal.json()["code"] == "too-many-requests"
        assert 0 < int(refusal.headers["retry-after"]) <= 60
        assert (await client.post("/api/other")).status_code == 201
