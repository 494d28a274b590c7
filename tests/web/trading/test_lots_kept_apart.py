"""What was typed before signing in again belongs to its lot alone; no lot's state is told as the project's."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import httpx
import pytest
from factories import trading_cast
from factories.project_lots import announced, put_rows, rows_of, with_three_lots
from test_lots_on_pages import fields_of
from trading_pages_cast import begun, sign_in

from identity.actor import Actor
from trading.projects.operations.move_lot import close_bidding, fail_lot
from trading.projects.queries.lots import any_lot, lot_view


async def kept_and_signed_in_again(
    client: httpx.AsyncClient, actor: Actor, path: str, data: dict[str, str]
) -> str:
    """Posts to `path` when the session is over; the page's location after signing in again."""
    await client.post("/sign-out")
    referer = str(client.base_url).rstrip("/") + path
    answer = await client.post(path, data=data, headers={"accept": "text/html", "referer": referer})
    assert answer.headers["location"].startswith("/sign-in")
    await sign_in(client, actor)
    return path


@pytest.mark.parametrize("moved", [False, True])
async def test_a_scheme_kept_over_a_sign_in_is_filled_in_for_its_own_lot_alone(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime, moved: bool
) -> None:
    lots = await with_three_lots(cast, now)
    path = f"/desk/projects/{(await any_lot(lots[0].id)).project_no}/lots/2/scheme"
    await sign_in(client, cast.agency)
    typed = {**fields_of((await client.get(path)).text, path), "criteria-0-name": "写给第二包的因素"}
    if moved:
        await put_rows(cast, lots[0], rows_of(lots)[1:], now=now)
    page = (await client.get(await kept_and_signed_in_again(client, cast.agency, path, typed))).text
    again = fields_of(page, path)
    if moved:
        assert (again["criteria-0-name"], again["lot_id"]) == ("运维0", str(lots[2].id))
        assert "没有填入本页" in page
    else:
        assert (again["criteria-0-name"], again["lot_id"]) == ("写给第二包的因素", str(lots[1].id))


async def test_basics_kept_over_a_sign_in_have_the_lots_that_were_typed(
    client: httpx.AsyncClient, cast: trading_cast.Cast
) -> None:
    await sign_in(client, cast.agency)
    path = f"{await begun(client, cast)}/basics"
    typed = {**fields_of((await client.get(path)).text, path), "name": "又一名称"}
    page = (await client.get(await kept_and_signed_in_again(client, cast.agency, path, typed))).text
    assert "又一名称" in page
    assert "第2包" not in page
    further = {**fields_of(page, path), "lots-1-name": "第二样"}
    page = (await client.get(await kept_and_signed_in_again(client, cast.agency, path, further))).text
    assert re.search(r"<legend>第2包</legend>\s*.{0,400}?第二样", page, re.DOTALL)
    assert "第3包" not in page


async def test_draft_pages_tell_each_lots_state_where_they_differ(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    first, *_ = await announced(cast, now)
    later, no = now + timedelta(hours=1), (await lot_view(first.id)).project_no
    await sign_in(client, cast.agency)
    assert "当前状态：投标中" in (await client.get(f"/desk/projects/{no}/preview")).text
    await close_bidding(lot_id=first.id, actor=trading_cast.SYSTEM, now=later)
    await fail_lot(lot_id=first.id, actor=cast.host, reason="投标人不足3家", now=later)
    states = "第1包 软件：已废标；第2包 硬件：投标中；第3包 运维：投标中"
    for step in ("basics", "lots/2/scheme", "panel", "times", "preview"):
        page = (await client.get(f"/desk/projects/{no}/{step}")).text
        assert states in page, step
        assert "项目已废标" not in page, step
    assert f"当前状态：{states}" in page
    await sign_in(client, cast.host)
    accepted = (await client.get(f"/desk/acceptance/{no}")).text
    assert f"项目当前状态：{states}，无需受理" in accepted
    assert re.findall(r'<h1>受理项目 <span class="chip[^"]*">([^<]+)<', accepted) == ["已公告"]
