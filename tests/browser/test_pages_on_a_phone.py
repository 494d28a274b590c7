"""Every public page and the main pages of each role on a phone: nothing scrolls sideways, each title is right.

The pages come from the application in this process, through the browser's own requests; one lot stands at its award.
Pictures are kept in the folder `PICTURES`, when that variable is set.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from factories.trading_cast import stated
from litestar import Litestar
from playwright.async_api import Browser, Page, Route
from somewhere import from_somewhere

from trading.decisions.forms import AwardForm

sys.path.insert(0, str(Path(__file__).parents[1] / "factories"))
sys.path.insert(0, str(Path(__file__).parents[1] / "integration/trading"))
sys.path.insert(0, str(Path(__file__).parents[1] / "integration/expert_pool"))
sys.path.insert(0, str(Path(__file__).parents[1] / "integration/evaluation"))

from bidding_cast import PASSWORD, give_password, lot_with_bids, make_hand
from chromium import PHONE, WIDE
from evaluation_cast import PASSWORD as EXPERTS_PASSWORD
from evaluation_cast import Room, signed_room
from several_lots import second_lot

from app.settings import Settings
from bidding_room.documents import issued_record
from evaluation.operations.publish_result import publish_result
from identity.actor import Actor, system_actor
from identity.roles import Role
from identity.tables import Person
from storage import audit
from storage.clock import platform_now
from trading.decisions.domain.evidence import Evidence
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.pass_over_candidate import pass_over_candidate
from trading.decisions.queries.results import candidates_of
from trading.notices.operations.publish_award import publish_award
from trading.permissions import Permission
from trading.projects.queries.lots import lot_view
from trading.tables import Notice

pytestmark = pytest.mark.browser

SITE = "天平公共资源交易平台"
UNFOLD = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
SIDEWAYS = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const framed = (element) => {
    for (let up = element.parentElement; up; up = up.parentElement)
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > width + 1 && !framed(element));
  const told = wide.slice(-3).map((one) => one.outerHTML.slice(0, 140));
  return [`${document.documentElement.scrollWidth} px: ${told.join(" | ")}`];
}
"""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """The lot at its award, one of two lots still taking bids, and the awarded lot's notices."""

    room: Room
    open_lot: Any
    project_no: str
    notices: tuple[str, ...]
    entries: tuple[int, ...]


@pytest.fixture
async def walk(database: None) -> Walk:
    room = await signed_room()
    first, best, *_ = await candidates_of(room.lot_id)
    now = await platform_now()
    await pass_over_candidate(
        actor=room.bidding.tenderer.actor,
        lot_id=room.lot_id,
        bidder_id=first.bidder_id,
        word=stated(
            "declined",
            "该供应商于开标后提交加盖公章的放弃声明",
            Evidence(log_seq=None, file_name="放弃声明.pdf", data=b"%PDF-1.7\n"),
        ),
        now=now,
    )
    await determine_award(
        actor=room.bidding.tenderer.actor,
        lot_id=room.lot_id,
        bidder_id=best.bidder_id,
        word=AwardForm(late_reason=""),
        now=now,
    )
    notice = (
        await Notice.objects().where((Notice.lot == room.lot_id) & (Notice.kind == "award_notice")).first()
    )
    assert notice is not None
    system = system_actor(permissions=frozenset({Permission.NOTICE_PUBLISH}))
    await publish_award(actor=system, notice_id=notice.id, now=now)
    await publish_result(lot_id=room.lot_id, now=now)
    open_lot = await lot_with_bids(room.bidding)
    await second_lot(open_lot)
    project = (await lot_view(room.lot_id)).project_id
    rows = await Notice.select(Notice.no).where(Notice.project == project).order_by(Notice.no)
    entries = await audit.public_entries(limit=60)
    return Walk(
        room=room,
        open_lot=open_lot,
        project_no=(await lot_view(room.lot_id)).project_no,
        notices=tuple(row["no"] for row in rows),
        entries=tuple(_one_of_each(entries)),
    )


def _one_of_each(entries: list[audit.PublicEntry]) -> list[int]:
    first = {entry.facts.tag: entry.seq for entry in entries if entry.facts}
    return sorted(first.values())


@asynccontextmanager
async def opened(
    browser: Browser, application: Litestar, settings: Settings, *, name: str | None, password: str = PASSWORD
) -> AsyncIterator[Page]:
    """A phone whose requests the application answers; signed in as `name`, if given."""
    async with httpx.AsyncClient(
        transport=from_somewhere(application), base_url=settings.public_url, follow_redirects=True
    ) as client:
        await client.get("/healthz")
        if name is not None:
            typed = {"sign_in_name": name, "password": password}
            token = {"x-csrftoken": client.cookies.get("csrftoken", "")}
            answer = await client.post("/sign-in", data=typed, headers=token)
            assert answer.status_code == 200, answer.text

        async def answer_with_application(route: Route) -> None:
            if "/live" in route.request.url or "/presence" in route.request.url:
                await route.abort()
                return
            sent = route.request
            told = {k: v for k, v in sent.headers.items() if k in ("content-type", "referer", "accept")}
            found = await client.request(
                sent.method,
                sent.url,
                content=sent.post_data_buffer,
                headers=told if sent.method == "POST" else {},
            )
            kept = {k: v for k, v in found.headers.items() if k in ("content-type", "location")}
            await route.fulfill(status=found.status_code, headers=kept, body=found.content)

        context = await browser.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
        await context.route("**/*", answer_with_application)
        page = await context.new_page()
        yield page
        await context.close()


async def faults_of(page: Page, settings: Settings, path: str, title: str) -> list[str]:
    """What is wrong with one page, told with its path."""
    answer = await page.goto(settings.public_url + path, wait_until="load")
    assert answer is not None
    faults = [f"{answer.status}"] if answer.status != 200 else []
    shown = await page.title()
    if title not in shown or not shown.endswith(f" · {SITE}") or "错误" in shown:
        faults.append(f"title: {shown}")
    faults += await page.evaluate(SIDEWAYS)
    await _picture(page, path)
    await page.evaluate(UNFOLD)
    faults += [f"unfolded: {fault}" for fault in await page.evaluate(SIDEWAYS)]
    return [f"{path}: {fault}" for fault in faults]


async def _picture(page: Page, path: str) -> None:
    if not (folder := os.environ.get("PICTURES")):
        return
    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60] or "home"
    await page.screenshot(path=f"{folder}/{name}-360.png", full_page=True)
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    await page.screenshot(path=f"{folder}/{name}-1366.png", full_page=True)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]


async def test_public_pages_fit_a_phone(
    chromium: Browser, application: Litestar, settings: Settings, walk: Walk
) -> None:
    lot, name = walk.room.lot_id, (await lot_view(walk.room.lot_id)).project_name
    one_of_two = await lot_view(walk.open_lot)
    pages = [
        ("/rules", "规则库"),
        ("/rules?kind=land_listing&page=2", "规则库"),
        ("/rules?day=1900-01-01", "规则库"),
        ("/notices", "公告"),
        ("/notices?q=公告&kind=award_notice&region=51", "公告"),
        ("/notices?q=绝无此词", "公告"),
        ("/notices?page=999", "公告"),
        *((f"/notices/{no}", name) for no in walk.notices),
        (f"/projects/{walk.project_no}", name),
        (f"/projects/{one_of_two.project_no}", one_of_two.project_name),
        (one_of_two.lot_page, one_of_two.title),
        ("/openings", "开标"),
        (f"/openings/{lot}", "开标"),
        (f"/openings/{walk.open_lot}", "开标"),
        (f"/draws/{lot}", "专家抽取"),
        (f"/evaluations/{lot}/result", "评审结果"),
        ("/log", "审计日志"),
        *((f"/log/entries/{seq}", f"审计日志第 {seq} 条") for seq in walk.entries),
        ("/verify", "核验"),
        ("/sign-in", "登录"),
        ("/components", "组件一览"),
        ("/demo-accounts", "演练账户"),
    ]
    async with opened(chromium, application, settings, name=None) as page:
        faults = [fault for path, title in pages for fault in await faults_of(page, settings, path, title)]
        await page.goto(settings.public_url + "/")
        assert await page.title() == SITE
        faults += await page.evaluate(SIDEWAYS)
        await _picture(page, "/")
    assert faults == []


async def test_checked_documents_fit_a_phone(
    chromium: Browser, application: Litestar, settings: Settings, walk: Walk
) -> None:
    """The verdict of `/verify` is full of hashes."""
    _, file, _ = await issued_record(walk.room.lot_id)
    async with httpx.AsyncClient(
        transport=from_somewhere(application), base_url=settings.public_url
    ) as client:
        await client.get("/healthz")
        token = {"x-csrftoken": client.cookies.get("csrftoken", "")}
        answer = await client.post("/verify", files={"file": ("a.docx", file)}, headers=token)
    async with opened(chromium, application, settings, name=None) as page:
        await page.goto(settings.public_url + "/verify")
        await page.set_content(answer.text, wait_until="load")
        await _picture(page, "/verify-record")
        assert await page.evaluate(SIDEWAYS) == []


async def test_pages_of_each_role_fit_a_phone(
    chromium: Browser, application: Litestar, settings: Settings, walk: Walk
) -> None:
    room, project = walk.room, walk.project_no
    administrator = await make_hand(Role.ADMINISTRATOR)
    rounds: list[tuple[str, list[tuple[str, str]]]] = [
        (
            await give_password(room.bidding.agency),
            [
                ("/desk", "工作台"),
                ("/desk/projects", "项目"),
                (f"/desk/projects/{project}", ""),
                ("/account", "我的账户"),
            ],
        ),
        (
            await give_password(room.bidding.tenderer),
            [
                ("/desk", "工作台"),
                (f"/desk/projects/{project}/lots/1/determination", "定标"),
                ("/account/keys", "我的密钥"),
            ],
        ),
        (
            await give_password(room.bidding.host),
            [
                ("/desk", "工作台"),
                ("/desk/acceptance", "待受理"),
                ("/desk/openings", "报价开启工作"),
                (f"/openings/{room.lot_id}/host", "主持开标"),
                ("/experts", "评审专家库"),
                ("/draw-console", "专家抽取"),
                ("/specialities", "评审专业目录"),
                (f"/draw-console/{room.lot_id}", "专家抽取"),
                ("/evaluations", "评审管理"),
            ],
        ),
        (await give_password(room.bidding.supervisor), [("/desk", "工作台"), ("/desk/projects", "项目")]),
        (
            await give_password(room.bidding.bidders[0]),
            [("/desk", "工作台"), ("/desk/bids", "我的投标"), (f"/lots/{walk.open_lot}/bid", "投标")],
        ),
        (
            await give_password(administrator),
            [("/desk", "工作台"), ("/people", "人员"), ("/calendar", "节假日")],
        ),
    ]
    faults = []
    for name, pages in rounds:
        async with opened(chromium, application, settings, name=name) as page:
            for path, title in pages:
                faults += await faults_of(page, settings, path, title)
    expert = await _name_of(room.experts[0])
    async with opened(chromium, application, settings, name=expert, password=EXPERTS_PASSWORD) as page:
        for path, title in (
            ("/desk", "工作台"),
            ("/invitations", "评审邀请"),
            ("/desk/evaluations", "我的评审"),
        ):
            faults += await faults_of(page, settings, path, title)
    assert faults == []


async def _name_of(actor: Actor) -> str:
    row = await Person.select(Person.sign_in_name).where(Person.id == actor.person_id).first()
    assert row is not None
    return str(row["sign_in_name"])
