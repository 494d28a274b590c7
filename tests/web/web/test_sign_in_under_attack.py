"""What strangers do at the sign-in never bars or delays the people whose account it is."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.settings import Settings
from identity import passwords
from identity.roles import Role

PASSWORD = "a-long-password-2026"
Browser = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def browser(application: Litestar, settings: Settings) -> Any:
    """Opens browsers at addresses of their own."""
    opened: list[httpx.AsyncClient] = []

    async def at(address: str, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(application, client=(address, 4711))
        made = httpx.AsyncClient(
            transport=transport, base_url=settings.public_url, headers=headers, timeout=60
        )
        opened.append(made)
        await made.get("/healthz")
        made.headers["x-csrftoken"] = made.cookies["csrftoken"]
        return made

    yield at
    for one in opened:
        await one.aclose()


def some_address() -> str:
    return f"203.0.{secrets.randbelow(256)}.{secrets.randbelow(256)}"


async def try_to_sign_in(client: httpx.AsyncClient, name: str, password: str) -> httpx.Response:
    return await client.post("/api/session", json={"sign_in_name": name, "password": password})


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


async def test_the_owner_signs_in_with_the_device_cookie_while_strangers_have_paused_the_name(
    browser: Browser, client: httpx.AsyncClient, sign_in: Any
) -> None:
    name = await sign_in(Role.BIDDER)
    devices = client.cookies["devices"]
    for _ in range(4):
        stranger = await browser(some_address())
        for _ in range(3):
            await try_to_sign_in(stranger, name, "wrong password")
    refused = await try_to_sign_in(await browser(some_address()), name, PASSWORD)
    assert (refused.status_code, refused.json()["code"]) == (429, "sign-in-paused")
    assert 0 < int(refused.headers["retry-after"]) <= 30
    owner = await browser(some_address())
    owner.cookies.set("devices", devices)
    assert (await try_to_sign_in(owner, name, PASSWORD)).status_code == 201


@asynccontextmanager
async def hashing_held() -> AsyncIterator[None]:
    """Both turns of the lane are taken inside, so that whoever comes stands in line; nothing is left to speed."""
    let_go = threading.Event()
    taken = [
        asyncio.create_task(passwords._lane.run(lambda: let_go.wait(120), address=None))
        for _ in range(passwords.TURNS)
    ]
    await asyncio.sleep(0)
    try:
        yield
    finally:
        let_go.set()
        await asyncio.gather(*taken)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not holds():  # noqa: ASYNC110 - other people's state, which tells nobody
            await asyncio.sleep(0.02)


def burst_of(number: int, attacker: httpx.AsyncClient) -> list[asyncio.Task[httpx.Response]]:
    return [
        asyncio.create_task(try_to_sign_in(attacker, f"nobody-{n}", "wrong password")) for n in range(number)
    ]


@pytest.mark.parametrize("is_known", [True, False], ids=["on a known device", "a stranger elsewhere"])
async def test_a_burst_of_anonymous_sign_ins_is_bounded_and_others_overtake_it(
    browser: Browser,
    client: httpx.AsyncClient,
    sign_in: Any,
    is_known: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Told by whose password is hashed first, not by seconds: a loaded machine must not decide it."""
    name = await sign_in(Role.BIDDER)
    hashed: list[str] = []
    real = passwords._verify
    monkeypatch.setattr(
        passwords, "_verify", lambda held, typed: (hashed.append(typed), real(held, typed))[1]
    )
    owner, attacker = await browser(some_address()), await browser(some_address())
    if is_known:
        owner.cookies.set("devices", client.cookies["devices"])
    most = passwords.MOST_OF_ONE_ADDRESS
    async with hashing_held():
        burst = burst_of(110, attacker)
        await until(lambda: sum(task.done() for task in burst) == 110 - most)
        waiting = asyncio.create_task(try_to_sign_in(owner, name, PASSWORD))
        await until(lambda: len(passwords._lane._waiting) == most + 1)
    assert (await waiting).status_code == 201
    after = Counter(code_of(answer) for answer in await asyncio.gather(*burst))
    assert after == {"sign-in-refused": most, "too-many-sign-ins": 110 - most}
    assert hashed.index(PASSWORD) <= passwords.TURNS, "among the first, though the last to come"
    assert len(hashed) == most + 1


async def test_behind_a_trusted_proxy_the_client_is_counted_and_not_the_proxy(
    application: Litestar, browser: Browser
) -> None:
    proxy = some_address()
    application.state["trusted_proxies"] = (ip_network(proxy),)
    try:
        noisy = await browser(proxy, **{"x-forwarded-for": "198.51.100.77"})
        answers = await asyncio.gather(*(noisy.post("/api/session", json={}) for _ in range(130)))
        assert sum(answer.status_code == 429 for answer in answers) == 10
        quiet = await browser(proxy, **{"x-forwarded-for": "1.2.3.4, 198.51.100.78"})
        assert (await quiet.post("/api/session", json={})).status_code != 429
    finally:
        application.state["trusted_proxies"] = ()


async def test_without_the_setting_a_forwarded_address_buys_no_new_tries(browser: Browser) -> None:
    client = await browser(some_address())
    answers = [
        await client.post("/api/session", json={}, headers={"x-forwarded-for": f"198.51.100.{number}"})
        for number in range(125)
    ]
    assert sum(answer.status_code == 429 for answer in answers) == 5


async def test_twenty_who_enter_the_same_person_at_once_are_answered_without_an_incident(
    client: httpx.AsyncClient, sign_in: Any, now: datetime
) -> None:
    await sign_in(Role.ADMINISTRATOR)
    new = {
        "sign_in_name": f"t{secrets.token_hex(5)}",
        "name": "同名人",
        "roles": ["bidder"],
    }
    answers = await asyncio.gather(*(client.post("/api/people", json=new) for _ in range(20)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 19}
