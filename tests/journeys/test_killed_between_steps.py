"""The same tender with SIGKILL to the worker, then to the application, before every step.

Whatever was acknowledged stands, whatever was under way happens in the end, and nothing happens twice.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from acts import STEPS
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.jobs import Job, JobStatus
from holding_up import APPENDING, held
from live_platform import LivePlatform
from story import Story

from app.demo import evaluating, tender
from app.demo.tender import Tender
from core.canonical import canonical_bytes

# What the log may tell once and only once of a tender that is opened, evaluated and awarded once.
ONCE = (
    "trading:project:draft",
    "trading:project:submit",
    "trading:project:accept",
    "trading:notice:publish",
    "bids:freeze",
    "opening:begin",
    "opening:finish",
    "expert_pool:draw:open",
    "expert_pool:candidates:freeze",
    "expert_pool:committee:draw",
    "evaluation:session:open",
    "evaluation:report:issue",
    "evaluation:session:finish",
    "trading:ranking:record",
    "trading:award:determine",
    "trading:award:publish",
    "expert_pool:committee:reveal",
)
# Where the publication of the award can be held up: at its first lock, in its middle, at its last insert.
MIDDLES = {
    "before anything is written": "SELECT 1 FROM trading_lot WHERE id = '{lot}' FOR UPDATE",
    "before the log's entry": APPENDING,
    "before the event is told": "LOCK TABLE storage_outbox IN SHARE ROW EXCLUSIVE MODE",
}


@pytest.fixture(scope="module")
async def queue(live_platform: LivePlatform) -> AsyncIterator[ArqRedis]:
    """The worker's queue, for offering a job more often than the platform would."""
    pool = await create_pool(RedisSettings.from_dsn(live_platform.environment["REDIS_URL"]))
    yield pool
    await pool.aclose()


@pytest.mark.parametrize("name", STEPS)
async def test_step_00_goes_on_after_both_were_killed(story: Story, name: str) -> None:
    await asyncio.to_thread(story.platform.restart_after_killing)
    await STEPS[name](story)


async def test_step_01_the_award_is_determined_while_no_worker_runs(story: Story) -> None:
    story.platform.kill_worker()
    await evaluating.determine(story.world, story.tender)
    assert await lot_state(story) == "determined"


@pytest.mark.parametrize("where", MIDDLES)
async def test_step_02_a_worker_killed_while_it_publishes_leaves_nothing_half_done(
    story: Story, queue: ArqRedis, where: str
) -> None:
    statement = MIDDLES[where].format(lot=story.tender.lot_id)
    async with held(story.platform, statement) as lock:
        story.platform.start_worker()
        await offer_award(story, queue, times=1)
        waiting = await lock.somebody_waits(having_read="trading_notice")
        story.platform.kill_worker()
        await lock.let_go(waiting)
    assert await lot_state(story) == "determined"
    assert await story.logged("trading:award:publish") == []


async def test_step_03_killed_at_random_moments_and_offered_many_times_it_publishes_once(
    story: Story, queue: ArqRedis
) -> None:
    moments = random.Random(87)
    for _ in range(4):
        story.platform.start_worker()
        await offer_award(story, queue, times=3)
        await asyncio.sleep(moments.uniform(0.5, 2.5))
        story.platform.kill_worker()
    story.platform.start_worker()
    await offer_award(story, queue, times=5)
    await evaluating.announce(story.world, story.tender)
    await everything_delivered(story)
    await finished(story, [*await offer_award(story, queue, times=5), *await offer_deliveries(story, queue)])
    assert len(await story.logged("trading:award:publish")) == 1
    life = await story.read(f"/api/lives/{story.tender.no}")
    assert [notice["kind"] for notice in life["notices"]].count("award_notice") == 1


@pytest.mark.parametrize("tag", ONCE)
async def test_step_04_nothing_was_done_twice(story: Story, tag: str) -> None:
    assert len(await story.logged(tag)) == 1


async def test_step_05_every_event_was_told_once_and_heard_once(story: Story) -> None:
    told = await story.platform.rows(
        "SELECT topic FROM storage_outbox WHERE subject_id = $1", story.tender.lot_id
    )
    heard = await story.platform.rows(
        "SELECT subscriber FROM storage_delivery JOIN storage_outbox USING (event_id)"
        " WHERE subject_id = $1 AND topic = 'trading.award_published' AND done_at IS NOT NULL",
        story.tender.lot_id,
    )
    topics = Counter(row["topic"] for row in told)
    assert topics["trading.notice_published"] == 1
    assert topics["bidding_room.bids_opened"] == 1
    assert topics["trading.award_published"] == 1
    assert sorted(row["subscriber"] for row in heard) == [
        "app.write_down_award",
        "evaluation.publish_result",
        "expert_pool.publish_committee_names",
    ]


async def test_step_06_every_receipt_given_is_true_to_the_end(story: Story) -> None:
    exported = await entries_by_number(story)
    for receipt in story.tender.receipts.values():
        verdict = story.verifier.receipt(canonical_bytes(receipt).decode())
        assert verdict.holds, verdict.text
        entry = receipt["body"]["entry"]
        assert exported[entry["seq"]] in (None, entry["payload"])
    states = await story.platform.rows(
        "SELECT state, bytes_intact FROM bidding_room_bid WHERE lot = $1", story.tender.lot_id
    )
    assert Counter(row["state"] for row in states) == {"opened": 3, "replaced": 1}
    assert all(row["bytes_intact"] for row in states if row["state"] == "opened")


async def test_step_07_the_log_verifies(story: Story) -> None:
    answer = story.verifier.log((await story.public.get("/api/log/export")).content)
    assert answer.holds, answer.text


async def test_notices_due_together_are_each_published_once_by_a_worker_killed_again_and_again(
    story: Story, queue: ArqRedis
) -> None:
    due = [Tender(template="canteen-delivery", offers={}) for _ in range(6)]
    publish_at = await story.world.now() + timedelta(hours=1)
    for one in due:
        await tender.draft(story.world, one)
        await tender.set_times(story.world, one, publish_at=publish_at)
        await tender.submit(story.world, one)
        await tender.accept(story.world, one)
    story.platform.kill_worker()
    await story.world.move_to(publish_at + timedelta(seconds=1))
    moments = random.Random(35)
    for _ in range(3):
        story.platform.start_worker()
        await asyncio.sleep(moments.uniform(1.0, 2.5))
        story.platform.kill_worker()
    story.platform.start_worker()
    for one in due:
        await tender.reach(story.world, one, "bidding")
    published = await story.platform.rows(
        "SELECT subject FROM (SELECT subject, tag FROM storage_audit_entry"
        " UNION ALL SELECT subject, tag FROM storage_audit_queue) logged"
        " WHERE tag = 'trading:notice:publish' AND subject = ANY ($1)",
        [one.lot_id for one in due],
    )
    assert Counter(row["subject"] for row in published) == {one.lot_id: 1 for one in due}
    for one in due:
        assert len((await story.read(f"/api/lives/{one.no}"))["notices"]) == 1


async def lot_state(story: Story) -> str:
    (row,) = await story.platform.rows("SELECT state FROM trading_lot WHERE id = $1", story.tender.lot_id)
    return str(row["state"])


async def offer_award(story: Story, queue: ArqRedis, *, times: int) -> list[Job]:
    """Jobs for the publication of this tender's award, however often it was offered already."""
    (timer,) = await story.platform.rows(
        "SELECT timer.id, timer.name FROM storage_timer timer JOIN trading_notice notice"
        " ON notice.id = timer.subject_id WHERE notice.lot = $1 AND timer.name = 'trading.publish_award'",
        story.tender.lot_id,
    )
    return [await _offered(queue, "fire_timer", str(timer["id"]), timer["name"]) for _ in range(times)]


async def offer_deliveries(story: Story, queue: ArqRedis) -> list[Job]:
    """Three jobs more for everybody who hears of the award."""
    rows = await story.platform.rows(
        "SELECT event_id, subscriber FROM storage_delivery JOIN storage_outbox USING (event_id)"
        " WHERE subject_id = $1 AND topic = 'trading.award_published'",
        story.tender.lot_id,
    )
    return [await _offered(queue, "deliver", str(row["event_id"]), row["subscriber"]) for row in rows * 3]


async def _offered(queue: ArqRedis, job: str, *arguments: str) -> Job:
    made = await queue.enqueue_job(job, *arguments)
    assert made is not None
    return made


async def finished(story: Story, jobs: list[Job]) -> None:
    """Returns when the worker is through with these jobs, of which it keeps no result."""

    async def look() -> bool | None:
        return True if {await job.status() for job in jobs} == {JobStatus.not_found} else None

    await story.world.until("jobs offered once more", look)


async def everything_delivered(story: Story) -> None:
    """Returns when no event waits; one whose delivery was given up never comes."""

    async def look() -> bool | None:
        (row,) = await story.platform.rows(
            "SELECT (SELECT count(*) FROM storage_outbox WHERE sent_at IS NULL)"
            " + (SELECT count(*) FROM storage_delivery WHERE done_at IS NULL) AS waiting"
        )
        return True if row["waiting"] == 0 else None

    await story.world.until("every event delivered", look)


async def entries_by_number(story: Story) -> dict[int, str | None]:
    """The log as exported: number → payload, None where it is withheld."""
    export = (await story.public.get("/api/log/export")).text.splitlines()[1:]
    return {entry["seq"]: entry["payload"] for entry in map(json.loads, export)}
