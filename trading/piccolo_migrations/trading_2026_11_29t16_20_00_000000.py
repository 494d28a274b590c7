"""What is said for a warning of the linter that stands is kept with its project, by rule."""

from piccolo.columns import JSONB
from piccolo.table import Table

from storage.migration_steps import StepInSql

ID = "2026-11-29T16:20:00:000000"
VERSION = "1.38.0"

STATEMENTS = ("ALTER TABLE trading_project ADD COLUMN kept_reasons jsonb NOT NULL DEFAULT '{}'",)


class Project(Table, tablename="trading_project"):
    kept_reasons = JSONB(default="{}")


async def forwards() -> StepInSql:
    step = StepInSql(step=ID, package="trading", statements=STATEMENTS, description="reasons for warnings")
    step.add_column(
        table_class_name="Project",
        tablename="trading_project",
        column_name="kept_reasons",
        column_class=JSONB,
        params=Project.kept_reasons._meta.params,
    )
    return step
