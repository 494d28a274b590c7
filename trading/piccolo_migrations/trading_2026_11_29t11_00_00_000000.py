from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Boolean
from piccolo.columns.column_types import Date
from piccolo.columns.column_types import Text
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-29T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the term an award was measured by, and what was declared and found of a bidder's size"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="trading", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Award",
        tablename="trading_award",
        column_name="determine_by_on",
        db_column_name="determine_by_on",
        column_class_name="Date",
        column_class=Date,
        params={
            "default": None,
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

    manager.add_column(
        table_class_name="Ranking",
        tablename="trading_ranking",
        column_name="enterprise",
        db_column_name="enterprise",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 20,
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

    manager.add_column(
        table_class_name="Ranking",
        tablename="trading_ranking",
        column_name="small_firm",
        db_column_name="small_firm",
        column_class_name="Boolean",
        column_class=Boolean,
        params={
            "default": None,
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

    manager.add_column(
        table_class_name="Ranking",
        tablename="trading_ranking",
        column_name="small_firm_reason",
        db_column_name="small_firm_reason",
        column_class_name="Text",
        column_class=Text,
        params={
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

    manager.add_constraint(
        table_class_name="Ranking",
        tablename="trading_ranking",
        constraint_name="trading_ranking_enterprise",
        constraint_class=Check,
        params={
            "condition": "enterprise = '' OR enterprise IN ('micro', 'small', 'medium', 'large', 'prison', 'welfare')"
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Ranking",
        tablename="trading_ranking",
        constraint_name="trading_ranking_small_firm",
        constraint_class=Check,
        params={
            "condition": "(small_firm IS NULL OR enterprise <> '') AND (small_firm_reason = '' OR small_firm IS FALSE)"
        },
        schema=None,
    )

    return manager
