"""The arq worker: delivers events and fires timers.

Two loops look for work in PostgreSQL and offer it to arq; the jobs run one operation each, in one transaction
with the mark that it was done. Another gives the queued entries of the audit log their places, as the application
does too. Losing Redis, or this process at any instruction, loses and doubles nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, ClassVar
from uuid import UUID

import structlog
from arq.connections import ArqRedis, RedisSettings
from arq.worker import create_worker

from app.heartbeat import beat_for_ever
from app.runtime import runtime
from app.settings import Settings
from app.wiring import AT_RANDOM, EVERY_MINUTE, SUBSCRIBERS, TIMERS, subscribers_by_topic
from storage import audit, outbox, timers
from storage.clock import platform_now

log = structlog.get_logger()

PAUSE_SECONDS = 0.5


async def deliver(_: dict[str, Any], event_id: str, subscriber: str) -> None:
    """Run one subscriber for one event, once in effect."""
    await outbox.run_once(
        event_id=UUID(event_id), subscriber=subscriber, handler=SUBSCRIBERS[subscriber].handler
    )


async def fire_timer(_: dict[str, Any], timer_id: str, name: str) -> None:
    """Fire one timer, once in effect."""
    await timers.fire(timer_id=UUID(timer_id), handler=TIMERS[name])


async def offer_deliveries(queue: ArqRedis) -> None:
    """One round of the outbox relay."""

    async def enqueue(delivery: outbox.Delivery) -> None:
        await queue.enqueue_job("deliver", str(delivery.event_id), delivery.subscriber)

    await outbox.relay_once(subscribers=subscribers_by_topic(), enqueue=enqueue)


async def offer_timers(queue: ArqRedis) -> None:
    """One round over the timers due by platform time."""
    for timer in await timers.due_timers(now=await platform_now()):
        await queue.enqueue_job("fire_timer", str(timer.id), timer.name)


async def keep_house(_: ArqRedis) -> None:
    """What is due about once a minute and loses nothing when it is late."""
    for chore in EVERY_MINUTE:
        await chore()


async def sprinkle(_: ArqRedis) -> None:
    """What comes at times of its own."""
    for chore in AT_RANDOM:
        await chore()


async def _for_ever(work: Callable[[ArqRedis], Awaitable[None]], queue: ArqRedis, pause: float) -> None:
    while True:
        try:
            await work(queue)
        except Exception as error:  # noqa: BLE001 — the outermost frame: a lost server must not end the loop
            log.warning(
                "worker.round_failed", work=getattr(work, "__name__", "?"), error=type(error).__name__
            )
            await asyncio.sleep(PAUSE_SECONDS * 4)
        await asyncio.sleep(pause)


LOOPS: tuple[tuple[Callable[[ArqRedis], Awaitable[None]], float], ...] = (
    (offer_deliveries, PAUSE_SECONDS),
    (offer_timers, PAUSE_SECONDS),
    (keep_house, 60),
    (sprinkle, 0),
)


async def _start(context: dict[str, Any]) -> None:
    stack = context["stack"] = AsyncExitStack()
    await stack.enter_async_context(runtime(context["settings"]))
    loops = [_for_ever(work, context["redis"], pause) for work, pause in LOOPS]
    loops += [beat_for_ever(context["redis"], context["settings"]), audit.sequence_for_ever()]
    context["loops"] = [asyncio.create_task(loop) for loop in loops]


async def _stop(context: dict[str, Any]) -> None:
    for loop in context.get("loops", ()):
        loop.cancel()
    if "stack" in context:
        await context["stack"].aclose()


class WorkerSettings:
    """arq's settings. A job that fails is not retried by arq: its row in PostgreSQL brings it back.

    arq's time limit is the longer one: a job that it cut off itself could not count its failure any more.
    """

    functions: ClassVar[list[Callable[..., Awaitable[None]]]] = [deliver, fire_timer]
    on_startup = _start
    on_shutdown = _stop
    max_tries = 1
    keep_result = 0
    job_timeout = max(outbox.LONGEST_SECONDS, timers.LONGEST_SECONDS) + 60
    max_jobs = 8
    poll_delay = 0.2


def run_worker(settings: Settings) -> None:
    """Run until stopped by a signal."""
    worker = create_worker(
        WorkerSettings,  # type: ignore[arg-type]  # arq types its protocol with mutable attributes
        redis_settings=RedisSettings.from_dsn(settings.redis_url),
        ctx={"settings": settings},
    )
    worker.run()
