"""How often a document was tried to be looked into."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Integer

ID = "2026-11-29T08:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "how often an opened document was tried to be looked into"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="bidding_room", description=DESCRIPTION)
    manager.add_column(
        table_class_name="OpenedFile",
        tablename="bidding_room_opened_file",
        column_name="inspection_tries",
        db_column_name="inspection_tries",
        column_class_name="Integer",
        column_class=Integer,
        params={"default": 0, "null": False},
        schema=None,
    )
    return manager
