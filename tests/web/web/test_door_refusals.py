"""Every refusal says what, why and what to do: to people as a page, to programs as a problem document."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime

import asyncpg
import httpx
import pytest
from factories.false_entries import put_in
from redis.asyncio import Redis

from app.heartbeat import HEARTBEAT, beat_for_ever
from app.settings import Settings
from identity.roles import Role
from storage import audit
from storage.audit import sequence
from storage.database import spawn

HTML = {"accept": "text/html,application/xhtml+xml"}


async def test_a_missing_page_says_so_and_what_to_do(client: httpx.AsyncClient) -> None:
    answer = await client.get("/no-such-page", headers=HTML)
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
    assert "请检查网址" in answer.text


async def test_a_missing_thing_is_a_problem_document_for_programs(client: httpx.AsyncClient) -> None:
    answer = await client.get("/notices/none", headers={"accept": "application/json"})
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert (problem["status"], problem["code"], problem["instance"]) == (
        404,
        "notice-unknown",
        "/notices/none",
    )
    assert problem["type"] == "urn:tianping:problem:notice-unknown"


async def test_unreadable_input_names_the_field(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/working-days?start=yesterday&end=2026-12-01")
    assert answer.status_code == 422
    assert answer.json()["errors"]["start"]["message"] == "日期格式应为 2026-12-01"


async def test_a_page_behind_the_door_leads_to_sign_in_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/training?x=1", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Ftraining%3Fx%3D1"


async def test_a_program_behind_the_door_is_told_to_sign_in(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/training/clock")
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign-in-needed"


async def test_the_wrong_role_is_refused_by_the_guard(client: httpx.AsyncClient, sign_in: object) -> None:
    await sign_in(Role.BIDDER)  # type: ignore[operator]
    answer = await client.get("/training", headers=HTML)
    assert answer.status_code == 403
    assert "您的角色无权进行此操作" in answer.text


async def test_a_form_without_its_token_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/sign-in", data={"sign_in_name": "x"}, headers={**HTML, "x-csrftoken": "wrong"}
    )
    assert answer.status_code == 403
    assert "页面已过期" in answer.text


async def test_too_large_a_body_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/session", content=b'"' + b"x" * (1024 * 1024) + b'"')
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path", ["/", "/notices", "/sign-in", "/no-such-page", "/static/tokens.css", "/healthz"]
)
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/notices", "/sign-in", "/components"])
async def test_no_page_carries_an_inline_script_or_style(client: httpx.AsyncClient, path: str) -> None:
    text = (await client.get(path)).text
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert "<script>" not in text


async def test_the_store_may_be_reached_only_from_pages_that_say_so(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers["content-security-policy"]
    assert "connect-src 'self';" in policy


async def test_readiness_asks_every_server_and_the_worker(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    servers = {"database": "up", "redis": "up", "store": "up", "log": "up", "log_code": None}
    async with Redis.from_url(settings.redis_url) as redis:
        await redis.delete(HEARTBEAT)
        without = await client.get("/readyz")
        beating = asyncio.create_task(beat_for_ever(redis, settings))
        async with asyncio.timeout(20):
            while not await redis.exists(HEARTBEAT):  # noqa: ASYNC110  # Redis tells nobody
                await asyncio.sleep(0.01)
        complete = await client.get("/readyz")
        beating.cancel()
        await redis.delete(HEARTBEAT)
    nobody = {"worker": "down", "worker_heartbeat_seconds": None}
    assert (without.status_code, without.json()) == (503, servers | nobody)
    age = complete.json()["worker_heartbeat_seconds"]
    assert (complete.status_code, complete.json()) == (
        200,
        servers | {"worker": "up", "worker_heartbeat_seconds": age},
    )
    assert age in (0, 1)


async def test_readiness_tells_of_a_log_that_stands_still(
    client: httpx.AsyncClient, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequence, "LATE_SECONDS", 2)
    await audit.record("test:readiness", actor="system", subject="x", facts={}, now=now)

    async def told() -> tuple[str, str | None]:
        answer = (await client.get("/readyz")).json()
        return answer["log"], answer["log_code"]

    async def is_told(log: str, code: str | None) -> None:
        async with asyncio.timeout(30):
            while await told() != (log, code):  # noqa: ASYNC110 - the loop tells nobody
                await asyncio.sleep(0.05)

    holder = await asyncpg.connect(settings.database_url)
    async with holder.transaction():
        await holder.execute("LOCK TABLE storage_audit_turn IN EXCLUSIVE MODE")
        rounds = spawn(audit.sequence_for_ever())
        await is_told("up", None)
        await is_told("down", "log-stands-still")
        assert (await client.get("/readyz")).status_code == 503
        head = await client.get("/api/log/head")
        assert (head.status_code, head.json()["code"]) == (503, "log-stands-still")
        assert head.headers["retry-after"] == "5"
    await is_told("up", None)
    assert (await client.get("/api/log/head")).status_code == 200
    rounds.cancel()
    await holder.close()


async def test_readiness_tells_of_an_entry_whose_head_the_platform_did_not_sign(
    client: httpx.AsyncClient, fresh_database: str, now: datetime
) -> None:
    async def told() -> tuple[str, str | None]:
        answer = (await client.get("/readyz")).json()
        return answer["log"], answer["log_code"]

    async def append() -> None:
        await audit.record("test:readiness", actor="system", subject="x", facts={}, now=now)
        await audit.caught_up()

    assert await told() == ("up", None)
    await append()
    assert await told() == ("up", None)
    owner = await asyncpg.connect(fresh_database)
    await put_in(owner, ticket=audit.FIRST_TICKET - 1, now=now)
    await owner.close()
    assert await told() == ("down", "log-head-false")
    await append()
    assert await told() == ("down", "log-head-false")
    assert (await client.get("/readyz")).status_code == 503
    shown = await client.get("/log")
    assert (shown.status_code, "不是本平台写入的条目" in shown.text) == (200, True)
    for _ in range(70):
        await append()
    later = audit.HeadWatch()  # as a process has it that begins when the entry is none of the newest any more
    assert await later.first_false() == await later.first_false() == 1
    [(place, _)] = [
        line for line in re.findall(r'href="(/log/entries/\d+)">([^<]*)</a>', shown.text) if "不是" in line[1]
    ]
    alone = await client.get(place)
    assert (alone.status_code, "不是本平台写入的" in alone.text) == (200, True)


async def test_an_answer_before_the_body_was_read_closes_the_connection(client: httpx.AsyncClient) -> None:
    """Else the client's next request goes into what is left of the body, and gets no answer."""
    large = {"x": "y" * 300_000}
    for unread in (
        await client.post("/api/people", json=large),
        await client.post("/no-such-page", json=large),
        await client.post(
            "/api/session", content=b"x" * 2_000_000, headers={"content-type": "application/json"}
        ),
    ):
        assert unread.status_code in (401, 403, 404, 413), unread.text
        assert unread.headers["connection"] == "close"
    read = await client.post("/api/session", json={"sign_in_name": 1})
    assert read.status_code == 422
    assert "connection" not in read.headers
    assert "connection" not in (await client.get("/healthz")).headers


@pytest.mark.parametrize("method", ["OPTIONS", "PUT"])
async def test_what_may_be_read_may_be_asked_for_its_head(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/notices")
    assert {"GET", "HEAD"} <= {one.strip() for one in answer.headers["allow"].split(",")}
    assert "HEAD" not in (await client.request(method, "/api/people")).headers["allow"].split(", ")
