"""The lane of password hashing: who waits, in what order, and who is asked to come again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from core.errors import Busy, TooMany
from identity.passwords import Lane


class Gate:
    """Work that waits until it is let go, and remembers in which order it was begun."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.most_at_once = self._now = 0
        self._open, self._lock = threading.Event(), threading.Lock()

    def work(self, name: str) -> Callable[[], None]:
        def done() -> None:
            with self._lock:
                self.begun.append(name)
                self._now += 1
                self.most_at_once = max(self.most_at_once, self._now)
            self._open.wait(10)
            with self._lock:
                self._now -= 1

        return done

    def let_go(self) -> None:
        self._open.set()


async def started(lane: Lane, gate: Gate, name: str, address: str | None) -> asyncio.Task[None]:
    task = asyncio.create_task(lane.run(gate.work(name), address=address))
    await asyncio.sleep(0)
    return task


async def test_no_more_work_runs_at_once_than_there_are_turns() -> None:
    gate, lane = Gate(), Lane(turns=2)
    tasks = [await started(lane, gate, str(n), "a") for n in range(10)]
    gate.let_go()
    await asyncio.gather(*tasks)
    assert (len(gate.begun), gate.most_at_once) == (10, 2)


async def test_one_who_gives_up_just_as_a_turn_comes_stops_nobody_behind() -> None:
    gate, lane = Gate(), Lane(turns=1)
    running = await started(lane, gate, "running", "a")
    waiting = [await started(lane, gate, name, "a") for name in ("gave up", "stays")]
    gate.let_go()
    await running
    waiting[0].cancel()
    await asyncio.wait_for(waiting[1], 5)
    await asyncio.wait_for(lane.run(gate.work("later"), address="a"), 5)
    assert gate.begun[-2:] == ["stays", "later"]


async def test_known_people_come_before_strangers_and_a_second_address_before_the_rest_of_the_first() -> None:
    gate, lane = Gate(), Lane(turns=1)
    tasks = [await started(lane, gate, "running", "a")]
    tasks += [await started(lane, gate, f"a{n}", "a") for n in range(3)]
    tasks += [await started(lane, gate, f"b{n}", "b") for n in range(2)]
    tasks += [await started(lane, gate, "known", None)]
    gate.let_go()
    await asyncio.gather(*tasks)
    assert gate.begun == ["running", "known", "a0", "b0", "a1", "b1", "a2"]


async def test_one_address_and_all_strangers_wait_in_bounds_and_known_people_are_not_counted_with_them() -> (
    None
):
    gate, lane = Gate(), Lane(turns=1, most_waiting=3, most_of_one_address=2)
    tasks = [await started(lane, gate, "running", "a")]
    tasks += [await started(lane, gate, "a", "a") for _ in range(2)]
    with pytest.raises(TooMany, match="too-many-sign-ins") as refusal:
        await lane.run(gate.work("a"), address="a")
    assert refusal.value.retry_after > 0
    tasks += [await started(lane, gate, "b", "b")]
    with pytest.raises(Busy, match="sign-in-busy"):
        await lane.run(gate.work("c"), address="c")
    tasks += [await started(lane, gate, "known", None)]
    gate.let_go()
    await asyncio.gather(*tasks)
    assert gate.begun[1] == "known"


async def test_who_goes_away_while_waiting_leaves_the_turn_to_the_next() -> None:
    gate, lane = Gate(), Lane(turns=1)
    first = await started(lane, gate, "first", "a")
    gone = await started(lane, gate, "gone", "a")
    last = await started(lane, gate, "last", "a")
    gone.cancel()
    gate.let_go()
    await asyncio.gather(first, last)
    assert gate.begun == ["first", "last"]
    await lane.run(gate.work("after"), address="a")


async def test_work_that_fails_gives_its_turn_back() -> None:
    lane = Lane(turns=1)

    def broken() -> None:
        raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError):  # noqa: PT011 - any
            await lane.run(broken, address="a")
