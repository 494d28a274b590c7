"""An event told is delivered to every subscriber, once in effect, whatever dies on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from factories.waiting import troubles_of

from app.worker import WorkerSettings
from storage import outbox, timers
from storage.database import execute, fetch_one, spawn, transaction
from storage.outbox import Delivery, Event


class Lost(Exception):
    """The worker or the queue dies here."""


class Queue:
    """A queue that remembers what it was given, of one subscriber: other tests share the database."""

    def __init__(self, *subscribers: str) -> None:
        self.topic = f"test.topic_{uuid4().hex}"
        self.subscribers = {self.topic: list(subscribers)}
        self.jobs: list[Delivery] = []

    async def enqueue(self, delivery: Delivery) -> None:
        if delivery.subscriber in self.subscribers[self.topic]:
            self.jobs.append(delivery)

    async def relay(self, enqueue: Callable[[Delivery], Awaitable[None]] | None = None) -> None:
        await outbox.relay_once(subscribers=self.subscribers, enqueue=enqueue or self.enqueue, limit=1000)


@pytest.fixture
def queue() -> Queue:
    return Queue(f"one-{uuid4().hex}", f"two-{uuid4().hex}")


class Handler:
    def __init__(self) -> None:
        self.seen: list[Event] = []

    async def __call__(self, event: Event) -> None:
        self.seen.append(event)


async def fail(_: Event) -> None:
    raise Lost


async def run_lease_out(event_id: UUID) -> None:
    await execute("UPDATE storage_delivery SET next_try_at = now() WHERE event_id = $1", event_id)


async def test_an_event_reaches_each_subscriber_once(queue: Queue) -> None:
    subject = uuid4()
    event_id = await outbox.emit(queue.topic, subject_id=subject, facts={"n": 1})
    await queue.relay()
    await queue.relay()
    assert sorted(job.subscriber for job in queue.jobs) == sorted(queue.subscribers[queue.topic])
    handler = Handler()
    for job in queue.jobs * 2:
        await outbox.run_once(event_id=job.event_id, subscriber=job.subscriber, handler=handler)
    assert [(event.event_id, event.subject_id, event.facts) for event in handler.seen] == [
        (event_id, subject, {"n": 1})
    ] * 2


async def _emit_then_fail(queue: Queue) -> None:
    async with transaction():
        await outbox.emit(queue.topic, subject_id=uuid4())
        raise Lost


async def test_an_event_of_an_operation_that_failed_was_never_told(queue: Queue) -> None:
    with pytest.raises(Lost):
        await _emit_then_fail(queue)
    await queue.relay()
    assert queue.jobs == []


async def test_a_relay_that_dies_after_enqueueing_repeats_and_nothing_is_doubled(queue: Queue) -> None:
    event_id = await outbox.emit(queue.topic, subject_id=uuid4())

    async def enqueue_then_die(delivery: Delivery) -> None:
        await queue.enqueue(delivery)
        if len(queue.jobs) == 2:
            raise Lost

    with pytest.raises(Lost):
        await queue.relay(enqueue_then_die)
    await queue.relay()
    assert len(queue.jobs) == 4
    handler = Handler()
    done = [
        await outbox.run_once(event_id=job.event_id, subscriber=job.subscriber, handler=handler)
        for job in queue.jobs
    ]
    assert sorted(done) == [False, False, True, True]
    assert [event.event_id for event in handler.seen] == [event_id] * 2


async def test_a_job_lost_with_redis_is_offered_again(queue: Queue) -> None:
    event_id = await outbox.emit(queue.topic, subject_id=uuid4())
    await queue.relay()
    queue.jobs.clear()
    await queue.relay()
    assert queue.jobs == []
    await run_lease_out(event_id)
    await queue.relay()
    assert len(queue.jobs) == 2


async def test_two_relays_at_once_offer_each_delivery_once(queue: Queue) -> None:
    for _ in range(20):
        await outbox.emit(queue.topic, subject_id=uuid4())
    await asyncio.gather(*(spawn(queue.relay()) for _ in range(3)))
    await queue.relay()
    offered = [(job.event_id, job.subscriber) for job in queue.jobs]
    assert len(offered) == len(set(offered)) == 40


async def test_two_workers_at_once_run_a_delivery_once(queue: Queue) -> None:
    await outbox.emit(queue.topic, subject_id=uuid4())
    await queue.relay()
    job = queue.jobs[0]
    started = 0

    async def slow(_: Event) -> None:
        nonlocal started
        started += 1
        await asyncio.sleep(0.05)

    ran = await asyncio.gather(
        *(
            spawn(outbox.run_once(event_id=job.event_id, subscriber=job.subscriber, handler=slow))
            for _ in range(4)
        )
    )
    assert started == 1
    assert sorted(ran) == [False, False, False, True]


async def test_a_handler_that_fails_leaves_nothing_behind_and_is_tried_again(queue: Queue) -> None:
    await outbox.emit(queue.topic, subject_id=uuid4())
    await queue.relay()
    job = queue.jobs[0]
    marker = uuid4()

    async def write_then_fail(_: Event) -> None:
        await outbox.emit("test.effect", subject_id=marker)
        raise Lost

    with pytest.raises(Lost):
        await outbox.run_once(event_id=job.event_id, subscriber=job.subscriber, handler=write_then_fail)
    assert await fetch_one("SELECT 1 FROM storage_outbox WHERE subject_id = $1", marker) is None
    assert await troubles_of(job.subscriber) == [(1, "Lost", False)]
    assert await outbox.run_once(event_id=job.event_id, subscriber=job.subscriber, handler=Handler())


async def test_a_handler_that_takes_too_long_is_cut_off_counted_and_shown_as_troubled(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LONGEST_SECONDS", 0.2)
    await outbox.emit(queue.topic, subject_id=uuid4())
    await queue.relay()
    job = queue.jobs[0]
    marker = uuid4()

    async def never_ends(_: Event) -> None:
        await outbox.emit("test.effect", subject_id=marker)
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await outbox.run_once(event_id=job.event_id, subscriber=job.subscriber, handler=never_ends)
    assert await fetch_one("SELECT 1 FROM storage_outbox WHERE subject_id = $1", marker) is None
    assert await troubles_of(job.subscriber) == [(1, "TimeoutError", False)]


def test_the_queue_s_own_limit_comes_after_ours() -> None:
    """A job that arq cut off could not count its failure and would come back for ever."""
    assert WorkerSettings.job_timeout > max(outbox.LONGEST_SECONDS, timers.LONGEST_SECONDS)


async def test_a_delivery_that_never_succeeds_dies_visibly_and_can_be_revived(queue: Queue) -> None:
    event_id = await outbox.emit(queue.topic, subject_id=uuid4())
    await queue.relay()
    job = queue.jobs[0]
    for _ in range(outbox.MAX_ATTEMPTS):
        with pytest.raises(Lost):
            await outbox.run_once(event_id=event_id, subscriber=job.subscriber, handler=fail)
    handler = Handler()
    assert not await outbox.run_once(event_id=event_id, subscriber=job.subscriber, handler=handler)
    assert await troubles_of(job.subscriber) == [(outbox.MAX_ATTEMPTS, "Lost", True)]
    await execute(  # as docs/operations.md tells the operator
        "UPDATE storage_delivery SET dead_at = NULL, attempts = 0, next_try_at = now()"
        " WHERE dead_at IS NOT NULL AND subscriber = $1",
        job.subscriber,
    )
    assert await outbox.run_once(event_id=event_id, subscriber=job.subscriber, handler=handler)


async def test_an_event_without_subscribers_is_done_with() -> None:
    queue = Queue()
    event_id = await outbox.emit(queue.topic, subject_id=uuid4())
    await queue.relay()
    row = await fetch_one("SELECT sent_at FROM storage_outbox WHERE event_id = $1", event_id)
    assert row is not None
    assert row["sent_at"] is not None
