"""What reads or removes many bytes does a part in each job, and tells an event for the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import pytest
from factories.bidding_cast import hand_in, pass_deadline, ready_taking_bids
from factories.waiting import troubles_of

from app.wiring import SUBSCRIBERS
from bidding_room.operations import remove_unneeded_bytes, verify_stored_bytes
from bidding_room.tables import Bid, File
from storage import outbox
from storage.database import fetch, spawn
from storage.objects import store
from storage.outbox import Event


async def told(topic: str, subject: UUID) -> list[Event]:
    """Events of this topic, oldest first."""
    rows = await fetch(
        "SELECT event_id, topic, subject_id, facts::text AS facts, at FROM storage_outbox"
        " WHERE topic = $1 AND subject_id = $2 ORDER BY id",
        topic,
        subject,
    )
    return [outbox._event(row) for row in rows]


async def hear(topic: str, subject: UUID) -> int:
    """Let the topic's subscriber hear each event, those it tells itself included; how many there were."""
    (subscriber,) = [one for one in SUBSCRIBERS.values() if one.topic == topic]
    heard = 0
    while len(events := await told(topic, subject)) > heard:
        await subscriber.handler(events[heard])
        heard += 1
    return heard


async def bid_of(lot_id: UUID) -> Bid:
    bid = await Bid.objects().where((Bid.lot == lot_id) & (Bid.state == "submitted")).first()
    assert bid is not None
    return bid


@pytest.mark.parametrize(
    ("bound", "broken"),
    [("CHUNKS_AT_ONCE", None), ("SECONDS_AT_ONCE", None), ("CHUNKS_AT_ONCE", 0), ("CHUNKS_AT_ONCE", 2)],
    ids=["whole", "slow store", "first part", "last part"],
)
async def test_a_bid_is_verified_chunk_by_chunk_and_a_fault_in_any_part_is_found(
    monkeypatch: pytest.MonkeyPatch, bound: str, broken: int | None
) -> None:
    monkeypatch.setattr(verify_stored_bytes, bound, 1 if bound == "CHUNKS_AT_ONCE" else 0)
    cast, lot_id = await ready_taking_bids(bidders=1)
    await hand_in(cast.bidders[0], lot_id)  # three files of one chunk
    bid = await bid_of(lot_id)
    if broken is not None:
        manifest = verify_stored_bytes.manifest_if_readable(bid)
        assert manifest is not None
        sealed = UUID(manifest.files[broken].id)
        file = await File.objects().where((File.bid == bid.id) & (File.sealed_id == sealed)).first()
        assert file is not None
        await store().put(file.object_key, bytes(await store().size(file.object_key)))
    verdict = await verify_stored_bytes.verify_stored_bytes(bid_id=bid.id)
    assert verdict is (False if broken == 0 else None)
    parts = await hear(verify_stored_bytes.PARTLY_VERIFIED, bid.id)
    assert parts == (0 if broken == 0 else 2)
    assert (await bid_of(lot_id)).bytes_intact is (broken is None)


async def test_a_worker_killed_within_a_part_repeats_that_part_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_stored_bytes, "CHUNKS_AT_ONCE", 1)
    cast, lot_id = await ready_taking_bids(bidders=1)
    await hand_in(cast.bidders[0], lot_id)  # three files of one chunk
    bid = await bid_of(lot_id)
    await verify_stored_bytes.verify_stored_bytes(bid_id=bid.id)
    name, topic = "bidding_room.verify_rest_of_bid", verify_stored_bytes.PARTLY_VERIFIED
    jobs: list[outbox.Delivery] = []

    async def enqueue(delivery: outbox.Delivery) -> None:
        jobs.append(delivery)

    await outbox.relay_once(subscribers={topic: [name]}, enqueue=enqueue)
    (second_part,) = jobs
    reading = asyncio.Event()

    async def reads_for_ever(*_: object) -> bool:
        reading.set()
        return await asyncio.Event().wait()

    def job() -> Coroutine[Any, Any, bool]:
        handler = SUBSCRIBERS[name].handler
        return outbox.run_once(event_id=second_part.event_id, subscriber=name, handler=handler)

    with monkeypatch.context() as killed:
        killed.setattr(verify_stored_bytes, "_is_intact", reads_for_ever)
        running = spawn(job())
        await reading.wait()
        running.cancel()  # its connection is gone, as a killed process's is
        with pytest.raises(asyncio.CancelledError):
            await running
    assert await troubles_of(name) == []
    assert [await job(), await job()] == [True, False]
    assert [event.facts["next"] for event in await told(topic, bid.id)] == [1, 2]
    await SUBSCRIBERS[name].handler((await told(topic, bid.id))[1])
    assert (await bid_of(lot_id)).bytes_intact is True


async def test_removal_after_the_opening_goes_on_until_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remove_unneeded_bytes, "FILES_AT_ONCE", 2)
    cast, lot_id = await ready_taking_bids(bidders=1)
    for _ in range(3):
        await hand_in(cast.bidders[0], lot_id)
    await pass_deadline(lot_id)
    await remove_unneeded_bytes.remove_after_opening(lot_id=lot_id)
    left = File.count().where((File.bid.lot == lot_id) & (File.bid.state == "replaced"))
    assert await left.where(File.removed_at.is_null()) == 4
    assert await hear(remove_unneeded_bytes.PARTLY_REMOVED, lot_id) == 3
    gone = await File.objects().where((File.bid.lot == lot_id) & (File.bid.state == "replaced"))
    assert all(file.removed_at is not None for file in gone)
    assert not any([await store().exists(file.object_key) for file in gone])
