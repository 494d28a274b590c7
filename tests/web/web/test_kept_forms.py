"""A form posted without a valid session keeps what was typed and comes back to its author, and to nobody else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from redis.asyncio import Redis

from identity.roles import Role
from web.kept_forms import SECRET_FIELDS

PASSWORD = "a-long-password-2026"
PAGE = "/organisations/new"
HTML = {"accept": "text/html,application/xhtml+xml"}
TYPED = {"name": "半途单位<&>", "uscc": "9151", "address": "第一行", "phone": "028-1"}
PROJECT = Path(__file__).parents[3]


async def the_form(client: httpx.AsyncClient, page: str = PAGE) -> dict[str, str]:
    """The hidden fields of the page's forms, as a browser would send them back."""
    text = (await client.get(page, headers=HTML)).text
    return dict(re.findall(r'<input type="hidden" name="(_[a-z_]+)" value="([^"]*)"', text))


async def post(client: httpx.AsyncClient, page: str, action: str, data: dict[str, str]) -> httpx.Response:
    referer = str(client.base_url).rstrip("/") + page
    return await client.post(action, data=data, headers={**HTML, "referer": referer})


async def sign_in_again(client: httpx.AsyncClient, name: str, onward: str) -> httpx.Response:
    return await client.post("/sign-in", data={"sign_in_name": name, "password": PASSWORD, "next": onward})


@pytest.mark.parametrize("end", ["signed out", "expired", "password changed elsewhere"])
async def test_what_was_typed_is_there_again_after_signing_in(
    client: httpx.AsyncClient, sign_in: Any, application: Litestar, end: str
) -> None:
    name = await sign_in(Role.ADMINISTRATOR)
    hidden = await the_form(client)
    await end_session(client, application, end, name)
    answer = await post(client, PAGE, PAGE, TYPED | hidden)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Forganisations%2Fnew")
    assert "暂存30分钟" in (await client.get(answer.headers["location"], headers=HTML)).text
    assert (await sign_in_again(client, name, PAGE)).headers["location"] == PAGE
    again = (await client.get(PAGE, headers=HTML)).text
    assert "尚未提交" in again
    for text in ("半途单位&lt;&amp;&gt;", "9151", "第一行", "028-1"):
        assert f'value="{text}"' in again
    once_more = (await client.get(PAGE, headers=HTML)).text
    assert "尚未提交" not in once_more
    assert "第一行" not in once_more


async def end_session(client: httpx.AsyncClient, application: Litestar, end: str, name: str) -> None:
    from identity.tables import Person

    if end == "signed out":
        await client.post("/sign-out")
    elif end == "expired":
        await application.stores.get("sessions").delete(client.cookies["session"])
    else:
        await Person.update({Person.session_epoch: Person.session_epoch + 1}).where(
            Person.sign_in_name == name
        )


async def test_a_form_carries_its_token_and_its_author_as_fields_a_browser_sends(
    client: httpx.AsyncClient, sign_in: Any
) -> None:
    await sign_in(Role.ADMINISTRATOR)
    hidden = await the_form(client)
    assert set(hidden) == {"_csrf_token", "_made_for"}
    assert "&lt;input" not in (await client.get(PAGE, headers=HTML)).text
    client.headers["x-csrftoken"] = "not sent by forms"
    answer = await client.post(PAGE, data=TYPED | hidden, headers={**HTML, "x-csrftoken": ""})
    assert answer.status_code == 422, "read, and refused for the code alone"


async def test_a_form_that_is_posted_elsewhere_comes_back_on_the_page_it_stands_on(
    client: httpx.AsyncClient, sign_in: Any
) -> None:
    name = await sign_in(Role.CENTRE_STAFF)
    hidden = await the_form(client, "/training")
    await client.post("/sign-out")
    answer = await post(client, "/training", "/training/by", {"count": "17", "unit": "hours"} | hidden)
    assert answer.headers["location"] == "/sign-in?next=%2Ftraining"
    await sign_in_again(client, name, "/training")
    assert 'value="17"' in (await client.get("/training", headers=HTML)).text


async def test_somebody_else_who_signs_in_sees_nothing_of_it(client: httpx.AsyncClient, sign_in: Any) -> None:
    await sign_in(Role.ADMINISTRATOR)
    hidden = await the_form(client)
    await client.post("/sign-out")
    await post(client, PAGE, PAGE, TYPED | hidden)
    await sign_in(Role.ADMINISTRATOR)  # another person on the same machine
    assert "第一行" not in (await client.get(PAGE, headers=HTML)).text


async def test_without_the_cookie_the_same_person_elsewhere_sees_nothing_of_it(
    client: httpx.AsyncClient, sign_in: Any
) -> None:
    name = await sign_in(Role.ADMINISTRATOR)
    hidden = await the_form(client)
    await client.post("/sign-out")
    await post(client, PAGE, PAGE, TYPED | hidden)
    client.cookies.delete("kept_form")
    await sign_in_again(client, name, PAGE)
    assert "第一行" not in (await client.get(PAGE, headers=HTML)).text


async def test_nobody_fills_the_store_or_a_form_under_anothers_name(
    client: httpx.AsyncClient, sign_in: Any
) -> None:
    await sign_in(Role.ADMINISTRATOR)
    hidden = await the_form(client)
    await client.post("/sign-out")
    forged = {"_made_for": hidden["_made_for"][:-1] + ("1" if hidden["_made_for"].endswith("0") else "0")}
    for odd in (forged, {"_made_for": "nonsense"}, {"_made_for": "\u00e9.\u00e9"}, {}):
        answer = await post(client, PAGE, PAGE, TYPED | hidden | odd if odd else TYPED)
        assert answer.status_code == 303
        assert "kept_form" not in client.cookies


async def test_the_csrf_token_is_still_asked_for_and_what_lacks_it_is_not_kept(
    client: httpx.AsyncClient, sign_in: Any
) -> None:
    await sign_in(Role.ADMINISTRATOR)
    hidden = await the_form(client)
    await client.post("/sign-out")
    answer = await client.post(
        PAGE, data=TYPED | hidden | {"_csrf_token": "wrong"}, headers={**HTML, "x-csrftoken": "wrong"}
    )
    assert answer.status_code == 403
    assert "kept_form" not in client.cookies


async def test_a_form_whose_cookies_are_all_gone_leads_back_to_its_page(
    client: httpx.AsyncClient, sign_in: Any
) -> None:
    """What was typed is still in the browser's tab, and comes back where it stands."""
    await sign_in(Role.ADMINISTRATOR)
    hidden = await the_form(client)
    client.cookies.clear()
    client.headers.pop("x-csrftoken", None)
    answer = await post(client, f"{PAGE}?from=list", PAGE, TYPED | hidden)
    assert answer.status_code == 403
    assert f'href="{PAGE}?from=list">回到原页面</a>' in answer.text
    assert "自动恢复" in answer.text
    assert "自行留存" not in answer.text
    elsewhere = await client.post(
        PAGE, data=TYPED | hidden, headers={**HTML, "referer": "https://elsewhere.example/form"}
    )
    assert "elsewhere.example" not in elsewhere.text
    assert "回到原页面" not in elsewhere.text


async def test_passwords_are_not_kept_and_what_waits_is_unreadable_in_redis(
    client: httpx.AsyncClient, sign_in: Any, application: Litestar
) -> None:
    name = await sign_in(Role.ADMINISTRATOR)
    hidden = await the_form(client, "/people/new")
    await client.post("/sign-out")
    typed = {"name": "明文可见吗", "sign_in_name": "half-way", "password": "a secret nobody keeps"}
    await post(client, "/people/new", "/people/new", typed | hidden)
    redis: Redis = application.state.redis
    stored = await redis.get("tianping:kept-form:" + hidden["_made_for"].partition(".")[0])
    assert stored is not None
    assert "明文可见吗".encode() not in stored
    assert 0 < await redis.ttl("tianping:kept-form:" + hidden["_made_for"].partition(".")[0]) <= 1800
    await sign_in_again(client, name, "/people/new")
    again = (await client.get("/people/new", headers=HTML)).text
    assert "明文可见吗" in again
    assert "a secret nobody keeps" not in again


async def test_a_program_is_answered_401_as_ever(client: httpx.AsyncClient, sign_in: Any) -> None:
    await sign_in(Role.ADMINISTRATOR)
    await client.post("/sign-out")
    answer = await client.post("/api/organisations", json=TYPED)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed")


def test_every_password_field_of_every_template_is_among_those_never_kept() -> None:
    written = "\n".join(
        file.read_text("utf-8")
        for file in PROJECT.glob("*/**/templates/**/*.html")
        if ".venv" not in file.parts
    )
    named = set(re.findall(r'ui\.field\("([^"]+)",[^}]*type="password"', written))
    assert "passphrase" in named
    assert named <= SECRET_FIELDS
    assert not re.search(r"<input[^>]*type=.password", written.replace('type="{{ type }}"', "")), (
        "by the macro alone"
    )
