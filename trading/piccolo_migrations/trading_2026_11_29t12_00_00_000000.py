from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Boolean
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-29T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "letters that only their addressee may know of"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="trading", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Letter",
        tablename="trading_letter",
        column_name="addressee_only",
        db_column_name="addressee_only",
        column_class_name="Boolean",
        column_class=Boolean,
        params={
            "default": False,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    return manager
