"""A notice belongs to its project, and to one lot only where it is not of all: an announcement is of all its lots."""

from piccolo.columns import UUID, ForeignKey, OnDelete, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from storage.migration_steps import StepInSql

ID = "2026-11-29T14:00:00:000000"
VERSION = "1.38.0"
OF_LOT = "(lot IS NULL) = (kind = 'procurement_notice')"

STATEMENTS = (
    # What was published is not changed, but for where it is kept.
    "ALTER TABLE trading_notice DISABLE TRIGGER trading_notice_kept",
    """
    ALTER TABLE trading_notice
        ADD COLUMN project uuid REFERENCES trading_project ON DELETE RESTRICT ON UPDATE CASCADE
    """,
    "UPDATE trading_notice notice SET project = lot.project FROM trading_lot lot WHERE lot.id = notice.lot",
    """
    ALTER TABLE trading_notice
        ALTER COLUMN project SET NOT NULL,
        ALTER COLUMN lot DROP NOT NULL,
        ALTER COLUMN lot SET DEFAULT NULL,
        ALTER COLUMN title TYPE varchar(500),
        DROP CONSTRAINT trading_notice_lot_kind_version
    """,
    "UPDATE trading_notice SET lot = NULL WHERE kind = 'procurement_notice'",
    f"""
    ALTER TABLE trading_notice
        ADD CONSTRAINT trading_notice_of_lot CHECK ({OF_LOT}),
        ADD CONSTRAINT trading_notice_version UNIQUE NULLS NOT DISTINCT (project, lot, kind, version)
    """,
    "ALTER TABLE trading_notice ENABLE TRIGGER trading_notice_kept",
    # The same for what may stand at one time; the notices of a lot are looked for, too.
    "DROP INDEX trading_notice_one_in_force",
    """
    CREATE UNIQUE INDEX trading_notice_one_in_force ON trading_notice (project, lot, kind) NULLS NOT DISTINCT
    WHERE state <> 'withdrawn'
    """,
    "CREATE INDEX trading_notice_lot ON trading_notice (lot)",
)


class Project(Table, tablename="trading_project"):
    id = UUID(primary_key=True)


class Lot(Table, tablename="trading_lot"):
    id = UUID(primary_key=True)


class Notice(Table, tablename="trading_notice"):
    title = Varchar(length=500)
    project = ForeignKey(Project, on_delete=OnDelete.restrict, null=False)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=True, default=None)
    kind = Varchar(length=20)

    trading_notice_of_lot = Check(OF_LOT)


async def forwards() -> StepInSql:
    step = StepInSql(step=ID, package="trading", statements=STATEMENTS, description="notices of several lots")
    of = {"table_class_name": "Notice", "tablename": "trading_notice"}
    step.add_column(column_name="project", column_class=ForeignKey, params=Notice.project._meta.params, **of)
    step.alter_column(
        column_name="lot", params={"null": True, "default": None}, column_class=ForeignKey, **of
    )
    step.alter_column(column_name="title", params={"length": 500}, column_class=Varchar, **of)
    step.drop_constraint(constraint_name="trading_notice_lot_kind_version", **of)
    step.add_constraint(
        constraint_name="trading_notice_of_lot",
        constraint_class=Check,
        params=Notice._meta.constraints[0]._meta.params,
        **of,
    )
    step.add_constraint(
        constraint_name="trading_notice_version",
        constraint_class=Unique,
        params={"columns": ["project", "lot", "kind", "version"], "nulls_distinct": False},
        **of,
    )
    return step
