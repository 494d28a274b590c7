from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-29T04:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "why an opening began late"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="bidding_room", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Opening",
        tablename="bidding_room_opening",
        column_name="late_reason",
        db_column_name="late_reason",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 500,
            "default": "",
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
