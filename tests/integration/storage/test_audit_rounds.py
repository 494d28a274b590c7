"""The rounds that give entries their places: killed, standing still or failing, they lose and double nothing."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from queue_of_the_log import append, assert_sound, connected, numbers_in_the_log
from run_servers import PROJECT, with_path

from core.errors import Busy
from storage import audit
from storage.audit import sequence
from storage.audit.sequence import BATCH
from storage.database import fetch_one, spawn

Start = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def start(fresh_database: str) -> Iterator[Start]:
    """Processes on the fresh database; none outlives the test."""
    name = fresh_database.rpartition("/")[2]
    urls = {url: with_path(os.environ[url], name) for url in ("DATABASE_URL", "OWNER_DATABASE_URL")}
    started: list[subprocess.Popen[str]] = []

    def start_one(what: str) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("log_process.py")), what],
            cwd=PROJECT,
            env=os.environ | urls | {"PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(child)
        return child

    yield start_one
    for child in started:
        child.kill()
        child.communicate()


async def said(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return (await asyncio.to_thread(child.stdout.readline)).strip()


def application_of(owners_url: str) -> str:
    return with_path(os.environ["DATABASE_URL"], owners_url.rpartition("/")[2])


async def somebody_waits_for(table: str) -> None:
    waiting = "SELECT 1 FROM pg_locks WHERE relation = $1::text::regclass AND NOT granted"
    async with asyncio.timeout(30):
        while await fetch_one(waiting, table) is None:  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.02)


async def test_entries_of_a_process_killed_after_its_commits_get_their_places(
    start: Start, tmp_path: Path
) -> None:
    child = start("append")
    assert await said(child) == "committed"
    child.kill()
    assert await numbers_in_the_log() == list(range(40))
    await assert_sound(tmp_path / "log", size=40)


async def test_a_sequencer_killed_in_the_middle_of_a_round_loses_and_doubles_nothing(
    start: Start, fresh_database: str, now: datetime, tmp_path: Path
) -> None:
    for number in range(30):
        await append(now, number=number)
    async with connected(fresh_database) as owner, owner.transaction():
        await owner.execute("LOCK TABLE storage_audit_entry IN SHARE MODE")  # a round stops before its insert
        child = start("sequence")
        assert await said(child) == "ready"
        await somebody_waits_for("storage_audit_entry")
        child.kill()
        child.wait()
    assert await numbers_in_the_log() == list(range(30))
    await assert_sound(tmp_path / "log", size=30)


async def test_sequencers_killed_at_any_moment_beside_others_lose_and_double_nothing(
    start: Start, fresh_database: str, now: datetime, tmp_path: Path
) -> None:
    count = 5 * BATCH
    entries = [
        audit.NewEntry(tag="test:queue", actor="system", subject="x", facts={"n": n}) for n in range(count)
    ]
    moments = random.Random(60)
    for half in (entries[: count // 2], entries[count // 2 :]):
        children = [start("sequence") for _ in range(3)]
        await audit.record_all(half, now=now)

        async def kill_at_a_moment(child: subprocess.Popen[str]) -> None:
            assert await said(child) == "ready"
            await asyncio.sleep(moments.uniform(0.0, 0.15))
            child.kill()

        await asyncio.gather(*(kill_at_a_moment(child) for child in children), audit.caught_up())
    assert await numbers_in_the_log() == list(range(count))
    await assert_sound(tmp_path / "log", size=count)


async def test_a_sequencer_that_stands_still_holds_up_nobody_for_long(
    start: Start, fresh_database: str, now: datetime
) -> None:
    child = start("hold")
    assert await said(child) == "holding"
    queued = await append(now)
    async with asyncio.timeout(15):
        assert (await audit.placed(queued.ticket)).seq == 0


async def test_who_needs_a_place_while_the_log_stands_still_is_told_to_come_again(
    fresh_database: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequence, "LATE_SECONDS", 1)
    queued = await append(now)
    needs: tuple[Callable[[], Awaitable[object]], ...] = (
        audit.head,
        partial(audit.placed, queued.ticket),
        partial(audit.seq_of, queued.ticket),
        partial(audit.entry, queued.ticket),
        partial(audit.entry_of_leaf, queued.leaf_hash),
        partial(audit.public_entries_about, subject="queue"),
    )
    async with connected(application_of(fresh_database)) as holder, holder.transaction():
        await holder.execute("LOCK TABLE storage_audit_turn IN EXCLUSIVE MODE")
        for needed in needs:
            async with asyncio.timeout(10):
                with pytest.raises(Busy, match="log-stands-still"):
                    await needed()
    assert (await audit.placed(queued.ticket)).seq == 0


async def test_a_round_that_fails_is_no_conflict_of_who_waits_for_it(
    fresh_database: str, now: datetime
) -> None:
    queued = await append(now)
    async with connected(fresh_database) as owner:
        await owner.execute("CREATE UNIQUE INDEX one_only ON storage_audit_entry ((1))")
        assert (await audit.placed(queued.ticket)).seq == 0
        behind = await append(now)
        with pytest.raises(Busy, match="log-stands-still"):
            await audit.placed(behind.ticket)
        await owner.execute("DROP INDEX one_only")
    assert (await audit.placed(behind.ticket)).seq == 1


async def test_rounds_that_fail_again_and_again_are_known(
    fresh_database: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequence, "LATE_SECONDS", 2)

    async def comes_to(still: bool) -> None:
        async with asyncio.timeout(30):
            while audit.stands_still() is not still:  # noqa: ASYNC110 - a loop tells nobody
                await asyncio.sleep(0.05)

    async with connected(fresh_database) as owner:
        await owner.execute("ALTER TABLE storage_audit_entry ADD CONSTRAINT nothing_more CHECK (seq < 0)")
        queued = await append(now)
        rounds = spawn(audit.sequence_for_ever())
        await comes_to(still=True)
        await owner.execute("ALTER TABLE storage_audit_entry DROP CONSTRAINT nothing_more")
    await comes_to(still=False)
    assert (await audit.placed(queued.ticket)).seq == 0
    rounds.cancel()


async def test_who_may_only_read_holds_up_nobody(fresh_database: str, now: datetime) -> None:
    """The application's role without its right on the table that rounds lock: other locks of it do no harm."""
    rights = "{} UPDATE ON storage_audit_turn {} {}"
    role = f'"{urlsplit(os.environ["DATABASE_URL"]).username}"'
    queued = await append(now)
    async with connected(fresh_database) as owner, connected(application_of(fresh_database)) as reader:
        await owner.execute(rights.format("REVOKE", "FROM", role))
        async with reader.transaction():
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with reader.transaction():
                    await reader.execute("LOCK TABLE storage_audit_turn IN EXCLUSIVE MODE")
            await reader.execute("LOCK TABLE storage_audit_turn IN ACCESS SHARE MODE")
            await reader.execute(f"SELECT pg_advisory_lock({0x7469616E})")
            await owner.execute(rights.format("GRANT", "TO", role))
            async with asyncio.timeout(30):
                assert (await audit.placed(queued.ticket)).seq == 0
