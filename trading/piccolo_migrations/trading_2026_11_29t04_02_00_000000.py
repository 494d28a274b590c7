from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check
from piccolo.constraints import Unique

ID = "2026-11-29T04:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "every valid bid has a place of its own"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="trading", description=DESCRIPTION)

    manager.add_constraint(
        table_class_name="Ranking",
        tablename="trading_ranking",
        constraint_name="trading_ranking_lot_place",
        constraint_class=Unique,
        params={"columns": ["lot", "place"], "nulls_distinct": True},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Ranking",
        tablename="trading_ranking",
        constraint_name="trading_ranking_place",
        constraint_class=Check,
        params={
            "condition": "(place IS NULL) = (rank IS NULL) AND (place IS NULL OR place >= rank)"
        },
        schema=None,
    )

    return manager
