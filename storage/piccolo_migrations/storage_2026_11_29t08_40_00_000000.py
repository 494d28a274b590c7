"""The pairs of a published text are kept beside it: made once, never again for a search."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Array, Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-29T08:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "pairs of published texts"

SHARED = {
    "null": False,
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="storage", description=DESCRIPTION)
    manager.add_column(
        table_class_name="PublishedText",
        tablename="storage_published_text",
        column_name="pairs",
        db_column_name="pairs",
        column_class_name="Array",
        column_class=Array,
        params={"default": list, "base_column": Varchar(length=2, default="", **SHARED), **SHARED},
        schema=None,
    )
    return manager
