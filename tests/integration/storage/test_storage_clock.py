"""Platform time moves only in training, and only forward."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import asyncpg
import pytest

from core.errors import Conflict, Invalid
from storage import audit, clock
from storage.database import execute, transaction


async def test_clock_moves_forward_by_a_span() -> None:
    before = await clock.platform_now()
    after = await clock.move_clock(by=timedelta(hours=1))
    assert timedelta(hours=1) <= after - before < timedelta(hours=1, seconds=5)


async def test_clock_moves_to_an_instant() -> None:
    target = await clock.platform_now() + timedelta(days=2)
    after = await clock.move_clock(to=target)
    assert target <= after < target + timedelta(seconds=5)


async def test_clock_does_not_move_back(now) -> None:
    await audit.record("test:clock", actor="system", subject="clock", facts={}, now=now)
    with pytest.raises(Invalid, match="clock-only-forward"):
        await clock.move_clock(to=now - timedelta(days=1))
    with pytest.raises(Invalid, match="clock-only-forward"):
        await clock.move_clock(by=-timedelta(seconds=1))


async def test_database_itself_refuses_to_turn_the_clock_back(now) -> None:
    await audit.record("test:clock", actor="system", subject="clock", facts={}, now=now)
    with pytest.raises(asyncpg.RaiseError, match="only moves forward"):
        await execute("UPDATE storage_clock SET platform_at = platform_at - interval '1 minute'")


async def test_clock_may_begin_in_the_past_before_anything_is_logged(fresh_database: str) -> None:
    start = await clock.platform_now() - timedelta(days=60)
    await clock.start_clock(at=start)
    assert await clock.platform_now() - start < timedelta(seconds=5)
    await audit.record("test:clock", actor="system", subject="clock", facts={}, now=start)
    with pytest.raises(Conflict, match="clock-already-running"):
        await clock.start_clock(at=start)


async def test_clock_can_run_faster_without_a_jump(fresh_database: str) -> None:
    before = await clock.platform_now()
    await clock.set_factor(factor=Decimal(10_000))
    jumped = await clock.platform_now()
    await execute("SELECT pg_sleep(0.05)")
    later = await clock.platform_now()
    assert before <= jumped
    assert later - jumped >= timedelta(seconds=500)
    with pytest.raises(Invalid, match="clock-factor-out-of-range"):
        await clock.set_factor(factor=Decimal("0.5"))


async def test_time_goes_on_within_a_transaction() -> None:
    async with transaction():
        first = await clock.platform_now()
        await execute("SELECT pg_sleep(0.01)")
        assert await clock.platform_now() > first


async def test_the_mark_is_for_ever() -> None:
    assert await clock.instance_is_training()
    await clock.mark_instance(training=True)
    with pytest.raises(Conflict, match="instance-kind-fixed"):
        await clock.mark_instance(training=False)


async def test_not_even_the_owner_changes_the_mark(fresh_database: str) -> None:
    owner = await asyncpg.connect(fresh_database)
    for statement in (
        "UPDATE storage_instance SET kind = 'production'",
        "DELETE FROM storage_instance",
        "TRUNCATE storage_instance",
        "DELETE FROM storage_clock",
    ):
        with pytest.raises(asyncpg.RaiseError, match="refuses"):
            await owner.execute(statement)
    await owner.close()


async def test_a_production_instance_has_no_clock_to_move(fresh_database: str) -> None:
    await _make_production(fresh_database)
    with pytest.raises(Conflict, match="instance-not-training"):
        await clock.move_clock(by=timedelta(hours=1))
    owner = await asyncpg.connect(fresh_database)
    with pytest.raises(asyncpg.RaiseError, match="only a training instance"):
        await owner.execute(
            "INSERT INTO storage_clock (id, real_at, platform_at, factor) VALUES (1, now(), now(), 2)"
        )
    real, shown = await owner.fetchrow("SELECT clock_timestamp(), platform_now()")
    assert abs(real - shown) < timedelta(seconds=1)
    await owner.close()


async def _make_production(owner_url: str) -> None:
    """As if it had been marked so from the first: the test's database comes marked as training."""
    owner = await asyncpg.connect(owner_url)
    for table in ("storage_clock", "storage_instance"):
        await owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        await owner.execute(f"DELETE FROM {table}")
        await owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    await owner.execute("INSERT INTO storage_instance (id, kind) VALUES (1, 'production')")
    await owner.close()
