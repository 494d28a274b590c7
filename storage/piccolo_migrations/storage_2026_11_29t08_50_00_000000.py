"""Notices are written down as they are printed, head and sign-off with them; those that were without are written anew."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder

ID = "2026-11-29T08:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "notices found by what stands around them"

FORGET = "DELETE FROM storage_published_text WHERE identity LIKE 'notice:%'"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="storage", description=DESCRIPTION)

    async def run():
        await engine_finder().run_ddl(FORGET)

    manager.add_raw(run)
    return manager
