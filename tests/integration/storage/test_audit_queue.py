"""Entries queue and get their places: acts wait for nobody, and whoever dies when, nothing is lost or doubled."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from queue_of_the_log import append, assert_sound, connected, numbers_in_the_log

from core.canonical import canonical_bytes
from core.clock import instant_text
from core.errors import NotFound
from storage import audit
from storage.audit.sequence import BATCH
from storage.database import execute, spawn, transaction
from storage.keys import platform_keys
from storage.merkle import Tree, leaf_hash
from storage.tree_head import head_bytes


async def test_an_act_waits_for_no_other_and_has_its_proof_at_once(
    fresh_database: str, now: datetime
) -> None:
    appended, may_commit = asyncio.Event(), asyncio.Event()

    async def slow_act() -> audit.Queued:
        async with transaction():
            queued = await append(now)
            appended.set()
            await may_commit.wait()
        return queued

    slow = spawn(slow_act())
    await appended.wait()
    async with asyncio.timeout(1):
        quick = await append(now)
        assert (await audit.placed(quick.ticket)).seq == 0
        assert len(await audit.inclusion(seq=0, size=1)) == 0
    may_commit.set()
    assert (await audit.placed((await slow).ticket)).seq == 1


async def test_what_depends_on_another_act_stands_after_it(fresh_database: str, now: datetime) -> None:
    for number in range(20):
        await append(now, number=number)
    assert await numbers_in_the_log() == list(range(20))


async def test_more_than_a_batch_keeps_its_order(fresh_database: str, now: datetime, tmp_path: Path) -> None:
    count = 2 * BATCH + 7
    entries = [
        audit.NewEntry(tag="test:queue", actor="system", subject="x", facts={"n": n}) for n in range(count)
    ]
    queued = await audit.record_all(entries, now=now)
    assert await numbers_in_the_log() == list(range(count))
    assert await audit.seqs_of([one.ticket for one in queued]) == {
        one.ticket: place for place, one in enumerate(queued)
    }
    await assert_sound(tmp_path / "log", size=count)


async def test_an_entry_that_is_not_committed_has_no_place(fresh_database: str, now: datetime) -> None:
    async with transaction():
        queued = await append(now)
        with pytest.raises(NotFound, match="log-entry-unknown"):
            await audit.placed(queued.ticket)
        assert [facts.number for facts in await audit.recorded(subjects=["queue"], tags=["test:queue"])] == [
            queued.ticket
        ]
    assert (await audit.placed(queued.ticket)).seq == 0


async def test_what_is_withheld_and_disclosed_in_one_act_is_readable(
    fresh_database: str, now: datetime
) -> None:
    async with transaction():
        first, second = await append(now, public=False), await append(now, public=False, number=2)
        await audit.disclose(numbers=[first.ticket], now=now)
    assert not (await audit.entry(first.ticket)).withheld
    assert (await audit.entry(second.ticket)).withheld
    assert await audit.count_public_entries() == 1
    await audit.disclose_about(subject="queue", tags=["test:queue"], now=now)
    assert not (await audit.entry(second.ticket)).withheld


async def test_nothing_is_disclosed_that_the_log_does_not_know(fresh_database: str, now: datetime) -> None:
    for number in (0, audit.FIRST_TICKET + 9):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await execute("INSERT INTO storage_audit_disclosure (seq, at) VALUES ($1, $2)", number, now)


async def test_what_the_build_before_left_in_the_queue_gets_its_place(
    fresh_database: str, now: datetime
) -> None:
    """Its vouchers named the ticket; under another one they are none."""
    payload, ticket = canonical_bytes({"v": 2, "left": True}), audit.FIRST_TICKET + 3
    leaf = leaf_hash(payload)
    kept = platform_keys().vouch(
        canonical_bytes([ticket, leaf.hex(), "t", "s", [], 1, instant_text(now.astimezone(UTC))])
    )
    async with connected(fresh_database) as owner:
        for number in (ticket - 1, ticket):
            await owner.execute(
                "INSERT INTO storage_audit_queue (ticket, payload, leaf_hash, tag, subject, public, at, voucher)"
                " VALUES ($1, $2, $3, 't', 's', true, $4, $5)",
                *(number, payload, leaf, now, kept),
            )
    assert (await audit.placed(ticket)).seq == 0
    assert (await audit.head()).size == 1


async def older_entry(now: datetime, *, number: int, public: bool) -> None:
    """As the build before the queue appended it: version 1, no ticket, signed in the act's own transaction."""
    before = await audit.entries_from(seq=0, count=100)
    tree = Tree()
    for entry in before:
        tree.append(entry.leaf_hash)
    payload = canonical_bytes(
        {
            "v": 1,
            "seq": tree.size,
            "at": instant_text(now),
            "tag": "test:queue",
            "actor": "system",
            "subject": "queue",
            "facts": {"n": number},
            "salt": "00" * 16,
        }
    )
    nodes, seq = tree.append(leaf_hash(payload)), len(before)
    await execute(
        "INSERT INTO storage_audit_entry (seq, payload, leaf_hash, tag, subject, public, at, root, signature, nodes)"
        " VALUES ($1, $2, $3, 'test:queue', 'queue', $4, $5, $6, $7, $8)",
        seq,
        payload,
        nodes[0],
        public,
        now,
        tree.root(),
        platform_keys().sign(head_bytes(size=tree.size, root=tree.root(), at=now)),
        b"".join(nodes[1:]),
    )


async def test_a_log_older_than_its_queue_goes_on(fresh_database: str, now: datetime, tmp_path: Path) -> None:
    await older_entry(now, number=0, public=True)
    await older_entry(now, number=1, public=False)
    queued = await append(now, number=2)
    assert [facts.number for facts in await audit.recorded(subjects=["queue"], tags=["test:queue"])] == [
        0,
        1,
        queued.ticket,
    ]
    assert await numbers_in_the_log() == [0, 2]
    await audit.disclose(numbers=[1, queued.ticket], now=now)
    assert await numbers_in_the_log() == [0, 1, 2]
    assert await audit.seqs_of([0, 1, queued.ticket]) == {0: 0, 1: 1, queued.ticket: 2}
    await assert_sound(tmp_path / "log", size=3)
