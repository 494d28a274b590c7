"""Few look pasted text up at once, few wait, and whoever gives up leaves the place to the next."""

from __future__ import annotations

import asyncio

import pytest

from app.transparency.lane import CheckingLane
from core.errors import Busy


async def test_beyond_the_bounds_one_is_asked_to_come_again() -> None:
    lane, go_on = CheckingLane(turns=2, most_waiting=3), asyncio.Event()
    at_once, most = 0, 0

    async def look_up() -> None:
        nonlocal at_once, most
        async with lane.turn():
            at_once += 1
            most = max(most, at_once)
            await go_on.wait()
            at_once -= 1

    tasks = [asyncio.create_task(look_up()) for _ in range(5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    with pytest.raises(Busy) as refusal:
        await look_up()
    assert refusal.value.code == "verify-busy"
    tasks[4].cancel()
    await asyncio.gather(tasks[4], return_exceptions=True)
    late = asyncio.create_task(look_up())
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(*tasks[:4], late)
    assert most == 2
