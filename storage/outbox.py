"""Events told upwards: stored in the transaction that made them true, delivered at least once, in effect once.

`emit` writes the event. A relay makes one delivery per subscriber and offers due deliveries as jobs. `run_once`
runs the subscriber's handler in the transaction that marks the delivery done. A job lost on the way is
offered again when its lease (real clock) has run out. Not for: the queue itself, nor for who subscribes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from core.canonical import Json, canonical_bytes
from storage.database import execute, fetch, fetch_one, transaction

if TYPE_CHECKING:
    from asyncpg import Record

LEASE = timedelta(seconds=15)
LONGEST_SECONDS = 120.0  # for one handler; what takes longer does a part and tells an event for the rest
MAX_ATTEMPTS = 12


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that became true, as its subscribers read it. `at` is the real time of telling."""

    event_id: UUID
    topic: str
    subject_id: UUID
    facts: dict[str, Any]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """An event on its way to one subscriber."""

    event_id: UUID
    subscriber: str


async def emit(topic: str, *, subject_id: UUID, facts: Mapping[str, Json] | None = None) -> UUID:
    """Tell an event; it exists if and only if the surrounding transaction commits."""
    event_id = uuid4()
    await execute(
        "INSERT INTO storage_outbox (event_id, topic, subject_id, facts, at)"
        " VALUES ($1, $2, $3, $4::jsonb, clock_timestamp())",
        event_id,
        topic,
        subject_id,
        canonical_bytes(facts or {}).decode("utf-8"),
    )
    return event_id


async def relay_once(
    *,
    subscribers: Mapping[str, Sequence[str]],
    enqueue: Callable[[Delivery], Awaitable[None]],
    limit: int = 100,
) -> int:
    """One round: deliveries for unsent events, then a job for each due delivery; returns how many jobs.

    `subscribers` maps topic → names. Several relays may run at once. A crash anywhere repeats jobs, never
    loses one, and `run_once` makes repeats harmless. The job queue must not drop a job because an earlier
    one of the same name is remembered as finished.
    """
    await _address_unsent(subscribers, limit)
    return await _offer_due(enqueue, limit)


async def _address_unsent(subscribers: Mapping[str, Sequence[str]], limit: int) -> None:
    async with transaction():
        rows = await fetch(
            "SELECT id, event_id, topic FROM storage_outbox WHERE sent_at IS NULL"
            " ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED",
            limit,
        )
        if not rows:
            return
        pairs = [(row["event_id"], name) for row in rows for name in subscribers.get(row["topic"], ())]
        await execute(
            "INSERT INTO storage_delivery (event_id, subscriber, next_try_at, attempts)"
            " SELECT event_id, subscriber, clock_timestamp(), 0"
            " FROM unnest($1::uuid[], $2::text[]) AS pair (event_id, subscriber)"
            " ON CONFLICT (event_id, subscriber) DO NOTHING",
            [event_id for event_id, _ in pairs],
            [name for _, name in pairs],
        )
        await execute(
            "UPDATE storage_outbox SET sent_at = clock_timestamp() WHERE id = ANY($1::bigint[])",
            [row["id"] for row in rows],
        )


async def _offer_due(enqueue: Callable[[Delivery], Awaitable[None]], limit: int) -> int:
    async with transaction():
        rows = await fetch(
            "UPDATE storage_delivery SET next_try_at = clock_timestamp() + $2 WHERE id IN ("
            " SELECT id FROM storage_delivery"
            " WHERE done_at IS NULL AND dead_at IS NULL AND next_try_at <= clock_timestamp()"
            " ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING id, event_id, subscriber",
            limit,
            LEASE,
        )
        for row in sorted(rows, key=lambda row: int(row["id"])):
            await enqueue(Delivery(event_id=row["event_id"], subscriber=row["subscriber"]))
    return len(rows)


async def run_once(*, event_id: UUID, subscriber: str, handler: Callable[[Event], Awaitable[None]]) -> bool:
    """Run `handler` in the transaction that marks the delivery done; False when there was nothing to do.

    When the handler raises or takes longer than `LONGEST_SECONDS`, its work is undone, the failure is counted, and
    the exception goes on upwards. After `MAX_ATTEMPTS` the delivery is dead until an operator revives it.
    """
    try:
        async with asyncio.timeout(LONGEST_SECONDS), transaction():
            event = await _take(event_id, subscriber)
            if event is None:
                return False
            await handler(event)
            await execute(
                "UPDATE storage_delivery SET done_at = clock_timestamp(), attempts = attempts + 1"
                " WHERE event_id = $1 AND subscriber = $2",
                event_id,
                subscriber,
            )
    except Exception as error:
        await _count_failure(event_id, subscriber, error)
        raise
    return True


async def _take(event_id: UUID, subscriber: str) -> Event | None:
    """The event under a lock on its delivery; None when done, dead, or in other hands right now."""
    row = await fetch_one(
        "SELECT e.event_id, e.topic, e.subject_id, e.facts::text AS facts, e.at"
        " FROM storage_delivery d JOIN storage_outbox e USING (event_id)"
        " WHERE d.event_id = $1 AND d.subscriber = $2 AND d.done_at IS NULL AND d.dead_at IS NULL"
        " FOR UPDATE OF d SKIP LOCKED",
        event_id,
        subscriber,
    )
    return None if row is None else _event(row)


def _event(row: Record) -> Event:
    return Event(
        event_id=row["event_id"],
        topic=row["topic"],
        subject_id=row["subject_id"],
        facts=json.loads(row["facts"]),
        at=row["at"],
    )


async def _count_failure(event_id: UUID, subscriber: str, error: Exception) -> None:
    """Waits 2, 4, 8 … seconds (at most 5 minutes) before the next try."""
    await execute(
        "UPDATE storage_delivery SET attempts = attempts + 1, last_error = $3,"
        " next_try_at = clock_timestamp() + least(interval '5 minutes', interval '1 second' * 2 ^ (attempts + 1)),"
        " dead_at = CASE WHEN attempts + 1 >= $4 THEN clock_timestamp() END"
        " WHERE event_id = $1 AND subscriber = $2 AND done_at IS NULL AND dead_at IS NULL",
        event_id,
        subscriber,
        type(error).__qualname__,
        MAX_ATTEMPTS,
    )
