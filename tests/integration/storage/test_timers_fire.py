"""A timer fires when it is due by platform time, and once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from factories.waiting import timer_of

from storage import timers
from storage.clock import move_clock, platform_now
from storage.database import execute, spawn
from storage.timers import Timer

NAME = "test.timer"


class Lost(Exception):
    """The worker dies here."""


class Handler:
    def __init__(self) -> None:
        self.fired: list[UUID] = []

    async def __call__(self, *, subject_id: UUID, now: datetime) -> None:  # noqa: ARG002 - the protocol
        await asyncio.sleep(0.02)
        self.fired.append(subject_id)


async def due(subject_id: UUID) -> Timer | None:
    found = await timers.due_timers(now=await platform_now(), limit=1000)
    return next((timer for timer in found if timer.subject_id == subject_id), None)


async def armed(subject_id: UUID, due_at: datetime) -> Timer:
    await timers.set_timer(NAME, subject_id=subject_id, due_at=due_at)
    timer = await timer_of(NAME, subject_id=subject_id)
    assert timer is not None
    return timer


async def run_lease_out(timer: Timer) -> None:
    await execute("UPDATE storage_timer SET next_try_at = now() WHERE id = $1", timer.id)


async def test_a_timer_is_not_due_before_its_time(now: datetime) -> None:
    subject, handler = uuid4(), Handler()
    timer = await armed(subject, now + timedelta(hours=1))
    assert await due(subject) is None
    assert not await timers.fire(timer_id=timer.id, handler=handler)
    await move_clock(by=timedelta(hours=1))
    assert await due(subject) is not None
    assert await timers.fire(timer_id=timer.id, handler=handler)
    assert handler.fired == [subject]


async def test_two_workers_fire_it_once(now: datetime) -> None:
    subject, handler = uuid4(), Handler()
    timer = await armed(subject, now)
    fired = await asyncio.gather(*(spawn(timers.fire(timer_id=timer.id, handler=handler)) for _ in range(4)))
    assert sorted(fired) == [False, False, False, True]
    assert not await timers.fire(timer_id=timer.id, handler=handler)
    assert handler.fired == [subject]


async def test_a_taken_timer_whose_job_is_lost_is_offered_again(now: datetime) -> None:
    subject = uuid4()
    timer = await armed(subject, now)
    assert await due(subject) is not None
    assert await due(subject) is None
    await run_lease_out(timer)
    assert await due(subject) is not None


async def test_a_cancelled_timer_does_not_fire(now: datetime) -> None:
    subject, handler = uuid4(), Handler()
    timer = await armed(subject, now)
    await timers.cancel_timer(NAME, subject_id=subject)
    assert await due(subject) is None
    assert not await timers.fire(timer_id=timer.id, handler=handler)
    assert handler.fired == []


async def test_a_timer_can_be_moved(now: datetime) -> None:
    subject = uuid4()
    first = await armed(subject, now)
    second = await armed(subject, now + timedelta(days=1))
    assert first.id == second.id
    assert not await timers.fire(timer_id=first.id, handler=Handler())


async def test_a_failing_handler_is_tried_again_and_seen(now: datetime) -> None:
    subject = uuid4()
    timer = await armed(subject, now)

    async def fail(*, subject_id: UUID, now: datetime) -> None:
        raise Lost

    with pytest.raises(Lost):
        await timers.fire(timer_id=timer.id, handler=fail)
    failing = await timer_of(NAME, subject_id=subject)
    assert failing is not None
    assert (failing.attempts, failing.last_error, failing.fired_at) == (1, "Lost", None)
    assert await timers.fire(timer_id=timer.id, handler=Handler())


async def test_a_handler_may_arm_its_own_timer_anew(now: datetime) -> None:
    subject = uuid4()
    timer = await armed(subject, now)

    async def again(*, subject_id: UUID, now: datetime) -> None:
        await timers.set_timer(NAME, subject_id=subject_id, due_at=now + timedelta(days=1))

    assert await timers.fire(timer_id=timer.id, handler=again)
    after = await timer_of(NAME, subject_id=subject)
    assert after is not None
    assert after.fired_at is None


async def test_a_handler_that_takes_too_long_is_cut_off_and_counted(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "LONGEST_SECONDS", 0.2)
    subject = uuid4()
    timer = await armed(subject, now)

    async def never_ends(*, subject_id: UUID, now: datetime) -> None:
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await timers.fire(timer_id=timer.id, handler=never_ends)
    failing = await timer_of(NAME, subject_id=subject)
    assert failing is not None
    assert (failing.attempts, failing.last_error, failing.fired_at) == (1, "TimeoutError", None)
