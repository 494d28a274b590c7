from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import JSONB
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-29T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what is a kind's own becomes one document, and kinds are named by the programme alone"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="trading", description=DESCRIPTION)

    manager.add_column(
        table_class_name="Project",
        tablename="trading_project",
        column_name="particulars",
        db_column_name="particulars",
        column_class_name="JSONB",
        column_class=JSONB,
        params={
            "default": '{"version": 1}',
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
    for name in ("trading_project_kind", "trading_project_category", "trading_project_method"):
        manager.drop_constraint(
            table_class_name="Project", tablename="trading_project", constraint_name=name, schema=None
        )
    manager.drop_constraint(
        table_class_name="Lot", tablename="trading_lot", constraint_name="trading_lot_validity", schema=None
    )

    return manager
