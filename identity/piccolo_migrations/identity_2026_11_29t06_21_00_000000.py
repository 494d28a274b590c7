"""Give every organisation its key of sameness, and let none be without one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

from core.sameness import same_key

ID = "2026-11-29T06:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys of sameness"


class _Raw(Table):
    pass


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="identity", description=DESCRIPTION)

    async def run() -> None:
        taken: set[str] = set()
        rows = await _Raw.raw("SELECT id, name FROM identity_organisation ORDER BY registered_at, id")
        for row in rows:
            key = same_key(row["name"])
            # Doubles from before stay apart, the later one under its id: only people can tell which is which.
            key = f"{key}#{row['id']}" if key in taken or not key else key
            taken.add(key)
            await _Raw.raw("UPDATE identity_organisation SET name_key = {} WHERE id = {}", key, row["id"])
        await _Raw.raw("ALTER TABLE identity_organisation ALTER COLUMN name_key SET NOT NULL")

    manager.add_raw(run)
    return manager
