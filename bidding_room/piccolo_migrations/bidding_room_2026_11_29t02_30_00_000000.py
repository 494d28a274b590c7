"""What was found in an opened document."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB, Timestamptz, Varchar

ID = "2026-11-29T02:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what was found in an opened document"

_COLUMNS = (
    ("recognised", Varchar, {"length": 60, "default": None, "null": True}),
    ("cautions", JSONB, {"default": "[]", "null": False}),
    ("inspected_at", Timestamptz, {"default": None, "null": True}),
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="bidding_room", description=DESCRIPTION)
    for name, kind, params in _COLUMNS:
        manager.add_column(
            table_class_name="OpenedFile",
            tablename="bidding_room_opened_file",
            column_name=name,
            db_column_name=name,
            column_class_name=kind.__name__,
            column_class=kind,
            params=params,
            schema=None,
        )
    return manager
