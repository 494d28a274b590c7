"""Sessions cannot be fixed, end when they end, and are written only by the request that changed them."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
from litestar import Litestar

from identity.roles import Role

SIGNED_IN = "退出"
PASSWORD = "a-long-password-2026"


async def test_signing_in_takes_a_new_session_id(client: httpx.AsyncClient, sign_in: Any) -> None:
    client.cookies.set("session", "f" * 64)
    await sign_in(Role.BIDDER)
    ids = {cookie.value for cookie in client.cookies.jar if cookie.name == "session"}
    assert len(ids - {"f" * 64}) == 1


async def test_the_session_cookie_is_for_the_server_alone(client: httpx.AsyncClient, sign_in: Any) -> None:
    await sign_in(Role.BIDDER)
    jar = [cookie for cookie in client.cookies.jar if cookie.name == "session"]
    assert "HttpOnly" in jar[0]._rest
    assert jar[0]._rest["SameSite"] == "lax"


async def test_reading_a_page_as_a_stranger_starts_no_session(client: httpx.AsyncClient) -> None:
    await client.get("/")
    assert "session" not in client.cookies


async def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    client: httpx.AsyncClient, sign_in: Any
) -> None:
    await sign_in(Role.BIDDER)
    copied = client.cookies["session"]
    assert SIGNED_IN in (await client.get("/")).text
    await client.post("/sign-out")
    client.cookies.set("session", copied)
    assert SIGNED_IN not in (await client.get("/")).text


async def test_a_request_that_began_before_signing_out_does_not_revive_the_session(
    client: httpx.AsyncClient, sign_in: Any, application: Litestar
) -> None:
    """A live page's poll: it loads the session, the person signs out meanwhile, then it answers."""
    await sign_in(Role.BIDDER)
    copied = client.cookies["session"]
    store = application.stores.get("sessions")
    held = await store.get(copied)
    assert held is not None

    answer = await client.get("/")  # changes nothing in the session
    assert "session=" not in answer.headers.get("set-cookie", "")
    await store.delete(copied)
    client.cookies.set("session", copied)
    await client.get("/")
    assert await store.get(copied) is None


async def test_a_role_taken_away_works_at_once(client: httpx.AsyncClient, sign_in: Any) -> None:
    from identity.tables import Person

    name = await sign_in(Role.BIDDER)
    await Person.update({Person.active: False}).where(Person.sign_in_name == name)
    assert SIGNED_IN not in (await client.get("/")).text


async def test_a_changed_password_ends_every_other_session_at_once_and_keeps_ones_own(
    client: httpx.AsyncClient, sign_in: Any
) -> None:
    name = await sign_in(Role.BIDDER)
    elsewhere = client.cookies["session"]
    await client.post("/sign-in", data={"sign_in_name": name, "password": PASSWORD})
    assert client.cookies["session"] != elsewhere
    form = {"present": PASSWORD, "password": "another long password"}
    assert (await client.post("/account/password", data=form)).status_code == 303
    assert SIGNED_IN in (await client.get("/")).text
    client.cookies.set("session", elsewhere)
    assert SIGNED_IN not in (await client.get("/")).text


async def test_a_session_ends_when_its_person_does_nothing_and_a_page_that_polls_does_not_keep_it(
    client: httpx.AsyncClient, sign_in: Any, application: Litestar, monkeypatch: Any
) -> None:
    await sign_in(Role.BIDDER)
    store, session_id = application.stores.get("sessions"), client.cookies["session"]
    await store.set(session_id, await store.get(session_id), expires_in=50)
    await client.get("/desk", headers={"sec-fetch-mode": "cors"})
    assert await store.expires_in(session_id) <= 50
    await client.get("/desk", headers={"sec-fetch-mode": "navigate"})
    assert await store.expires_in(session_id) > 3000
    await store.set(session_id, await store.get(session_id), expires_in=1)
    await asyncio.sleep(1.2)
    assert SIGNED_IN not in (await client.get("/")).text


async def test_however_busy_a_session_ends_twelve_hours_after_it_began(
    client: httpx.AsyncClient, sign_in: Any, monkeypatch: Any
) -> None:
    await sign_in(Role.BIDDER)
    began = time.time()
    monkeypatch.setattr("web.sessions.time", lambda: began + 12 * 3600 - 60)
    assert SIGNED_IN in (await client.get("/")).text
    monkeypatch.setattr("web.sessions.time", lambda: began + 12 * 3600 + 1)
    assert SIGNED_IN not in (await client.get("/")).text
