"""What anybody may read: headings go down one step at a time, and a time the log tells coarsely is called so."""

from __future__ import annotations

import html
import re
from datetime import datetime

import httpx
from evaluation_cast import signed_room

from storage import audit
from trading.projects.queries.lots import lot_view
from trading.tables import Notice


def skipped(page: str) -> list[str]:
    """Headings more than one step below the one before."""
    found = [(int(level), text) for level, text in re.findall(r"<h([1-6])[^>]*>(.*?)</h", page, re.DOTALL)]
    levels = [0, *(level for level, _ in found)]
    return [text for before, (level, text) in zip(levels, found, strict=False) if level > before + 1]


async def test_headings_go_down_one_step_at_a_time(client: httpx.AsyncClient, now: datetime) -> None:
    room = await signed_room()
    lot = await lot_view(room.lot_id)
    notice = await Notice.objects().where(Notice.project == lot.project_id).first()
    assert notice is not None
    life = f"/projects/{lot.project_no}", f"/notices/{notice.no}", f"/openings/{lot.id}", f"/draws/{lot.id}"
    for path in ("/", "/notices", "/openings", "/calendar", "/log", "/log/entries/0", "/verify", *life):
        answer = await client.get(path)
        assert answer.status_code == 200, path
        assert skipped(answer.text) == [], path
    checked = (await client.post("/verify", files={"text": (None, notice.no + notice.title)})).text
    assert skipped(checked) == []


async def test_the_hour_of_a_withheld_entry_is_called_coarse(
    client: httpx.AsyncClient, now: datetime
) -> None:
    made = await audit.record("bids:submit", actor="bidder:x", subject="s", facts={}, now=now, public=False)
    for path in ("/log", f"/log/entries/{await audit.seq_of(made.ticket)}"):
        assert "粗略：只记到整点" in html.unescape((await client.get(path)).text)
    public = await audit.record("trading:notice:publish", actor="system", subject="s", facts={}, now=now)
    for path in ("/log", f"/log/entries/{await audit.seq_of(public.ticket)}"):
        assert "粗略" not in (await client.get(path)).text


async def test_a_projects_list_calls_the_hash_of_an_entry_what_the_log_calls_it(
    client: httpx.AsyncClient,
) -> None:
    room = await signed_room()
    page = (await client.get(f"/projects/{(await lot_view(room.lot_id)).project_no}")).text
    [listed] = re.findall(r"<p class=\"soft small\">以下各项.*?</ul>", page, re.DOTALL)
    assert "条目指纹" in listed
    assert not re.search("(?<!条目)指纹", listed)
