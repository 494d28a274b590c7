"""What joins, what fails together, and what a child task may not do."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from storage.database import execute, fetch_one, in_transaction, savepoint, spawn, transaction
from storage.outbox import emit


class Refused(Exception):
    pass


async def told(subject: UUID) -> bool:
    return await fetch_one("SELECT 1 FROM storage_outbox WHERE subject_id = $1", subject) is not None


async def tell(subject: UUID) -> None:
    await emit("test.told", subject_id=subject)


async def tell_then_refuse(subject: UUID) -> None:
    async with transaction():
        await tell(subject)
        raise Refused


async def test_a_nested_block_joins_the_outer_one() -> None:
    outer, inner = uuid4(), uuid4()
    async with transaction():
        await tell(outer)
        async with transaction():
            await tell(inner)
        assert not await spawn(told(inner))
    assert await told(outer)
    assert await told(inner)
    assert not in_transaction()


async def test_a_failed_part_is_never_committed_even_if_caught() -> None:
    outer, inner = uuid4(), uuid4()

    async def operation() -> None:
        async with transaction():
            await tell(outer)
            with pytest.raises(Refused):
                await tell_then_refuse(inner)

    with pytest.raises(RuntimeError, match="nothing was committed"):
        await operation()
    assert not await told(outer)
    assert not await told(inner)
    assert not in_transaction()


async def test_a_savepoint_may_fail_alone() -> None:
    outer, inner = uuid4(), uuid4()

    async def attempt() -> None:
        async with savepoint():
            await tell_then_refuse(inner)

    async with transaction():
        await tell(outer)
        with pytest.raises(Refused):
            await attempt()
    assert await told(outer)
    assert not await told(inner)


async def test_a_child_task_does_not_slip_into_its_parents_transaction() -> None:
    async with transaction():
        child = asyncio.create_task(tell_then_refuse(uuid4()))
        with pytest.raises(RuntimeError, match="inherited"):
            await child
        with pytest.raises(Refused):
            await spawn(tell_then_refuse(uuid4()))


async def test_a_commit_that_fails_leaves_the_next_transaction_whole() -> None:
    async def kill_own_connection() -> None:
        async with transaction():
            row = await fetch_one("SELECT pg_backend_pid() AS pid")
            assert row is not None
            await spawn(execute("SELECT pg_terminate_backend($1)", row["pid"]))
            await asyncio.sleep(0.1)

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)):
        await kill_own_connection()
    assert not in_transaction()
    subject = uuid4()
    async with transaction():
        await tell(subject)
    assert await told(subject)
