"""What the table classes cannot say: one key box in use per person, and a searchable register."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one key box in use; search"


class _Raw(Table):
    pass


FORWARD = """
CREATE UNIQUE INDEX identity_key_box_in_use ON identity_key_box (person) WHERE retired_at IS NULL;
CREATE INDEX identity_role_grant_by_role ON identity_role_grant (role);
CREATE INDEX identity_person_by_organisation ON identity_person (organisation);
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX identity_person_search ON identity_person USING gin (name gin_trgm_ops, sign_in_name gin_trgm_ops);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="identity", description=DESCRIPTION)

    async def run() -> None:
        for statement in FORWARD.strip().split(";\n"):
            await _Raw.raw(statement)

    manager.add_raw(run)
    return manager
