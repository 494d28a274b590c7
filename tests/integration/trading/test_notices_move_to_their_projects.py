"""A database whose notices are still of lots comes to have them of projects, and loses nothing."""

from __future__ import annotations

import os
from datetime import datetime
from importlib import import_module

import asyncpg
import pytest
from factories.trading_cast import bidding, make_cast

STEP = import_module("trading.piccolo_migrations.trading_2026_11_29t14_00_00_000000")
# As the first step had it.
BEFORE = (
    "ALTER TABLE trading_notice DISABLE TRIGGER trading_notice_kept",
    "DROP INDEX trading_notice_one_in_force, trading_notice_lot",
    """
    ALTER TABLE trading_notice
        DROP CONSTRAINT trading_notice_of_lot,
        DROP CONSTRAINT trading_notice_version,
        ALTER COLUMN title TYPE varchar(300)
    """,
    """
    UPDATE trading_notice notice SET lot = lot.id FROM trading_lot lot
    WHERE lot.project = notice.project AND lot.lot_no = 1 AND notice.lot IS NULL
    """,
    """
    ALTER TABLE trading_notice
        ALTER COLUMN lot SET NOT NULL,
        DROP COLUMN project,
        ADD CONSTRAINT trading_notice_lot_kind_version UNIQUE (lot, kind, version)
    """,
    "CREATE UNIQUE INDEX trading_notice_one_in_force ON trading_notice (lot, kind) WHERE state <> 'withdrawn'",
    "ALTER TABLE trading_notice ENABLE TRIGGER trading_notice_kept",
)


async def test_a_published_announcement_is_of_the_whole_project_afterwards(now: datetime) -> None:
    lot, notice = await bidding(await make_cast(), now=now)
    connection = await asyncpg.connect(os.environ["OWNER_DATABASE_URL"])
    try:
        undone = connection.transaction()
        await undone.start()
        for statement in (*BEFORE, *STEP.STATEMENTS):
            await connection.execute(statement)
        row = await connection.fetchrow("SELECT * FROM trading_notice WHERE id = $1", notice.id)
        assert row is not None
        assert (row["project"], row["lot"], row["no"]) == (lot.project, None, notice.no)
        with pytest.raises(asyncpg.RaiseError, match="published notice is not changed"):
            await connection.execute("UPDATE trading_notice SET title = 'x' WHERE id = $1", notice.id)
    finally:
        await undone.rollback()
        await connection.close()
