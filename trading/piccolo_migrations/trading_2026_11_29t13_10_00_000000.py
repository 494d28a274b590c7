from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Check
from piccolo.engine import engine_finder

ID = "2026-11-29T13:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a bid may be ranked without a score"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="trading", description=DESCRIPTION)

    async def run():
        await engine_finder().run_ddl("ALTER TABLE trading_ranking DROP CONSTRAINT trading_ranking_rank")

    manager.add_raw(run)
    manager.add_constraint(
        table_class_name="Ranking",
        tablename="trading_ranking",
        constraint_name="trading_ranking_rank",
        constraint_class=Check,
        params={
            "condition": "(status = 'valid') = (rank IS NOT NULL) AND (rank IS NULL OR rank >= 1) AND (total IS NULL OR rank IS NOT NULL)"
        },
        schema=None,
    )

    return manager
