"""Entries queue and get their places: acts wait for nobody, and whoever dies when, nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from factories.false_entries import INVENTED, invented, put_in
from run_servers import PROJECT, with_path

from core.canonical import canonical_bytes
from core.clock import instant_text
from core.errors import Busy, NotFound
from storage import audit
from storage.audit import sequence
from storage.audit.sequence import BATCH
from storage.database import execute, fetch_one, spawn, transaction
from storage.keys import platform_keys
from storage.log_verify import verify_file
from storage.merkle import Tree, leaf_hash
from storage.tree_head import head_bytes

Start = Callable[[str], subprocess.Popen[str]]


async def append(now: datetime, *, public: bool = True, number: int = 1) -> audit.Queued:
    return await audit.record(
        "test:queue", actor="system", subject="queue", facts={"n": number}, now=now, public=public
    )


async def numbers_in_the_log() -> list[int]:
    await audit.caught_up()
    entries = await audit.entries_from(seq=0, count=10_000)
    return [entry.facts.facts["n"] for entry in entries if entry.facts]


async def assert_sound(path: Path, *, size: int) -> None:
    with path.open("wb") as file:
        async for line in audit.export_lines():
            file.write(line)
    report = verify_file(path, expected_public_key=platform_keys().public_key)
    assert report.finding is None
    assert report.size == size


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


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def somebody_waits_for(table: str) -> None:
    waiting = "SELECT 1 FROM pg_locks WHERE relation = $1::text::regclass AND NOT granted"
    async with asyncio.timeout(30):
        while await fetch_one(waiting, table) is None:  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.02)


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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE storage_audit_queue SET at = at",
        "DELETE FROM storage_audit_queue",
        "TRUNCATE storage_audit_queue",
    ],
)
async def test_nobody_changes_what_waits_for_its_place(
    fresh_database: str, now: datetime, statement: str
) -> None:
    await append(now)
    async with connected(fresh_database) as owner:
        with pytest.raises(asyncpg.RaiseError, match="refuses"):
            await owner.execute(statement)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await execute(statement)
    assert await numbers_in_the_log() == [1]


async def test_the_platform_signs_no_entry_that_it_did_not_write(fresh_database: str, now: datetime) -> None:
    """Whoever may write to the queue, a stolen role of the application say, cannot make it speak."""
    payload = canonical_bytes({"v": 2, "forged": True})
    await execute(
        "INSERT INTO storage_audit_queue (payload, leaf_hash, tag, subject, public, at, voucher)"
        " VALUES ($1, $2, 't', 's', true, $3, $4)",
        payload,
        leaf_hash(payload),
        now,
        bytes(32),
    )
    assert await audit.recorded(subjects=["s"], tags=["t"]) == []
    genuine = await append(now)
    assert (await audit.placed(genuine.ticket)).seq == 0
    assert (await audit.head()).size == 1


async def test_a_copy_under_another_ticket_or_name_takes_nothing_away(
    fresh_database: str, now: datetime
) -> None:
    """Neither the place of the entry it copies, nor its ticket, nor the turn of anybody behind it."""
    columns = "payload, leaf_hash, tag, subject, digests, public, at, voucher"
    copy = "INSERT INTO storage_audit_queue ({}) SELECT {} FROM storage_audit_queue WHERE ticket = $1"
    lower = await fetch_one("SELECT nextval('storage_audit_queue_ticket_seq') AS ticket")
    first = await append(now)
    assert (await audit.placed(first.ticket)).seq == 0
    second = await append(now, number=2)
    await execute(copy.format(columns, columns), second.ticket)
    await execute(copy.format(columns, columns.replace("subject", "'somebody-else'")), second.ticket)
    for ticket in (lower["ticket"], first.ticket):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute(copy.format(f"ticket, {columns}", f"{ticket}, {columns}"), second.ticket)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute(f"SELECT setval('storage_audit_queue_ticket_seq', {ticket})")
    told = [facts.number for facts in await audit.recorded(subjects=["queue"], tags=["test:queue"])]
    assert told == [first.ticket, second.ticket]
    assert (await audit.placed(second.ticket)).seq == 1
    assert (await audit.placed((await append(now, number=3)).ticket)).seq == 2
    assert await audit.recorded(subjects=["somebody-else"], tags=["test:queue"]) == []


@pytest.mark.parametrize(
    "altered",
    [
        "public = NOT public",
        "at = at + interval '1 second'",
        "tag = 'test:other'",
        "subject = 'somebody-else'",
        "digests = ARRAY[repeat('0', 64)]",
    ],
)
async def test_an_entry_altered_while_it_waits_is_not_signed(
    fresh_database: str, now: datetime, altered: str
) -> None:
    await append(now)
    async with connected(fresh_database) as owner:
        await owner.execute(
            "ALTER TABLE storage_audit_queue DISABLE TRIGGER USER;"
            f" UPDATE storage_audit_queue SET {altered};"
            " ALTER TABLE storage_audit_queue ENABLE TRIGGER USER"
        )
    assert (await audit.head()).size == 0


async def test_an_entry_copied_in_the_queue_or_put_back_gets_no_second_place(
    fresh_database: str, now: datetime
) -> None:
    columns = "payload, leaf_hash, tag, subject, public, at, voucher"
    queued = await append(now)
    kept = await fetch_one(f"SELECT {columns} FROM storage_audit_queue")
    assert kept is not None
    again = f"INSERT INTO storage_audit_queue ({columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)"
    await execute(again, *kept)
    assert (await audit.placed(queued.ticket)).seq == 0
    await execute(again, *kept)
    assert (await audit.head()).size == 1


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


async def test_nobody_takes_the_ticket_of_an_entry_that_waits_or_will_wait(
    fresh_database: str, now: datetime
) -> None:
    """It would stop the rounds for good, since nothing is ever taken out of the log."""
    queued = await append(now)
    for ticket in (queued.ticket, queued.ticket + 1):
        with pytest.raises(asyncpg.RaiseError, match="did not wait with"):
            await execute(INVENTED, *invented(ticket, now))
    assert (await audit.placed(queued.ticket)).seq == 0
    assert (await audit.placed((await append(now)).ticket)).seq == 1


async def test_a_ticket_taken_all_the_same_holds_up_nobody_else_and_its_owner_gets_another(
    fresh_database: str, now: datetime
) -> None:
    robbed, columns = await append(now), "payload, leaf_hash, tag, subject, digests, public, at, voucher"
    async with connected(fresh_database) as owner:
        await put_in(owner, ticket=robbed.ticket, now=now)
        behind = await append(now, number=2)
        assert (await audit.placed(behind.ticket)).seq == 1
        again = f"INSERT INTO storage_audit_queue ({columns}) SELECT {columns} FROM storage_audit_queue"
        await owner.execute(f"{again} WHERE ticket = $1", robbed.ticket)
    assert (await audit.head()).size == 3
    placed = await audit.entry_of_leaf(robbed.leaf_hash)
    assert placed is not None
    assert placed.seq == 2


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
