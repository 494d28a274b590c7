"""The log on a real database: gapless under races, provable, and closed to every change."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from bidding_room import jobs
from core.errors import Invalid, NotFound
from storage import audit
from storage.database import execute, spawn, transaction
from storage.keys import platform_keys
from storage.log_verify import FindingKind, verify_file
from storage.merkle import EMPTY_ROOT, verify_consistency, verify_inclusion

TABLES = ("storage_audit_entry", "storage_audit_disclosure")


async def append(now: datetime, *, public: bool = True, subject: str = "subject") -> audit.Queued:
    return await audit.record(
        "test:entry", actor="system", subject=subject, facts={"n": 1}, now=now, public=public
    )


async def record(now: datetime, *, public: bool = True, subject: str = "subject") -> audit.Entry:
    """Appended, committed, and in its place."""
    return await audit.placed((await append(now, public=public, subject=subject)).ticket)


async def export(path: Path) -> Path:
    with path.open("wb") as file:
        async for line in audit.export_lines():
            file.write(line)
    return path


async def test_an_entry_says_what_happened_and_is_signed(now: datetime) -> None:
    entry = await record(now)
    payload = json.loads(entry.payload)
    salt = payload.pop("salt")
    assert payload == {
        "v": 2,
        "at": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "tag": "test:entry",
        "actor": "system",
        "subject": "subject",
        "facts": {"n": 1},
    }
    assert len(salt) == 32
    head = await audit.head_at(size=entry.seq + 1)
    assert head.root == entry.root
    assert head.signed_by(platform_keys().public_key)


async def test_equal_facts_have_different_leaves(now: datetime) -> None:
    assert (await record(now)).leaf_hash != (await record(now)).leaf_hash


async def test_an_empty_log_has_a_signed_head(fresh_database: str) -> None:
    head = await audit.head()
    assert (head.size, head.root) == (0, EMPTY_ROOT)
    assert head.signed_by(platform_keys().public_key)


async def test_proofs_of_the_database_are_accepted(fresh_database: str, now: datetime) -> None:
    async with transaction():
        queued = [await append(now) for _ in range(70)]
    entries = [await audit.placed(one.ticket) for one in queued]
    head = await audit.head()
    for entry in entries:
        proof = await audit.inclusion(seq=entry.seq, size=70)
        assert verify_inclusion(leaf=entry.leaf_hash, index=entry.seq, size=70, proof=proof, root=head.root)
    for first in range(1, 71):
        proof = await audit.consistency(first=first, second=70)
        assert verify_consistency(
            first=first, second=70, first_root=entries[first - 1].root, second_root=head.root, proof=proof
        )


async def test_there_are_no_proofs_beyond_the_head(fresh_database: str, now: datetime) -> None:
    await record(now)
    for seq, size in ((0, 2), (1, 1), (-1, 1)):
        with pytest.raises(Invalid, match="log-range-impossible"):
            await audit.inclusion(seq=seq, size=size)
    for first, second in ((0, 1), (1, 2)):
        with pytest.raises(Invalid, match="log-range-impossible"):
            await audit.consistency(first=first, second=second)


async def test_racing_appends_leave_no_gap_and_a_sound_log(
    fresh_database: str, now: datetime, tmp_path: Path
) -> None:
    async def append_some() -> None:
        for _ in range(10):
            async with transaction():
                await append(now)
                await append(now)

    await asyncio.gather(*(spawn(append_some()) for _ in range(4)))
    report = verify_file(await export(tmp_path / "log"), expected_public_key=platform_keys().public_key)
    assert report.finding is None
    assert report.size == 80


async def _record_then_fail(now: datetime) -> None:
    async with transaction():
        await append(now)
        raise ZeroDivisionError


async def test_a_failed_operation_leaves_no_entry(fresh_database: str, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError):
        await _record_then_fail(now)
    assert (await audit.head()).size == 0


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_neither_owner_nor_application_changes_the_log(
    fresh_database: str, now: datetime, table: str, statement: str
) -> None:
    entry = await record(now, public=False)
    await audit.disclose(numbers=[entry.seq], now=now)
    change = "hash = hash" if table.endswith("node") else "at = at"
    sql = statement.format(table, change)
    owner = await asyncpg.connect(fresh_database)
    with pytest.raises(asyncpg.RaiseError, match="refuses"):
        await owner.execute(sql)
    await owner.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await execute(sql)


async def test_the_database_refuses_a_gap_and_a_false_leaf(fresh_database: str, now: datetime) -> None:
    insert = (
        "INSERT INTO storage_audit_entry (seq, payload, leaf_hash, tag, subject, public, at, root, signature)"
        " VALUES ($1, $2, sha256('\\x00'::bytea || $3::bytea), 't', 's', true, $4, $5, $6)"
    )
    root, signature = bytes(32), bytes(64)
    with pytest.raises(asyncpg.RaiseError, match="not number 3"):
        await execute(insert, 3, b"x", b"x", now, root, signature)
    with pytest.raises(asyncpg.CheckViolationError):
        await execute(insert, 0, b"x", b"y", now, root, signature)


async def test_a_withheld_entry_shows_its_hash_alone_until_disclosed(now: datetime) -> None:
    subject = f"lot-{now.timestamp()}"
    entry = await record(now, public=False, subject=subject)
    seen = await audit.entry(entry.seq)
    assert seen.withheld
    assert (seen.payload, seen.facts, seen.leaf_hash) == (None, None, entry.leaf_hash)
    assert await audit.public_entries_about(subject=subject) == []
    assert (await audit.entries_from(seq=entry.seq, count=1))[0].payload is None
    assert entry.seq not in [found.seq for found in await audit.public_entries(limit=5)]
    await audit.disclose(numbers=[entry.seq, entry.seq], now=now)
    await audit.disclose(numbers=[entry.seq], now=now + timedelta(hours=1))
    assert (await audit.entry(entry.seq)).payload == entry.payload
    assert [found.seq for found in await audit.public_entries_about(subject=subject)] == [entry.seq]


async def test_a_covering_entry_is_never_told_from_others(now: datetime) -> None:
    entry = await audit.placed((await audit.record_cover(now=now)).ticket)
    other = await record(now, public=False)
    seen = [await audit.entry(seq) for seq in (entry.seq, other.seq)]
    assert all(one.withheld for one in seen)
    assert seen[0].at == seen[1].at


async def test_the_log_tells_the_hour_of_a_withheld_entry_and_the_moment_once_disclosed(
    now: datetime,
) -> None:
    moment = now.replace(minute=17, second=23, microsecond=4711)
    hour = moment.replace(minute=0, second=0, microsecond=0)
    entry = await record(moment, public=False)
    seen = await audit.entry(entry.seq)
    head = await audit.head_at(size=entry.seq + 1)
    assert (seen.at, seen.made_at, head.at) == (hour, hour, hour)
    assert head.signed_by(platform_keys().public_key)
    assert "17:23" not in str(seen.as_json())
    await audit.disclose(numbers=[entry.seq], now=moment)
    told = await audit.entry(entry.seq)
    assert (told.at, told.made_at) == (hour, moment)
    assert (await record(moment)).at == moment


async def test_covers_keep_no_rhythm(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def no_sleep(seconds: float) -> None:
        waits.append(seconds)

    async def nothing(*_: object, **__: object) -> None:
        return None

    monkeypatch.setattr(jobs.asyncio, "sleep", no_sleep)
    monkeypatch.setattr(jobs, "lots_in", nothing)
    for _ in range(400):
        await jobs.sprinkle_cover()
    mean = 3600 / jobs.COVERS_PER_HOUR
    assert len({round(wait, 3) for wait in waits}) > 300
    assert mean * 0.7 < sum(waits) / len(waits) < mean * 1.4
    assert min(waits) < mean / 10
    assert max(waits) > mean * 3


async def test_an_entry_is_found_by_its_leaf(now: datetime) -> None:
    entry = await record(now)
    found = await audit.entry_of_leaf(entry.leaf_hash)
    assert found is not None
    assert found.seq == entry.seq
    assert await audit.entry_of_leaf(bytes(32)) is None
    with pytest.raises(NotFound, match="log-entry-unknown"):
        await audit.entry(10**9)


async def test_facts_too_large_are_a_bug(now: datetime) -> None:
    with pytest.raises(ValueError, match="too large"):
        await audit.record("t", actor="a", subject="s", facts={"x": "y" * 70_000}, now=now)


async def test_an_owner_who_rewrites_an_entry_is_found_out(
    fresh_database: str, now: datetime, tmp_path: Path
) -> None:
    for _ in range(9):
        await record(now)
    owner = await asyncpg.connect(fresh_database)
    await owner.execute(
        "ALTER TABLE storage_audit_entry DISABLE TRIGGER storage_audit_entry_append_only;"
        "UPDATE storage_audit_entry SET payload = replaced.payload,"
        " leaf_hash = sha256('\\x00'::bytea || replaced.payload)"
        " FROM (SELECT convert_to(replace(convert_from(payload, 'UTF8'), '\"n\":1', '\"n\":2'), 'UTF8') AS payload"
        "       FROM storage_audit_entry WHERE seq = 4) replaced WHERE seq = 4"
    )
    await owner.close()
    report = verify_file(await export(tmp_path / "log"))
    assert report.finding is not None
    assert (report.finding.kind, report.finding.seq) == (FindingKind.ALTERED, 4)
