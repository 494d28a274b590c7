"""Joining through both doors: the pages without a script, and JSON; what guards, strangers and files are answered."""

from __future__ import annotations

import re
import secrets
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from factories.bidding_cast import lot_taking_bids, make_bidding_cast
from litestar import Litestar

sys.path.insert(0, str(Path(__file__).parents[2] / "integration/identity"))

from joining_cast import LICENCE, PASSWORD, code_told_to, newcomer, some_mobile, some_uscc

from app.settings import Settings
from bidding_room.operations.begin_bid import NewDraft, begin_bid
from core.errors import Forbidden
from identity.roles import Role

HTML = {"accept": "text/html,application/xhtml+xml"}
PDF = b"%PDF-1.7 a business licence"


@pytest.fixture
async def staff(application: Litestar, settings: Settings, now: datetime) -> Any:
    """A browser of the trading centre's."""
    from somewhere import from_somewhere

    from app.roles import ROLE_PERMISSIONS
    from identity.actor import system_actor
    from identity.operations.register_person import NewPerson, register_person

    name = f"staff-{secrets.token_hex(4)}"
    founder = system_actor(permissions=ROLE_PERMISSIONS[Role.ADMINISTRATOR])
    new = NewPerson(sign_in_name=name, name="中心人", password=PASSWORD, roles=(Role.CENTRE_STAFF,))
    await register_person(actor=founder, new=new, now=now)
    async with httpx.AsyncClient(
        transport=from_somewhere(application), base_url=settings.public_url
    ) as browser:

        async def send_token(request: httpx.Request) -> None:
            request.headers["x-csrftoken"] = browser.cookies.get("csrftoken", "")

        browser.event_hooks["request"].append(send_token)
        await browser.get("/healthz")
        answer = await browser.post("/sign-in", data={"sign_in_name": name, "password": PASSWORD})
        assert answer.status_code == 303
        yield browser


async def joined(client: httpx.AsyncClient) -> str:
    """An account, by the pages; `client` is signed in afterwards."""
    contact = some_mobile()
    asked = await client.post("/join", data={"contact": contact})
    assert asked.status_code == 303
    code = await code_told_to(contact)
    typed = {"code": code, "name": "赵六", "sign_in_name": f"j{secrets.token_hex(5)}", "password": PASSWORD}
    opened = await client.post(asked.headers["location"], data=typed)
    assert (opened.status_code, opened.headers["location"]) == (303, "/join/organisation")
    return contact


async def test_the_three_steps_and_the_review_on_pages(
    client: httpx.AsyncClient, staff: httpx.AsyncClient
) -> None:
    await joined(client)
    assert "申请入驻" in (await client.get("/desk", headers=HTML)).text
    typed = {"name": f"页上单位{secrets.token_hex(3)}", "uscc": "9144", "role": "agency", "address": "第一路"}
    file = {"licence": ("licence.pdf", PDF, "application/pdf")}
    refused = await client.post("/join/organisation", data=typed, files=file)
    assert "18位" in refused.text
    assert 'value="第一路"' in refused.text
    typed["uscc"] = some_uscc()
    done = await client.post("/join/organisation", data=typed, files=file)
    assert (done.status_code, done.headers["location"]) == (303, "/join/organisation")
    assert "待审核" in (await client.get("/join/organisation", headers=HTML)).text
    assert typed["name"] in (await staff.get("/desk", headers=HTML)).text
    listed = (await staff.get("/joinings", headers=HTML)).text
    found = re.search(rf'href="(/joinings/[0-9a-f-]+)">{typed["name"]}', listed)
    assert found is not None
    unsaid = await staff.post(f"{found[1]}/return", data={"version": "1", "reason": " "})
    assert "须补正的内容" in unsaid.text
    returned = await staff.post(f"{found[1]}/return", data={"version": "1", "reason": "代码与证照不符"})
    assert returned.status_code == 303
    mending = (await client.get("/join/organisation", headers=HTML)).text
    assert "代码与证照不符" in mending
    assert typed["name"] in mending
    assert "代码与证照不符" in (await client.get("/desk", headers=HTML)).text
    await client.post("/join/organisation", data=typed | {"phone": "028-1"})
    assert (await staff.post(f"{found[1]}/accept", data={"version": "2"})).status_code == 303
    assert (await client.get("/api/session")).json()["roles"] == ["agency"]
    assert "已通过" in (await client.get("/join/organisation", headers=HTML)).text


async def test_the_same_over_json(client: httpx.AsyncClient, staff: httpx.AsyncClient) -> None:
    contact = f"{secrets.token_hex(4)}@example.cn"
    asked = await client.post("/api/join", json={"contact": contact.upper()})
    assert asked.status_code == 201
    code = await code_told_to(contact)
    typed = {"code": code, "name": "赵六", "sign_in_name": f"j{secrets.token_hex(5)}", "password": PASSWORD}
    assert (await client.post(f"/api/join/{asked.json()['id']}", json=typed)).status_code == 201
    assert (await client.get("/api/join/organisation")).status_code == 404
    word = {
        "name": f"接口单位{secrets.token_hex(3)}",
        "uscc": some_uscc(),
        "role": "bidder",
        "licence": LICENCE,
    }
    made = await client.post("/api/join/organisation", json=word)
    assert made.status_code == 201, made.text
    own = (await client.get("/api/join/organisation")).json()
    assert (own["state"], own["name"]) == ("waiting", word["name"])
    address = f"/api/joinings/{made.json()['id']}"
    review = (await staff.get(address)).json()
    assert (review["contact"], review["namesakes"]) == (contact, [])
    first = (await staff.get("/api/joinings", params={"size": 1})).json()
    assert first["items"][0]["state"] == "waiting"
    assert (await staff.post(f"{address}/accept", json={"version": 1})).status_code == 204
    again = await staff.post(f"{address}/accept", json={"version": 1})
    assert (again.status_code, again.json()["code"]) == (409, "illegal-transition")


async def test_a_licence_is_kept_never_shown_and_only_by_staff_and_its_own(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, application: Litestar, settings: Settings
) -> None:
    await joined(client)
    word = {
        "name": f"证照单位{secrets.token_hex(3)}",
        "uscc": some_uscc(),
        "role": "bidder",
        "licence": LICENCE,
    }
    made = (await client.post("/api/join/organisation", json=word)).json()["id"]
    for reader, address in (
        (client, "/join/organisation/licence"),
        (staff, f"/joinings/{made}/licence"),
    ):
        answer = await reader.get(address)
        assert (answer.status_code, answer.content) == (200, PDF)
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
    for address in (f"/joinings/{made}/licence", f"/joinings/{made}", "/joinings", f"/api/joinings/{made}"):
        assert (await client.get(address, headers={"accept": "application/json"})).status_code == 403


async def test_who_waits_cannot_bid_neither_at_the_guard_nor_inside(
    client: httpx.AsyncClient, now: datetime
) -> None:
    lot = await lot_taking_bids(await make_bidding_cast())
    await joined(client)
    word = {
        "name": f"先投单位{secrets.token_hex(3)}",
        "uscc": some_uscc(),
        "role": "bidder",
        "licence": LICENCE,
    }
    assert (await client.post("/api/join/organisation", json=word)).status_code == 201
    answer = await client.post(f"/api/lots/{lot}/bid-drafts", json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "permission-missing")
    with pytest.raises(Forbidden, match="permission-missing"):
        await begin_bid(actor=await newcomer(now), lot_id=lot, word=NewDraft())


async def test_a_known_and_an_unknown_contact_are_answered_alike(
    client: httpx.AsyncClient, now: datetime
) -> None:
    known, unknown = some_mobile(), some_mobile()
    await newcomer(now, contact=known)
    told = []
    for contact in (known, unknown):
        asked = await client.post("/join", data={"contact": contact})
        page = await client.get(asked.headers["location"], headers=HTML)
        shape = re.sub(
            r"[0-9a-f]{8}-[0-9a-f-]{27}|value=\"[^\"]*\"|datetime=\"[^\"]*\"|\d\d:\d\d(:\d\d)?", "", page.text
        )
        told.append((asked.status_code, shape))
        assert contact not in asked.headers["location"]
        assert contact not in page.text
    assert told[0] == told[1]


@pytest.mark.parametrize("contact", ["", "12345", "23800000000", "a@b", "x" * 121, "a@b.c<script>"])
async def test_what_is_no_contact_is_refused_beside_the_field(
    client: httpx.AsyncClient, contact: str
) -> None:
    answer = await client.post("/join", data={"contact": contact}, headers=HTML)
    assert 'id="f-contact"' in answer.text
    assert 'role="alert"' in answer.text


async def test_a_wrong_code_keeps_what_was_typed_but_no_password(client: httpx.AsyncClient) -> None:
    asked = await client.post("/join", data={"contact": some_mobile()})
    typed = {"code": "abc", "name": "赵六", "sign_in_name": "zhaoliu-1", "password": PASSWORD}
    answer = await client.post(asked.headers["location"], data=typed, headers=HTML)
    assert "验证码不正确" in answer.text
    assert 'value="zhaoliu-1"' in answer.text
    assert PASSWORD not in answer.text


async def test_the_spool_is_read_by_administrators_alone(
    client: httpx.AsyncClient, sign_in: Any, staff: httpx.AsyncClient
) -> None:
    contact = some_mobile()
    await staff.post("/api/join", json={"contact": contact})
    await code_told_to(contact)
    assert (await staff.get("/training/messages", headers={"accept": "application/json"})).status_code == 403
    await sign_in(Role.ADMINISTRATOR)
    assert contact in (await client.get("/training/messages", headers=HTML)).text
