"""The training clock moves forward only, by those who may, with an entry in the audit log."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx

from identity.roles import Role
from storage import audit
from storage.clock import platform_now


async def test_moving_by_two_hours_is_logged(client: httpx.AsyncClient, sign_in: Any) -> None:
    await sign_in(Role.CENTRE_STAFF)
    before = await platform_now()
    answer = await client.post("/training/by", data={"count": "2", "unit": "hours"})
    assert answer.status_code == 303
    assert await platform_now() - before >= timedelta(hours=2)
    newest = await audit.entry((await audit.head()).size - 1)
    assert newest.payload is not None
    assert b"training:clock:move" in newest.payload


async def test_the_clock_does_not_go_back(client: httpx.AsyncClient, sign_in: Any) -> None:
    await sign_in(Role.CENTRE_STAFF)
    answer = await client.post("/training/to", data={"to": "2020-01-01T00:00"})
    assert answer.status_code == 422
    assert "演练时钟只能向前拨" in answer.text
    assert 'value="2020-01-01T00:00"' in answer.text


async def test_over_json_it_answers_what_it_shows_afterwards(client: httpx.AsyncClient, sign_in: Any) -> None:
    await sign_in(Role.CENTRE_STAFF)
    before = (await client.get("/api/training/clock")).json()
    assert Decimal(before["factor"]) == 1
    answer = await client.post("/api/training/pace", json={"factor": "60"})
    assert (answer.status_code, Decimal(answer.json()["factor"])) == (200, 60)
    refused = await client.post("/api/training/pace", json={"factor": "0.5"})
    assert refused.json()["errors"]["factor"]["code"] == "pace-out-of-range"
    moved = await client.post("/api/training/by", json={"count": 1, "unit": "days"})
    assert moved.json()["now"] > before["now"]
    await client.post("/api/training/pace", json={"factor": "1"})


async def test_a_bidder_may_not_move_it(client: httpx.AsyncClient, sign_in: Any) -> None:
    await sign_in(Role.BIDDER)
    assert (await client.post("/training/by", data={"count": "1", "unit": "days"})).status_code == 403


async def test_every_page_of_a_training_instance_says_so(client: httpx.AsyncClient) -> None:
    for path in ("/", "/notices", "/sign-in", "/no-such-page"):
        assert "演练环境" in (await client.get(path)).text
