"""A forgotten password through both doors; a contact with an account and one without are answered alike."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[2] / "integration/identity"))

from joining_cast import PASSWORD, code_told_to, newcomer, some_mobile

from identity.roles import Role

HTML = {"accept": "text/html,application/xhtml+xml"}
NEW = "another-long-password"


async def test_the_two_steps_on_pages(client: httpx.AsyncClient, now: datetime) -> None:
    contact = some_mobile()
    await newcomer(now, contact=contact)
    assert 'href="/forgotten"' in (await client.get("/sign-in", headers=HTML)).text
    asked = await client.post("/forgotten", data={"contact": contact})
    assert asked.status_code == 303
    code = await code_told_to(contact)
    wrong = await client.post(asked.headers["location"], data={"code": "x", "password": NEW}, headers=HTML)
    assert "验证码不正确" in wrong.text
    assert NEW not in wrong.text
    done = await client.post(asked.headers["location"], data={"code": code, "password": NEW})
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in?done=recovered")
    assert "新密码已设置" in (await client.get("/sign-in?done=recovered", headers=HTML)).text


async def test_the_same_over_json(client: httpx.AsyncClient, now: datetime) -> None:
    contact = some_mobile()
    await newcomer(now, contact=contact)
    asked = await client.post("/api/forgotten", json={"contact": contact})
    address = f"/api/forgotten/{asked.json()['id']}"
    refused = await client.post(address, json={"code": "000", "password": NEW})
    assert (refused.status_code, refused.json()["code"]) == (422, "code-wrong")
    code = await code_told_to(contact)
    assert (await client.post(address, json={"code": code, "password": NEW})).status_code == 204


async def test_a_known_and_an_unknown_contact_are_answered_alike(
    client: httpx.AsyncClient, now: datetime
) -> None:
    known, unknown = some_mobile(), some_mobile()
    await newcomer(now, contact=known)
    told = []
    for contact in (known, unknown):
        asked = await client.post("/forgotten", data={"contact": contact})
        shown = (await client.get(asked.headers["location"], headers=HTML)).text
        wrong = await client.post(
            asked.headers["location"], data={"code": "x", "password": NEW}, headers=HTML
        )
        plain = [
            re.sub(r'[0-9a-f]{8}-[0-9a-f-]{27}|value="[^"]*"|datetime="[^"]*"|\d\d:\d\d(:\d\d)?', "", text)
            for text in (shown, wrong.text)
        ]
        told.append((asked.status_code, wrong.status_code, *plain))
        assert contact not in asked.headers["location"] + shown
    assert told[0] == told[1]


async def test_an_account_shows_its_contact_on_pages_and_over_json(
    client: httpx.AsyncClient, sign_in: Any
) -> None:
    await sign_in(Role.ADMINISTRATOR)
    assert 'href="/account/contact"' in (await client.get("/account", headers=HTML)).text
    contact = some_mobile()
    asked = await client.post("/account/contact", data={"contact": contact})
    assert asked.headers["location"].startswith("/account/contact/")
    code = await code_told_to(contact)
    wrong = await client.post(asked.headers["location"], data={"code": code, "present": "x"}, headers=HTML)
    assert 'id="f-present"' in wrong.text
    assert 'role="alert"' in wrong.text
    done = await client.post(asked.headers["location"], data={"code": code, "present": PASSWORD})
    assert done.headers["location"] == "/account?done=contact"
    assert contact in (await client.get("/account/contact", headers=HTML)).text
    other = some_mobile()
    made = (await client.post("/api/account/contact", json={"contact": other})).json()["id"]
    word = {"code": await code_told_to(other), "present": PASSWORD}
    assert (await client.post(f"/api/account/contact/{made}", json=word)).status_code == 204
    assert other in (await client.get("/account/contact", headers=HTML)).text
