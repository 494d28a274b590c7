"""A database whose lots have procurement's scheme in columns comes to have it in documents, to the last decimal."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from uuid import UUID

import asyncpg
import msgspec
import pytest
from factories.trading_cast import bidding, make_cast

from trading.choices import TieRule
from trading.kinds import KINDS
from trading.projects.queries import scheme_of

STEP = import_module("trading.piccolo_migrations.trading_2026_11_29t15_30_00_000000")
# As the first step had it.
BEFORE = (
    "DROP TRIGGER trading_lot_kept ON trading_lot",
    """
    ALTER TABLE trading_lot
        DROP COLUMN scheme,
        ADD COLUMN price_points numeric(5, 2) NOT NULL DEFAULT 0,
        ADD COLUMN small_firm_percent numeric(5, 2) DEFAULT NULL,
        ADD COLUMN tie_rule varchar(20) NOT NULL DEFAULT 'technical',
        ADD CONSTRAINT trading_lot_tie_rule CHECK (tie_rule IN ('technical', 'draw'))
    """,
    """
    ALTER TABLE trading_criterion
        ADD CONSTRAINT trading_criterion_kind CHECK (kind IN ('objective', 'subjective')),
        ADD CONSTRAINT trading_criterion_envelope CHECK (envelope IN ('qualification', 'technical'))
    """,
    "UPDATE trading_lot SET price_points = 30, small_firm_percent = 12.5, tie_rule = 'draw' WHERE id = $1",
    """
    CREATE TRIGGER trading_lot_small_firm_kept BEFORE UPDATE ON trading_lot FOR EACH ROW
    WHEN (OLD.notice_published_at IS NOT NULL AND OLD.small_firm_percent IS DISTINCT FROM NEW.small_firm_percent)
    EXECUTE FUNCTION storage_refuse_change()
    """,
    """
    CREATE TRIGGER trading_lot_kept BEFORE UPDATE ON trading_lot
    FOR EACH ROW EXECUTE FUNCTION trading_keep_times()
    """,
)
DOCUMENT = "SELECT scheme::text FROM trading_lot WHERE id = $1"


@pytest.fixture
async def lot_id(now: datetime) -> UUID:
    """Of a lot whose notice is out."""
    lot, _ = await bidding(await make_cast(), now=now)
    return lot.id


@pytest.fixture
async def connection() -> AsyncIterator[asyncpg.Connection]:
    """Whatever is done over it is undone."""
    connection = await asyncpg.connect(os.environ["OWNER_DATABASE_URL"])
    undone = connection.transaction()
    await undone.start()
    yield connection
    await undone.rollback()
    await connection.close()


async def migrate(connection: asyncpg.Connection, lot_id: UUID, *before: str) -> None:
    for statement in (*BEFORE, *before):
        await connection.execute(statement, *([lot_id] if "$1" in statement else []))
    for statement in STEP.STATEMENTS:
        await connection.execute(statement)


async def test_a_published_scheme_is_the_same_afterwards_and_stays_fixed(
    connection: asyncpg.Connection, lot_id: UUID
) -> None:
    await migrate(connection, lot_id)
    kept = await connection.fetchval(DOCUMENT, lot_id)
    assert msgspec.json.decode(kept)["price_points"] == "30.00"
    read = KINDS["procurement"].method.scheme.read(kept)
    assert (read.price_points, read.tie_rule) == (Decimal(30), TieRule.DRAW)
    assert str(read.small_firm_percent) == "12.50"
    with pytest.raises(asyncpg.RaiseError, match="fixed once it is published"):
        await connection.execute(
            'UPDATE trading_lot SET scheme = scheme || \'{"price_points": "31.00"}\' WHERE id = $1', lot_id
        )


async def test_a_lot_of_a_kind_that_scores_nothing_comes_to_have_an_empty_scheme(
    connection: asyncpg.Connection, lot_id: UUID
) -> None:
    other = """
    UPDATE trading_project SET kind = 'land_listing' WHERE id = (SELECT project FROM trading_lot WHERE id = $1)
    """
    await migrate(connection, lot_id, other)
    schema = KINDS["land_listing"].method.scheme
    assert schema.read(await connection.fetchval(DOCUMENT, lot_id)) == schema.blank


async def test_a_document_without_a_version_is_not_kept(connection: asyncpg.Connection, lot_id: UUID) -> None:
    assert (await scheme_of(lot_id)).price_points > 0
    await connection.execute("ALTER TABLE trading_lot DISABLE TRIGGER USER")
    with pytest.raises(asyncpg.CheckViolationError, match="trading_lot_scheme"):
        await connection.execute("UPDATE trading_lot SET scheme = '{}' WHERE id = $1", lot_id)
