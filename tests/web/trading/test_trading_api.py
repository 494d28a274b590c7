"""Trading over JSON: refusals as problem documents, and the hash a reader can check."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from factories import trading_cast

from app.roles import ROLE_PERMISSIONS
from core.clock import local_day
from core.errors import NotFound
from identity.actor import Actor
from identity.passwords import hash_password
from identity.sessions import use_role_permissions
from identity.tables import Person
from storage import audit
from storage.clock import platform_now
from storage.database import execute
from trading.notices.operations.publish_notice import publish_notice
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries.linting import findings_in, findings_of, read_draft
from trading.tables import Project
from trading.working_calendar import calendar_now

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def role_permissions() -> None:
    use_role_permissions(ROLE_PERMISSIONS)


@pytest.fixture
async def cast(database: None) -> trading_cast.Cast:
    made = await trading_cast.make_cast()
    hashed = await hash_password(PASSWORD)
    ids = [made.agency.person_id, made.host.person_id]
    await Person.update({Person.password_hash: hashed}).where(Person.id.is_in(ids))
    return made


async def sign_in(client: httpx.AsyncClient, actor: Actor) -> None:
    person = await Person.objects().where(Person.id == actor.person_id).first()
    assert person is not None
    answer = await client.post(
        "/api/session", json={"sign_in_name": person.sign_in_name, "password": PASSWORD}
    )
    assert answer.status_code in (200, 201), answer.text


async def begun(client: httpx.AsyncClient, cast: trading_cast.Cast) -> str:
    await sign_in(client, cast.agency)
    answer = await client.post(
        "/api/projects",
        json={
            "tenderer_id": str(cast.tenderer.organisation_id),
            "region": "510116",
            "template_id": "land-enforcement-service",
        },
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["no"])


def times(now: datetime, *, days: int) -> dict[str, str]:
    publish_at = now + timedelta(minutes=5)
    return {
        "publish_at": publish_at.isoformat(),
        "documents_until": (publish_at + timedelta(days=21)).isoformat(),
        "bids_due_at": (publish_at + timedelta(days=days)).isoformat(),
        "opening_place": "第一开标室",
        "day_off_reason": "测试需要",
    }


async def test_unlawful_times_are_a_problem_document_with_the_article(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    no = await begun(client, cast)
    answer = await client.post(f"/api/projects/{no}/times", json=times(now, days=19))
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert "deadline-too-soon" in problem["facts"]
    assert "《政府采购法》第三十五条" in problem["article"]


async def test_a_project_is_carried_to_acceptance(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    no = await begun(client, cast)
    missing = await client.post(f"/api/projects/{no}/submission")
    assert missing.json()["code"] == "several-faults"
    assert {"panel-size", "times-missing"} <= missing.json()["facts"].keys()
    officers = [{"duty": duty.value, "person_id": str(person)} for duty, person in cast.seats]
    assert (await client.post(f"/api/projects/{no}/panel", json={"officers": officers})).status_code == 200
    assert (await client.post(f"/api/projects/{no}/times", json=times(now, days=21))).status_code == 200
    checks = (await client.get(f"/api/projects/{no}/checks")).json()
    assert all(not check["findings"] for check in checks["checks"])
    assert (await client.post(f"/api/projects/{no}/submission")).json()["state"] == "submitted"
    assert (await client.post(f"/api/projects/{no}/accept")).status_code == 403
    await sign_in(client, cast.host)
    accepted = await client.post(f"/api/projects/{no}/accept")
    assert accepted.json()["state"] == "accepted"
    assert (await client.get(f"/api/projects/{no}")).json()["lot"]["project_no"] == no


async def test_the_body_served_is_the_body_whose_hash_is_logged(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    _, notice = await trading_cast.accepted(cast, now=now)
    await publish_notice(actor=trading_cast.SYSTEM, notice_id=notice.id, now=notice.publish_at)
    article = (await client.get(f"/api/notices/{notice.no}")).json()
    body = (await client.get(f"/api/notices/{notice.no}/body")).content
    entry = await audit.entry(article["audit_seq"])
    assert entry.facts is not None
    assert entry.facts.facts["body_sha256"] == sha256(body).hexdigest()


async def test_the_public_searches_notices(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    await trading_cast.bidding(cast, now=now)
    found = (await client.get("/api/notices", params={"text": cast.tenderer.organisation_name})).json()
    assert found["total"] == 1
    assert (await client.get("/api/notices", params={"text": "没有这样的项目名称"})).json()["total"] == 0
    assert len((await client.get("/api/project-templates")).json()) == 3
    assert (await client.get("/api/open-lots")).status_code == 200


async def test_a_half_filled_criterion_is_refused(client: httpx.AsyncClient, cast: trading_cast.Cast) -> None:
    no = await begun(client, cast)
    answer = await client.post(
        f"/api/projects/{no}/lots/1/scheme", json={"price_points": "20", "criteria": [{"name": "方案"}]}
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "criterion-incomplete"


@pytest.mark.parametrize("points", ["0", "0.00"])
async def test_a_criterion_of_no_points_is_refused(
    client: httpx.AsyncClient, cast: trading_cast.Cast, points: str
) -> None:
    no = await begun(client, cast)
    criteria = [{"name": "方案", "max_points": points, "guide": "有即得分"}]
    answer = await client.post(
        f"/api/projects/{no}/lots/1/scheme", json={"price_points": "100", "criteria": criteria}
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["criteria-0-max_points"])
    assert answer.json()["code"] == "points-out-of-range"


async def test_findings_say_rule_article_evidence_and_where(
    client: httpx.AsyncClient, cast: trading_cast.Cast
) -> None:
    no = await begun(client, cast)
    found = (await client.get(f"/api/projects/{no}/checks")).json()["findings"]
    (panel,) = [one for one in found if "应为3人" in one["message"]]
    assert (panel["rule"], panel["severity"], panel["evidence"]) == ("O02", "blocks", "memory-H")
    assert (panel["page"], panel["field"]) == (f"/desk/projects/{no}/panel", "officers")
    draft = read_draft((await client.get(f"/api/projects/{no}")).content)
    day = local_day(await platform_now())
    alone = findings_in(draft, day=day, now=await platform_now(), calendar=await calendar_now())
    assert [(one.rule, one.message) for one in alone] == [(one["rule"], one["message"]) for one in found]
    assert alone == await findings_of(project_no=no, now=await platform_now())
    missing = await client.post(
        f"/api/projects/{no}/reasons", json={"reasons": [{"rule": "TG29", "reason": "没有"}]}
    )
    assert (missing.status_code, missing.json()["code"]) == (422, "warning-unknown")


async def test_a_return_is_answered_though_who_returned_it_sees_it_no_more(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    lot = await trading_cast.drafted(cast, now=now)
    await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    project = await Project.objects().get(Project.id == lot.project)
    assert project is not None
    no = project.no
    await sign_in(client, cast.host)
    answer = await client.post(f"/api/projects/{no}/return", json={"reason": "需求不清"})
    assert (answer.status_code, answer.json().get("state")) == (200, "draft"), answer.text
    again = await client.post(f"/api/projects/{no}/return", json={"reason": "需求不清"})
    assert (again.status_code, again.json()["code"]) == (404, "project-unknown")


async def test_nobody_lints_a_project_there_is_not() -> None:
    with pytest.raises(NotFound):
        await findings_of(project_no="510116-2026-99999", now=await platform_now())


@pytest.mark.parametrize("changed", [{"version": 7}, {"price_points": "101.00"}, {"price_points": None}])
async def test_a_scheme_that_cannot_be_read_is_told_and_written_anew(
    client: httpx.AsyncClient, cast: trading_cast.Cast, changed: dict[str, Any]
) -> None:
    await sign_in(client, cast.agency)
    no = await begun(client, cast)
    await execute(
        "UPDATE trading_lot SET scheme = $1::jsonb WHERE project = (SELECT id FROM trading_project WHERE no = $2)",
        json.dumps({"version": 1, "price_points": "30.00"} | changed),
        no,
    )
    assert "保存的评审办法无法读取" in (await client.get(f"/desk/projects/{no}/lots/1/scheme")).text
    for page in (f"/desk/projects/{no}", f"/desk/projects/{no}/basics"):
        assert (await client.get(page)).status_code == 200
    found = (await client.get(f"/api/projects/{no}/checks")).json()["findings"]
    assert "保存的评审办法无法读取" in str(found)
    preview = await client.get(f"/desk/projects/{no}/preview")
    assert preview.status_code in (200, 409)
    written = await client.post(
        f"/desk/projects/{no}/lots/1/scheme",
        data={
            "price_points": "30",
            "criteria-0-name": "方案",
            "criteria-0-kind": "objective",
            "criteria-0-max_points": "70",
            "criteria-0-guide": "逐项评分",
        },
    )
    assert written.status_code == 303, re.findall(r'class="field-error".*?</', written.text)
    found = (await client.get(f"/api/projects/{no}/checks")).json()["findings"]
    assert "无法读取" not in str(found)
