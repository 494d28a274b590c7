"""Guards of endings and of passings over taken back, which are never changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T11:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "guards of endings and of passings over taken back"

STATEMENTS = tuple(
    f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION storage_refuse_change()"
    for table in ("trading_ending", "trading_passing_undone")
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="trading", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
