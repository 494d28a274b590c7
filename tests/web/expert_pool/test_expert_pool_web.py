"""The pool's pages and API over HTTP: who may, who may not, and what a page must not say."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from identity.roles import Role
from identity.tables import Person

sys.path.insert(0, str(Path(__file__).parents[2] / "integration" / "expert_pool"))

import draw_cast
from beside_fields import BLANK, fault_beside
from draw_cast import Cast

NOBODY = UUID(int=1)


STAFF_PAGES = ["/experts", "/experts/new", "/specialities", "/draw-console", f"/draw-console/{NOBODY}"]


@pytest.mark.parametrize("path", [*STAFF_PAGES, "/draw-party", "/invitations"])
async def test_strangers_are_led_to_the_sign_in_page(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("role", [Role.BIDDER, Role.TENDERER, Role.EXPERT, Role.ADMINISTRATOR])
async def test_only_the_trading_centre_sees_pool_and_console(door: Any, role: Role):
    client = await door(await draw_cast.make_person(role))
    assert [(await client.get(path)).status_code for path in STAFF_PAGES] == [403] * len(STAFF_PAGES)


@pytest.mark.parametrize("role", [Role.BIDDER, Role.CENTRE_STAFF, Role.AGENCY, Role.SUPERVISOR])
async def test_only_experts_have_invitations(door: Any, role: Role):
    client = await door(await draw_cast.make_person(role))
    assert (await client.get("/invitations")).status_code == 403


async def test_an_expert_is_entered_found_edited_and_paused(cast: Cast, door: Any, now: datetime):
    person = await draw_cast.make_person(Role.EXPERT)
    client = await door(cast.staff)
    form = {
        "person_id": str(person.person_id),
        "employer_name": "电子科技大学",
        "title": "教授",
        "title_level": "senior",
        "years": "20",
        "birth_on": "１９７０年５月６日",
        "specialities": cast.speciality,
        "employments-0-organisation_name": "蓝海科技有限公司",
        "employments-0-until_on": f"{now.date() - timedelta(days=30)}",
        "employments-1-organisation_name": "",
        "relatives-0-relation": "配偶",
        "relatives-0-organisation_name": "远大建设有限公司",
        "relatives-0-post": "leads",
    }
    entered = await client.post("/experts/new", data=form)
    assert entered.status_code == 303, entered.text
    file_page = (await client.get(entered.headers["location"])).text
    assert "蓝海科技有限公司" in file_page
    assert 'value="1970-05-06"' in file_page
    assert "远大建设有限公司" in file_page
    found = (await client.get("/experts", params={"q": person.name})).text
    assert "共 1 名专家" in found

    del form["person_id"]
    refused = await client.post(
        entered.headers["location"], data={**form, "employments-1-organisation_uscc": "123"}
    )
    assert "任职或持股 2：统一社会信用代码" in refused.text
    saved = await client.post(entered.headers["location"], data=form)
    assert "档案已保存" in (await client.get(saved.headers["location"])).text

    paused = await client.post(
        f"{entered.headers['location']}/state", data={"event": "pause", "reason": "进修"}
    )
    assert paused.status_code == 303
    assert "暂停" in (await client.get(entered.headers["location"])).text


async def test_an_entry_with_another_employer_than_the_accounts_says_so(cast: Cast, door: Any, now: datetime):
    expert_id, actor = await draw_cast.make_expert(cast, now=now)
    client = await door(cast.staff)
    assert "该专家的账号属于" not in (await client.get(f"/experts/{expert_id}")).text
    await Person.update({Person.organisation: cast.tenderer.organisation_id}).where(
        Person.id == actor.person_id
    )
    told = (await client.get(f"/experts/{expert_id}")).text
    assert f"该专家的账号属于{cast.tenderer.organisation_name}" in told
    assert "《政府采购货物和服务招标投标管理办法》第四十七条" in told


async def test_mistakes_stand_beside_their_fields_with_the_article(cast: Cast, door: Any):
    person = await draw_cast.make_person(Role.EXPERT)
    client = await door(cast.staff)
    answer = await client.post(
        "/experts/new",
        data={
            "person_id": str(person.person_id),
            "employer_name": "电子科技大学",
            "title": "工程师",
            "title_level": "intermediate",
            "years": "3",
            "birth_year": "1990",
            "specialities": cast.speciality,
        },
    )
    assert answer.status_code == 422
    assert "从事相关领域工作满8年" in answer.text
    assert "《政府采购评审专家管理办法》第六条" in answer.text
    assert 'value="电子科技大学"' in answer.text


async def test_an_empty_search_says_why(cast: Cast, door: Any):
    client = await door(cast.staff)
    assert "没有符合条件的专家" in (await client.get("/experts", params={"q": "查无此人"})).text


async def test_experts_over_json(cast: Cast, door: Any, client: httpx.AsyncClient):
    person = await draw_cast.make_person(Role.EXPERT)
    await door(cast.staff)
    file = {
        "employer_name": "电子科技大学",
        "title": "教授",
        "title_level": "senior",
        "years": 20,
        "birth_year": 1970,
        "specialities": [cast.speciality],
    }
    entered = await client.post("/api/experts", json={"person_id": str(person.person_id), **file})
    assert entered.status_code == 201, entered.text
    expert = f"/api/experts/{entered.json()['id']}"
    assert (await client.post(expert, json=file | {"years": 21})).status_code == 204
    changed = await client.post(f"{expert}/state", json={"event": "pause", "reason": "进修"})
    assert changed.status_code == 204
    listed = (await client.get("/api/experts", params={"speciality": cast.speciality})).json()
    assert (listed["total"], listed["experts"][0]["state"]) == (1, "paused")


async def test_no_reason_for_a_pause_is_told_beside_the_reason(cast: Cast, door: Any, now: datetime):
    expert_id, _ = await draw_cast.make_expert(cast, now=now)
    client = await door(cast.staff)
    refused = await client.post(f"/experts/{expert_id}/state", data={"event": "pause", "reason": BLANK})
    assert refused.status_code == 422
    assert fault_beside(refused.text, "pause-reason") == "请填写理由"
    assert refused.text.count('<details class="confirm" open>') == 1
    over_json = await client.post(f"/api/experts/{expert_id}/state", json={"event": "pause", "reason": BLANK})
    assert over_json.json()["errors"]["reason"]["code"] == "reason-missing"
