"""`/calendar` for everybody, its form for administrators, and the same over JSON."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from factories import trading_cast

from identity.actor import Actor
from identity.passwords import hash_password
from identity.roles import Role
from identity.sessions import use_role_permissions
from identity.tables import Person
from trading.rules import provisional_body

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture(autouse=True)
def role_permissions() -> None:
    use_role_permissions(trading_cast.PERMISSIONS)


async def sign_in(client: httpx.AsyncClient, role: Role) -> Actor:
    actor = await trading_cast.make_person(role, with_keys=False)
    await Person.update({Person.password_hash: await hash_password(PASSWORD)}).where(
        Person.id == actor.person_id
    )
    person = await Person.objects().where(Person.id == actor.person_id).first()
    assert person is not None
    answer = await client.post("/sign-in", data={"sign_in_name": person.sign_in_name, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return actor


def body() -> dict[str, Any]:
    found = provisional_body(2027)
    assert found is not None
    return found


def typed() -> dict[str, str]:
    return {
        "source": "国办发明电〔2026〕X号",
        "days_off": "2027-01-01..2027-01-03\n2027-02-05至2027-02-11\n2027-04-03..2027-04-05\n"
        "2027-05-01..2027-05-05\n2027-06-09、2027-09-15\n2027-10-01..2027-10-07",
        "days_worked": "2027-02-13\n2027-05-08\n2027-09-26\n2027-10-09",
        "provisional": "on",
    }


async def test_everybody_reads_a_year_with_its_source(client: httpx.AsyncClient) -> None:
    shown = await client.get("/calendar/2026")
    assert shown.status_code == 200
    assert "国务院办公厅关于2026年部分节假日安排的通知" in shown.text
    assert "2026年2月15日（星期日）至2026年2月23日（星期一），共9天" in shown.text
    assert '<td class="month-worked">20<span>班</span></td>' in shown.text
    assert (await client.get("/calendar")).status_code == 200


async def test_a_missing_year_tells_who_enters_it(client: httpx.AsyncClient) -> None:
    shown = (await client.get("/calendar/2027")).text
    assert "2027年节假日安排尚未录入" in shown
    assert "平台管理员" in shown
    assert 'name="days_off"' not in shown
    answer = await client.get("/api/calendar/2027")
    assert answer.status_code == 404
    problem = answer.json()
    assert problem["code"] == "holiday-year-unknown"
    assert "/calendar" in problem["detail"]


async def test_strangers_and_other_roles_do_not_enter(client: httpx.AsyncClient) -> None:
    assert (await client.post("/calendar/2027", data=typed())).headers["location"].startswith("/sign-in")
    assert (await client.post("/api/calendar/2027", json=body())).status_code == 401
    await sign_in(client, Role.CENTRE_STAFF)
    assert (await client.post("/calendar/2027", data=typed())).status_code == 403
    assert (await client.post("/api/calendar/2027", json=body())).status_code == 403


async def test_an_administrator_enters_and_corrects_on_the_page(client: httpx.AsyncClient) -> None:
    await sign_in(client, Role.ADMINISTRATOR)
    assert 'name="days_off"' in (await client.get("/calendar/2027")).text
    done = await client.post("/calendar/2027", data=typed())
    assert done.status_code == 303, done.text
    shown = (await client.get(done.headers["location"])).text
    assert "演练用，待正式公布后更正" in shown
    assert "2027年2月5日至2027年2月11日" in shown  # the form, filled in for a correction
    seq = (await client.get("/api/calendar/2027")).json()["audit_seq"]
    assert f'href="/log/entries/{seq}"' in shown
    assert (await client.get(f"/log/entries/{seq}")).status_code == 200
    count = {"start": "2026-12-31", "end": "2027-01-08"}
    assert (await client.get("/api/working-days", params=count)).json() == {"count": 5}
    again = {name: text for name, text in typed().items() if name != "provisional"}
    assert (await client.post("/calendar/2027", data=again)).status_code == 303
    assert (await client.get("/api/calendar/2027")).json()["provisional"] is False


async def test_what_was_typed_stays_beside_what_is_wrong_with_it(client: httpx.AsyncClient) -> None:
    await sign_in(client, Role.ADMINISTRATOR)
    wrong = {**typed(), "days_off": "2027-01-01..2027-01-03", "days_worked": "2027-01-04"}
    answer = await client.post("/calendar/2027", data=wrong)
    assert answer.status_code == 422
    assert "劳动节5月1日、5月2日是法定节假日" in answer.text
    assert "《全国年节及纪念日放假办法》第二条" in answer.text
    assert "2027年1月4日（星期一）不是周末" in answer.text
    assert "2027-01-01..2027-01-03</textarea>" in answer.text
    unreadable = await client.post("/calendar/2027", data={**typed(), "days_worked": "元月"})
    assert unreadable.status_code == 422
    assert "“元月”无法识别" in unreadable.text


async def test_a_running_year_is_amended_on_the_page(client: httpx.AsyncClient) -> None:
    assert 'name="days_off"' not in (await client.get("/calendar/2026")).text
    await sign_in(client, Role.ADMINISTRATOR)
    shown = (await client.get("/calendar/2026")).text
    assert "修订本年度安排" in shown
    told = (await client.get("/api/calendar/2026")).json()
    amended = {
        "source": "国务院办公厅关于调整2026年放假安排的通知",
        "days_off": "\n".join([*told["days_off"], "2026-12-01"]),
        "days_worked": "\n".join(told["days_worked"]),
    }
    same = {**amended, "days_off": "\n".join(told["days_off"])}
    refused = await client.post("/calendar/2026", data=same)
    assert refused.status_code == 422
    assert "没有需要修订的日期" in refused.text
    assert (await client.post("/calendar/2026", data=amended)).status_code == 303
    after = (await client.get("/calendar/2026")).text
    assert "已修订" in after
    assert "国务院办公厅关于调整2026年放假安排的通知" in after
    assert (await client.get("/api/calendar/2026")).json()["version"] in after


async def test_over_json_a_year_is_entered_and_read(client: httpx.AsyncClient) -> None:
    await sign_in(client, Role.ADMINISTRATOR)
    answer = await client.post("/api/calendar/2027", json=body())
    assert answer.status_code == 200, answer.text
    told = (await client.get("/api/calendar/2027")).json()
    assert told["days_off"] == body()["days_off"].splitlines()
    assert (told["official"], told["provisional"]) == (False, True)


async def test_several_faults_over_json_arrive_by_field(client: httpx.AsyncClient) -> None:
    await sign_in(client, Role.ADMINISTRATOR)
    wrong = {**body(), "days_off": "2027-01-01", "days_worked": "2027-01-05"}
    problem = (await client.post("/api/calendar/2027", json=wrong)).json()
    assert (problem["status"], problem["code"]) == (422, "several-faults")
    assert set(problem["errors"]) == {"days_off", "days_worked"}
    assert problem["errors"]["days_off"]["article"] == "《全国年节及纪念日放假办法》第二条"
    assert "劳动节" in problem["errors"]["days_off"]["message"]
    assert "国庆节" in problem["errors"]["days_off"]["message"]
