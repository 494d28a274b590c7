from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Date, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-29T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "days of birth, and the calendar version of a draw"

SHARED = {
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="expert_pool", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Expert",
        tablename="expert_pool_expert",
        column_name="birth_on",
        db_column_name="birth_on",
        column_class_name="Date",
        column_class=Date,
        params={"default": None, "null": True, **SHARED},
        schema=None,
    )

    manager.add_column(
        table_class_name="Draw",
        tablename="expert_pool_draw",
        column_name="calendar_version",
        db_column_name="calendar_version",
        column_class_name="Varchar",
        column_class=Varchar,
        params={"length": 100, "default": "", "null": False, **SHARED},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Expert",
        tablename="expert_pool_expert",
        constraint_name="expert_pool_expert_birth_on",
        constraint_class=Check,
        params={"condition": "birth_on IS NULL OR date_part('year', birth_on) = birth_year"},
        schema=None,
    )

    return manager
