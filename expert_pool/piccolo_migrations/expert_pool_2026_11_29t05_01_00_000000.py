"""What Piccolo cannot say: one live representative per place and per person, and none ever deleted."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T05:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "live representatives"

STATEMENTS = (
    "CREATE UNIQUE INDEX expert_pool_representative_live ON expert_pool_representative (draw, ordinal)"
    " WHERE left_at IS NULL",
    "CREATE UNIQUE INDEX expert_pool_representative_once ON expert_pool_representative (draw, person)"
    " WHERE left_at IS NULL",
    "CREATE TRIGGER expert_pool_representative_never_deleted BEFORE DELETE OR TRUNCATE"
    " ON expert_pool_representative FOR EACH STATEMENT EXECUTE FUNCTION storage_refuse_change()",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="expert_pool", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
