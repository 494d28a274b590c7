"""Administrators take people out of use, take roles away and reset passwords; sessions end with it."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import Counter
from contextvars import Context
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from somewhere import from_somewhere

from app.roles import ROLE_PERMISSIONS
from app.settings import Settings
from identity.actor import system_actor
from identity.operations.change_roles import OneRole, take_role
from identity.operations.deactivate_person import deactivate_person
from identity.operations.register_person import NewPerson, register_person
from identity.roles import Role
from identity.sessions import load_actor, use_role_permissions
from identity.tables import Person
from storage import audit
from storage.clock import platform_now
from storage.database import fetch, transaction

PASSWORD = "a-long-password-2026"
HTML = {"accept": "text/html,application/xhtml+xml"}
SIGNED_IN = "退出"


@pytest.fixture
async def person(application: Litestar, settings: Settings, now: datetime) -> Any:
    """A bidder with a browser of their own, signed in: (client, id, sign-in name)."""
    use_role_permissions(ROLE_PERMISSIONS)
    name = f"kept-{secrets.token_hex(5)}"
    founder = system_actor(permissions=ROLE_PERMISSIONS[Role.ADMINISTRATOR])
    new = NewPerson(sign_in_name=name, name="被管理人", password=PASSWORD, roles=(Role.BIDDER,))
    person_id = await register_person(actor=founder, new=new, now=now)
    transport = from_somewhere(application)
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as browser:
        await browser.get("/healthz")
        browser.headers["x-csrftoken"] = browser.cookies["csrftoken"]
        await browser.post("/api/session", json={"sign_in_name": name, "password": PASSWORD})
        yield browser, person_id, name


async def is_signed_in(browser: httpx.AsyncClient) -> bool:
    return bool((await browser.get("/api/session")).json()["person_id"])


async def epoch_of(client: httpx.AsyncClient, person_id: UUID) -> int:
    return int((await client.get(f"/api/people/{person_id}")).json()["epoch"])


async def logged(person_id: UUID) -> list[str]:
    await audit.caught_up()
    rows = await fetch(
        "SELECT convert_from(payload, 'UTF8')::jsonb ->> 'tag' AS tag FROM storage_audit_entry"
        " WHERE subject = $1 ORDER BY seq",
        str(person_id),
    )
    return [row["tag"] for row in rows]


async def test_a_deactivated_person_is_out_at_once_and_back_when_reactivated(
    client: httpx.AsyncClient, sign_in: Any, person: Any
) -> None:
    browser, person_id, name = person
    await sign_in(Role.ADMINISTRATOR)
    assert await is_signed_in(browser)
    answer = await client.post(f"/people/{person_id}/deactivate")
    assert answer.headers["location"] == f"/people/{person_id}?done=deactivated"
    assert not await is_signed_in(browser)
    again = await browser.post("/api/session", json={"sign_in_name": name, "password": PASSWORD})
    assert again.json()["code"] == "sign-in-refused"
    shown = (await client.get(answer.headers["location"], headers=HTML)).text
    assert "停用" in shown
    assert "其登录已全部结束" in shown
    assert (await client.post(f"/people/{person_id}/deactivate")).status_code == 409
    await client.post(f"/people/{person_id}/reactivate")
    assert not await is_signed_in(browser), "old sessions stay over"
    again = await browser.post("/api/session", json={"sign_in_name": name, "password": PASSWORD})
    assert again.status_code == 201


@pytest.mark.parametrize("sent", [{"data": {"role": "bidder"}}, {"files": {"paper": ("a.txt", b"a")}}])
async def test_a_form_that_asks_for_nothing_takes_nothing(
    client: httpx.AsyncClient, sign_in: Any, person: Any, sent: dict[str, Any]
) -> None:
    browser, person_id, _ = person
    await sign_in(Role.ADMINISTRATOR)
    path = f"/people/{person_id}/deactivate"
    refused = await client.post(path, headers=HTML, **sent)
    assert refused.status_code == 422
    assert "<h1>被管理人" in refused.text, "the page it stands on"
    over_json = await client.post(f"/api{path}", json={"role": "bidder"})
    assert (over_json.status_code, over_json.json()["errors"]["role"]["code"]) == (422, "field-unknown")
    assert await is_signed_in(browser)
    token = {"_csrf_token": client.cookies["csrftoken"]}
    assert (await client.post(path, data=token, headers=HTML)).status_code == 303


async def test_a_role_taken_ends_the_sessions_and_roles_that_may_not_meet_are_not_given(
    client: httpx.AsyncClient, sign_in: Any, person: Any
) -> None:
    browser, person_id, _ = person
    await sign_in(Role.ADMINISTRATOR)
    refused = await client.post(f"/people/{person_id}/give-role", data={"role": "supervisor"}, headers=HTML)
    assert refused.status_code == 422
    assert "同一人不得兼任" in refused.text
    assert await is_signed_in(browser)
    assert (await client.post(f"/people/{person_id}/take-role", data={"role": "bidder"})).status_code == 303
    assert not await is_signed_in(browser)
    assert (await client.post(f"/people/{person_id}/take-role", data={"role": "bidder"})).status_code == 409
    assert (
        await client.post(f"/people/{person_id}/give-role", data={"role": "supervisor"})
    ).status_code == 303
    actor = await load_actor(person_id)
    assert actor is not None
    assert actor.roles == {"supervisor"}
    assert (await client.post(f"/people/{person_id}/give-role", data={"role": "nonsense"})).status_code == 422


async def test_a_reset_password_serves_only_to_set_a_new_one(
    client: httpx.AsyncClient, sign_in: Any, person: Any
) -> None:
    browser, person_id, name = person
    await sign_in(Role.ADMINISTRATOR)
    seen = {"epoch": await epoch_of(client, person_id)}
    answer = await client.post(f"/people/{person_id}/reset-password", data=seen, headers=HTML)
    assert answer.headers["cache-control"] == "no-store"
    found = re.search(r"(?<![\w-])[a-z2-9]{4}(?:-[a-z2-9]{4}){3}(?![\w-])", answer.text)
    assert found
    assert not await is_signed_in(browser)
    for password, status in ((PASSWORD, 422), (found[0], 201)):
        tried = await browser.post("/api/session", json={"sign_in_name": name, "password": password})
        assert tried.status_code == status
    desk = await browser.get("/desk", headers=HTML)
    assert (desk.status_code, desk.headers["location"]) == (303, "/account#password")
    program = await browser.get("/api/key-boxes/mine")
    assert (program.status_code, program.json()["code"]) == (403, "new-password-needed")
    assert "请先在下方设置新密码" in (await browser.get("/account", headers=HTML)).text
    same = {"present": found[0], "password": found[0]}
    assert (await browser.post("/api/account/password", json=same)).json()["code"] == "password-same"
    new = {"present": found[0], "password": "another long password"}
    assert (await browser.post("/api/account/password", json=new)).status_code == 204
    answer = await browser.get("/desk", headers=HTML)
    assert answer.status_code == 200, answer.text[-1500:]


async def test_a_page_that_shows_a_one_time_password_does_nothing_again_when_it_is_sent_again(
    client: httpx.AsyncClient, sign_in: Any, person: Any
) -> None:
    """Reload after registering or resetting: told what was done, and where to reset; the password shown stays good."""
    browser, person_id, name = person
    await sign_in(Role.ADMINISTRATOR)
    entry = {"sign_in_name": f"twice-{secrets.token_hex(5)}", "name": "田野", "roles": "bidder"}
    assert (await client.post("/people/new", data=entry, headers=HTML)).status_code == 200
    again = await client.post("/people/new", data=entry, headers=HTML)
    assert again.status_code == 303
    told = (await client.get(again.headers["location"], headers=HTML)).text
    assert "已登记，没有重复登记" in told
    assert "重置密码" in told
    other = await client.post("/people/new", data={**entry, "name": "另一人"}, headers=HTML)
    assert (other.status_code, "登录名已被使用" in other.text) == (409, True)
    shown = (await client.get(f"/people/{person_id}", headers=HTML)).text
    [epoch] = re.findall(r'name="epoch" value="(\d+)"', shown)
    first = await client.post(f"/people/{person_id}/reset-password", data={"epoch": epoch}, headers=HTML)
    [password] = re.findall(r"<dt>一次性密码</dt><dd>([^<]+)</dd>", first.text)
    again = await client.post(f"/people/{person_id}/reset-password", data={"epoch": epoch}, headers=HTML)
    assert again.headers["location"] == f"/people/{person_id}?done=reset-before"
    assert "没有再重置" in (await client.get(again.headers["location"], headers=HTML)).text
    tried = await browser.post("/api/session", json={"sign_in_name": name, "password": password})
    assert tried.status_code == 201
    account = (await browser.get("/account", headers=HTML)).text
    assert "请先在下方设置新密码" in account
    assert "/account/keys" not in account, "it would only lead back here"


@pytest.mark.parametrize("door", ["page", "api"])
async def test_of_ten_resets_at_once_one_tells_a_password_and_it_stays_good(
    client: httpx.AsyncClient, sign_in: Any, person: Any, door: str
) -> None:
    browser, person_id, name = person
    await sign_in(Role.ADMINISTRATOR)
    sent = {"data" if door == "page" else "json": {"epoch": await epoch_of(client, person_id)}}
    path = f"{'/api' if door == 'api' else ''}/people/{person_id}/reset-password"
    answers = await asyncio.gather(*(client.post(path, **sent) for _ in range(10)))
    told = [answer for answer in answers if answer.status_code in (200, 201)]
    refused = [answer for answer in answers if answer not in told]
    assert (len(told), len(refused)) == (1, 9)
    if door == "api":
        assert {answer.json()["code"] for answer in refused} == {"password-reset-before"}
    else:
        assert {answer.headers["location"] for answer in refused} == {
            f"/people/{person_id}?done=reset-before"
        }
    [password] = re.findall(r"(?<![\w-])[a-z2-9]{4}(?:-[a-z2-9]{4}){3}(?![\w-])", told[0].text)
    tried = await browser.post("/api/session", json={"sign_in_name": name, "password": password})
    assert tried.status_code == 201


@pytest.mark.parametrize("epoch", [None, "", "x", "-1"])
@pytest.mark.parametrize("door", ["page", "api"])
async def test_a_reset_names_the_account_as_it_was_seen(
    client: httpx.AsyncClient, sign_in: Any, person: Any, door: str, epoch: str | None
) -> None:
    browser, person_id, _ = person
    await sign_in(Role.ADMINISTRATOR)
    body = {} if epoch is None else {"epoch": epoch}
    path = f"/people/{person_id}/reset-password"
    if door == "page":
        answer = await client.post(path, data=body, headers=HTML)
    else:
        answer = await client.post(f"/api{path}", json=body)
        assert list(answer.json()["errors"]) == ["epoch"]
    assert answer.status_code == 422
    assert await is_signed_in(browser)


@pytest.mark.parametrize("door", ["page", "api"])
async def test_whom_an_administrator_enters_sets_a_password_of_their_own_first(
    client: httpx.AsyncClient, sign_in: Any, application: Litestar, settings: Settings, door: str
) -> None:
    await sign_in(Role.ADMINISTRATOR)
    name = f"new-{secrets.token_hex(5)}"
    entry = {"sign_in_name": name, "name": "新来人"}
    if door == "page":
        answer = await client.post("/people/new", data={**entry, "roles": "bidder"}, headers=HTML)
        [password] = re.findall(r"<dt>一次性密码</dt><dd>([^<]+)</dd>", answer.text)
    else:
        twice = await client.post("/api/people", json={**entry, "roles": ["bidder", "bidder"]})
        assert (twice.status_code, list(twice.json()["errors"])) == (422, ["roles-1"])
        answer = await client.post("/api/people", json={**entry, "roles": ["bidder"]})
        password = answer.json()["password"]
    assert answer.headers["cache-control"] == "no-store"
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as browser:
        await browser.get("/healthz")
        browser.headers["x-csrftoken"] = browser.cookies["csrftoken"]
        await browser.post("/api/session", json={"sign_in_name": name, "password": password})
        assert (await browser.get("/api/key-boxes/mine")).json()["code"] == "new-password-needed"
        new = {"present": password, "password": "a long one of my own"}
        assert (await browser.post("/api/account/password", json=new)).status_code == 204
        assert (await browser.get("/desk", headers=HTML)).status_code == 200


async def test_a_one_time_password_is_over_after_a_day(
    client: httpx.AsyncClient, sign_in: Any, person: Any, now: datetime
) -> None:
    browser, person_id, name = person
    await sign_in(Role.ADMINISTRATOR)
    seen = {"epoch": await epoch_of(client, person_id)}
    made = (await client.post(f"/api/people/{person_id}/reset-password", json=seen)).json()
    await Person.update({Person.one_time_until: now}).where(Person.id == person_id)
    tried = await browser.post("/api/session", json={"sign_in_name": name, "password": made["password"]})
    assert tried.json()["code"] == "sign-in-refused"


async def test_every_act_over_json_stands_in_the_log_and_no_password_does(
    client: httpx.AsyncClient, sign_in: Any, person: Any
) -> None:
    _, person_id, _ = person
    await sign_in(Role.ADMINISTRATOR)
    base = f"/api/people/{person_id}"
    seen = {"epoch": await epoch_of(client, person_id)}
    made = (await client.post(f"{base}/reset-password", json=seen)).json()
    assert (await client.post(f"{base}/take-role", json={"role": "bidder"})).status_code == 204
    assert (await client.post(f"{base}/give-role", json={"role": "agency"})).status_code == 204
    assert (await client.post(f"{base}/deactivate")).status_code == 204
    assert (await client.post(f"{base}/reactivate")).status_code == 204
    assert (await client.post(f"{base}/take-role", json={"role": "nonsense"})).status_code == 422
    assert (await logged(person_id))[-5:] == [
        "identity:password:reset",
        "identity:role:take",
        "identity:role:give",
        "identity:person:deactivate",
        "identity:person:reactivate",
    ]
    rows = await fetch("SELECT payload FROM storage_audit_entry WHERE subject = $1", str(person_id))
    assert all(made["password"].encode() not in row["payload"] for row in rows)


@pytest.mark.parametrize("act", ["deactivate", "reactivate", "reset-password", "give-role", "take-role"])
async def test_only_administrators_keep_people_and_nobody_their_own_account(
    client: httpx.AsyncClient, sign_in: Any, person: Any, act: str
) -> None:
    browser, person_id, _ = person
    sent = {
        "reset-password": {"epoch": 0},
        "give-role": {"role": "expert"},
        "take-role": {"role": "expert"},
    }.get(act)
    assert (await browser.post(f"/people/{person_id}/{act}", data=sent)).status_code == 403
    name = await sign_in(Role.ADMINISTRATOR)
    me = await Person.objects().where(Person.sign_in_name == name).first()
    assert me is not None
    own = await client.post(f"/people/{me.id}/{act}", data=sent, headers=HTML)
    assert own.status_code == 409
    assert "不能对自己的账户" in own.text
    unknown = await client.post(f"/people/{UUID(int=1)}/{act}", data=sent, headers=HTML)
    assert unknown.status_code == 404


async def administrators(*, count: int, now: datetime) -> list[UUID]:
    use_role_permissions(ROLE_PERMISSIONS)
    founder = system_actor(permissions=ROLE_PERMISSIONS[Role.ADMINISTRATOR])
    ids = []
    for number in range(count):
        new = NewPerson(
            sign_in_name=f"admin-{number}", name="管理员", password=PASSWORD, roles=(Role.ADMINISTRATOR,)
        )
        ids.append(await register_person(actor=founder, new=new, now=now))
    return ids


async def test_of_administrators_who_deactivate_each_other_at_once_one_remains(fresh_database: str) -> None:
    now = await platform_now()
    ids = await administrators(count=2, now=now)
    actors = [await load_actor(person_id) for person_id in ids]
    said = await asyncio.gather(
        *(
            deactivate_person(actor=actor, person_id=ids[1 - n], now=now)
            for n, actor in enumerate(actors)
            if actor
        ),
        return_exceptions=True,
    )
    assert Counter(getattr(one, "code", "done") for one in said) == {"done": 1, "permission-missing": 1}
    assert await Person.count().where(Person.active == True) == 1  # noqa: E712 - a column
    [last] = await Person.objects().where(Person.active == True)  # noqa: E712 - a column
    founder = system_actor(permissions=ROLE_PERMISSIONS[Role.ADMINISTRATOR])
    with pytest.raises(Exception, match="last-administrator"):
        await deactivate_person(actor=founder, person_id=last.id, now=now)


async def test_of_administrators_who_take_each_others_role_at_once_one_is_refused(
    fresh_database: str,
) -> None:
    now = await platform_now()
    ids = await administrators(count=3, now=now)  # a third one, so that the very last is never what refuses
    first, second = [await load_actor(person_id) for person_id in ids[:2]]
    word = OneRole(role=Role.ADMINISTRATOR)
    takes = [(first, ids[1]), (second, ids[0])]
    async with transaction():  # whoever holds the rows: both have asked before either is answered
        await fetch("SELECT FROM identity_person FOR UPDATE")
        tries = [
            asyncio.create_task(
                take_role(actor=actor, person_id=other, word=word, now=now), context=Context()
            )
            for actor, other in takes
            if actor
        ]
        await asyncio.sleep(0.5)
    said = await asyncio.gather(*tries, return_exceptions=True)
    assert Counter(getattr(one, "code", "done") for one in said) == {"done": 1, "permission-missing": 1}
    assert len(await fetch("SELECT FROM identity_role_grant WHERE role = 'administrator'")) == 2


async def test_the_register_is_paged_searched_and_shows_who_is_out_of_use(
    client: httpx.AsyncClient, sign_in: Any, person: Any
) -> None:
    _, person_id, name = person
    await sign_in(Role.ADMINISTRATOR)
    await client.post(f"/people/{person_id}/deactivate")
    found = (await client.get(f"/people?q={name}", headers=HTML)).text
    assert f'href="/people/{person_id}"' in found
    assert "停用" in found
    assert "没有找到人员" in (await client.get("/people?q=no-such-person-at-all", headers=HTML)).text


@pytest.mark.parametrize("door", ["/people/new", "/api/people"])
async def test_a_person_of_an_organisation_that_is_not_there_is_refused(
    client: httpx.AsyncClient, sign_in: Any, door: str
) -> None:
    await sign_in(Role.ADMINISTRATOR)
    entry = {
        "sign_in_name": f"of-{secrets.token_hex(5)}",
        "name": "无单位",
        "organisation_id": str(UUID(int=0)),
    }
    if door.startswith("/api"):
        answer = await client.post(door, json={**entry, "roles": ["bidder"]})
        assert list(answer.json()["errors"]) == ["organisation_id"]
    else:
        answer = await client.post(door, data={**entry, "roles": "bidder"}, headers=HTML)
        assert "请从列出的单位中选择" in answer.text
    assert answer.status_code == 422


async def test_what_is_wrong_with_a_new_person_is_told_in_one_round(
    client: httpx.AsyncClient, sign_in: Any
) -> None:
    await sign_in(Role.ADMINISTRATOR)
    entry = {"sign_in_name": "UP PER", "name": ""}
    page = (await client.post("/people/new", data=entry, headers=HTML)).text
    assert re.findall(r'class="field-error" id="e-([^"]+)"', page) == ["name", "sign_in_name", "roles"]
    assert "请选择“角色”" in page
