from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Numeric
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-29T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "price deduction for small firms"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="trading", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Lot",
        tablename="trading_lot",
        column_name="small_firm_percent",
        db_column_name="small_firm_percent",
        column_class_name="Numeric",
        column_class=Numeric,
        params={
            "default": None,
            "digits": (5, 2),
            "null": True,
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

    manager.add_constraint(
        table_class_name="Lot",
        tablename="trading_lot",
        constraint_name="trading_lot_small_firm",
        constraint_class=Check,
        params={
            "condition": "small_firm_percent IS NULL OR small_firm_percent BETWEEN 0 AND 100"
        },
        schema=None,
    )

    return manager
