"""A second lot beside one that exists: whatever the first one is called by, it must now be told from the second."""

from __future__ import annotations

import json
import os
from uuid import UUID, uuid4

import asyncpg

from trading.projects.queries import LotView
from trading.projects.queries.lots import any_lot

NAME = "冷藏设备"
#: Rows of a lot that its second one has as well, with the column that names the lot.
_COPIED = (("trading_opening_officer", "lot"), ("trading_criterion", "lot"))


async def second_lot(lot_id: UUID) -> UUID:
    """A lot of the same project in the same state, with the same times, panel and scheme; nobody has bid for it."""
    second = uuid4()
    connection = await asyncpg.connect(os.environ["OWNER_DATABASE_URL"])
    try:
        async with connection.transaction():
            await connection.execute("ALTER TABLE trading_lot DISABLE TRIGGER USER")
            await _copy(connection, "trading_lot", "id", lot_id, {"id": second, "lot_no": 2, "name": NAME})
            await connection.execute("ALTER TABLE trading_lot ENABLE TRIGGER USER")
            for table, column in _COPIED:
                await connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                for row in await connection.fetch(f"SELECT id FROM {table} WHERE {column} = $1", lot_id):
                    await _copy(connection, table, "id", row["id"], {"id": uuid4(), column: second})
                await connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    finally:
        await connection.close()
    return second


async def _copy(
    connection: asyncpg.Connection, table: str, key: str, of: UUID, changes: dict[str, object]
) -> None:
    await connection.execute(
        f"INSERT INTO {table} SELECT (jsonb_populate_record(one, $2::jsonb)).* FROM {table} one WHERE {key} = $1",
        of,
        json.dumps(changes, default=str),
    )


async def both(lot_id: UUID) -> tuple[LotView, LotView]:
    """The lot and its new second one as people are told of them."""
    second = await second_lot(lot_id)
    lots = await any_lot(lot_id), await any_lot(second)
    assert [lot.no.removeprefix(lot.project_no) for lot in lots] == ["-001", "-002"]
    assert NAME in lots[1].title
    return lots
