from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import BigInt
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Text
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.table import Table

ID = "2026-11-29T11:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "procurements ended by the tenderer, and passings over taken back"

COMMON = {
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}
KEY = {**COMMON, "default": UUID4(), "null": False, "primary_key": True}
NUMBER = {**COMMON, "default": 0, "null": False}
WORDS = {**COMMON, "default": "", "null": False}
MOMENT = {**COMMON, "default": TimestamptzNow(), "null": False}
MAYBE = {**COMMON, "default": None, "null": True}


class Lot(Table, tablename="trading_lot", schema=None):
    id = UUID(**KEY)


class PassedOver(Table, tablename="trading_passed_over", schema=None):
    id = UUID(**KEY)


class Person(Table, tablename="identity_person", schema=None):
    id = UUID(**KEY)


def to(table, *, unique=False):
    return {
        **COMMON,
        "references": table,
        "on_delete": OnDelete.restrict,
        "on_update": OnUpdate.cascade,
        "target_column": None,
        "null": False,
        "unique": unique,
    }


COLUMNS = (
    ("PassedOver", "trading_passed_over", "version", SmallInt, {**NUMBER, "default": 1}),
    ("PassingUndone", "trading_passing_undone", "id", UUID, KEY),
    ("PassingUndone", "trading_passing_undone", "passed_over", ForeignKey, to(PassedOver, unique=True)),
    ("PassingUndone", "trading_passing_undone", "reason", Text, WORDS),
    ("PassingUndone", "trading_passing_undone", "undone_by", ForeignKey, to(Person)),
    ("PassingUndone", "trading_passing_undone", "undone_at", Timestamptz, MOMENT),
    ("PassingUndone", "trading_passing_undone", "audit_seq", BigInt, NUMBER),
    ("Ending", "trading_ending", "id", UUID, KEY),
    ("Ending", "trading_ending", "lot", ForeignKey, to(Lot, unique=True)),
    ("Ending", "trading_ending", "ground", Varchar, {**WORDS, "length": 40}),
    ("Ending", "trading_ending", "statement", Text, WORDS),
    ("Ending", "trading_ending", "evidence_seq", BigInt, MAYBE),
    ("Ending", "trading_ending", "evidence_name", Varchar, {**WORDS, "length": 200}),
    ("Ending", "trading_ending", "evidence_sha256", Bytea, MAYBE),
    ("Ending", "trading_ending", "evidence", Bytea, MAYBE),
    ("Ending", "trading_ending", "decided_by", ForeignKey, to(Person)),
    ("Ending", "trading_ending", "decided_at", Timestamptz, MOMENT),
    ("Ending", "trading_ending", "audit_seq", BigInt, NUMBER),
)

CHECKS = (
    ("Letter", "trading_letter", "trading_letter_one_kind", "kind IN ('award', 'result', 'failure')"),
    ("PassingUndone", "trading_passing_undone", "trading_passing_undone_reason", "reason <> ''"),
    ("Ending", "trading_ending", "trading_ending_statement", "statement <> '' AND ground <> ''"),
    (
        "Ending",
        "trading_ending",
        "trading_ending_proven",
        "evidence_seq IS NOT NULL OR evidence IS NOT NULL OR ground = 'nobody-left'",
    ),
    (
        "Ending",
        "trading_ending",
        "trading_ending_file",
        "(evidence IS NULL) = (evidence_sha256 IS NULL) AND (evidence IS NULL OR evidence_name <> '')",
    ),
)

DROPPED = (
    ("Letter", "trading_letter", "trading_letter_kind"),
    ("PassedOver", "trading_passed_over", "trading_passed_over_lot_bidder"),
)


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="trading", description=DESCRIPTION)
    for name, table in (("PassingUndone", "trading_passing_undone"), ("Ending", "trading_ending")):
        manager.add_table(class_name=name, tablename=table, schema=None, columns=None)
    for name, table, column, kind, params in COLUMNS:
        manager.add_column(
            table_class_name=name,
            tablename=table,
            column_name=column,
            db_column_name=column,
            column_class_name=kind.__name__,
            column_class=kind,
            params=params,
            schema=None,
        )
    for name, table, constraint in DROPPED:
        manager.drop_constraint(
            table_class_name=name, tablename=table, constraint_name=constraint, schema=None
        )
    for name, table, constraint, condition in CHECKS:
        manager.add_constraint(
            table_class_name=name,
            tablename=table,
            constraint_name=constraint,
            constraint_class=Check,
            params={"condition": condition},
            schema=None,
        )
    manager.add_constraint(
        table_class_name="PassedOver",
        tablename="trading_passed_over",
        constraint_name="trading_passed_over_lot_bidder_version",
        constraint_class=Unique,
        params={"columns": ["lot", "bidder", "version"], "nulls_distinct": True},
        schema=None,
    )
    return manager
