"""What a room costs while it waits: everybody in it polls every three seconds."""

from __future__ import annotations

from becoming import Browser, seen
from evaluation_cast import locked_room, mark_and_lock, open_room, scoring_room
from traffic import Counting

MOST_STATEMENTS = 6


async def test_polls_of_the_room_take_few_statements_and_one_connection(browser: Browser, counting: Counting):
    room = await scoring_room()
    await mark_and_lock(room, number=2)
    here = f"/evaluations/{room.session_id}"
    for actor, path in (
        (room.experts[0], f"{here}/presence?at=scoring"),
        (room.experts[0], f"{here}/lock"),
        (room.staff, f"{here}/control/presence?at=scoring"),
    ):
        client = await browser.become(actor)
        await client.get(path)
        with counting() as traffic:
            answer = await client.get(path)
        assert answer.status_code == 200, path
        assert len(traffic.statements) <= MOST_STATEMENTS, (path, traffic.statements)
        assert traffic.connections == 1, path
        print(path, len(traffic.statements))  # noqa: T201 — the figure, for who runs it with -s


async def test_what_the_polls_tell_is_what_the_pages_tell(browser: Browser):
    room = await scoring_room()
    await mark_and_lock(room, number=2)
    here = f"/evaluations/{room.session_id}"
    client = await browser.become(room.experts[1])
    told = await seen(client, f"{here}/presence?at=scoring")
    assert told.count("已锁定评分") == 1
    assert "评委2</strong>" not in told  # it says that it is the reader's own
    assert "（您）" in told
    assert "data-live-reload" not in told
    assert "data-live-reload" in await seen(client, f"{here}/presence?at=reviewing")
    sheet = await seen(client, f"{here}/lock")
    assert "已评" in sheet
    assert "锁定后您的评分不能再修改" not in sheet  # locked already
    control = await seen(await browser.become(room.staff), f"{here}/control/presence")
    assert "等待锁定评分：评委1、评委3、评委4、评委5" in control


async def test_the_sheet_shows_no_bid_before_the_scoring_and_all_marks_after(browser: Browser):
    waiting, done = await open_room(), await locked_room()
    client = await browser.become(waiting.experts[0])
    assert "已评 0/0 项" in await seen(client, f"/evaluations/{waiting.session_id}/lock")
    client = await browser.become(done.experts[0])
    assert (await client.get(f"/evaluations/{waiting.session_id}/lock")).status_code == 404
    assert "还差" not in await seen(client, f"/evaluations/{done.session_id}/lock")
