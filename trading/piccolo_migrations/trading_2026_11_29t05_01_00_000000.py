"""What Piccolo cannot say: the deduction stays as it was published."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T05:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the published deduction stays"

STATEMENT = (
    "CREATE TRIGGER trading_lot_small_firm_kept BEFORE UPDATE ON trading_lot FOR EACH ROW"
    " WHEN (OLD.notice_published_at IS NOT NULL"
    " AND OLD.small_firm_percent IS DISTINCT FROM NEW.small_firm_percent)"
    " EXECUTE FUNCTION storage_refuse_change()"
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="trading", description=DESCRIPTION)

    async def run():
        await engine_finder().run_ddl(STATEMENT)

    manager.add_raw(run)
    return manager
