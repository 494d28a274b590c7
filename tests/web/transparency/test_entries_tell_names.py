"""An entry tells the public whom and which project it concerns, in words."""

from __future__ import annotations

import html
import re
from datetime import datetime

import httpx
from factories.trading_cast import bidding, drafted, make_cast

from storage import audit
from trading.tables import Project


async def shown(client: httpx.AsyncClient, entry: audit.Queued) -> str:
    answer = await client.get(f"/log/entries/{await audit.seq_of(entry.ticket)}")
    assert answer.status_code == 200
    [facts] = re.findall("<h1.*?<details", answer.text, flags=re.DOTALL)
    return html.unescape(facts)


async def test_a_passing_over_names_bidder_project_and_ground(
    client: httpx.AsyncClient, now: datetime
) -> None:
    cast = await make_cast()
    lot, _ = await bidding(cast, now=now)
    project = await Project.objects().where(Project.id == lot.project).first()
    assert project is not None
    bidder = str(project.tenderer)  # an organisation like any other to the log
    facts = {"bidder": bidder, "place": 1, "ground": "force-majeure", "statement": "某地大水"}
    entry = await audit.record(
        "trading:candidate:skip", actor="person:x", subject=str(lot.id), facts=facts, now=now
    )
    text = await shown(client, entry)
    assert "因不可抗力不能履行合同" in text
    assert "force-majeure" not in text
    assert f'<a href="/projects/{project.no}">' in text
    assert re.search(f"<dd>[^<]*[\u4e00-\u9fff][^<]*（代号 {bidder}）", text)


async def test_a_lot_is_not_named_before_its_notice(client: httpx.AsyncClient, now: datetime) -> None:
    lot = await drafted(await make_cast(), now=now)
    entry = await audit.record(
        "trading:lot:fail", actor="system", subject=str(lot.id), facts={"state": "failed"}, now=now
    )
    text = await shown(client, entry)
    assert "已废标" in text
    assert "/projects/" not in text
