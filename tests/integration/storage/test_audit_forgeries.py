"""What the platform did not write gets no place in the log, and takes none away."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import pytest
from factories.false_entries import INVENTED, invented, put_in
from queue_of_the_log import append, connected, numbers_in_the_log

from core.canonical import canonical_bytes
from storage import audit
from storage.database import execute, fetch_one
from storage.merkle import leaf_hash


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
