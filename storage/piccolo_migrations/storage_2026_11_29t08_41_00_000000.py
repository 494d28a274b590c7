"""The index holds the pairs kept; what was written down without them is written down anew within a minute."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T08:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of pairs"

STATEMENTS = (
    "DROP INDEX storage_published_text_pairs",
    "DROP FUNCTION storage_pairs(text)",
    "DELETE FROM storage_published_text",
    "CREATE INDEX storage_published_text_pairs ON storage_published_text USING gin (pairs)",
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="storage", description=DESCRIPTION)

    async def run():
        engine = engine_finder()
        for statement in STATEMENTS:
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
