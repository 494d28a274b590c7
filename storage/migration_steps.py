"""Migrations in an order of their own: Piccolo's manager would run statements before it makes tables.

Not for other steps; `make migrations` writes those.
"""

from __future__ import annotations

from collections.abc import Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder
from piccolo.table import Table


class StepInSql(MigrationManager):
    """Its statements do all, in their order; what else it is told is for Piccolo's comparison with the tables alone."""

    def __init__(self, *, step: str, package: str, statements: Sequence[str], description: str) -> None:
        super().__init__(migration_id=step, app_name=package, description=description)
        self.statements = statements

    async def run(self, backwards: bool = False) -> None:  # noqa: FBT001, FBT002 - Piccolo's signature
        """Forwards only; all or nothing."""
        engine = engine_finder()
        assert engine is not None
        assert not backwards
        async with engine.transaction():
            await self._begin()
            for statement in self.statements:
                await engine.run_ddl(statement)

    async def _begin(self) -> None:
        """What comes before the statements."""


class StepWithTables(StepInSql):
    """Makes `tables`, whichever order their references ask for, then runs `statements` in theirs."""

    def __init__(
        self,
        *,
        step: str,
        package: str,
        tables: Sequence[type[Table]],
        statements: Sequence[str],
        description: str,
    ) -> None:
        super().__init__(step=step, package=package, statements=statements, description=description)
        for table in tables:
            self._add(table)

    def _add(self, table: type[Table]) -> None:
        """Column by column from their parameters: later steps alter the copies, not the frozen classes."""
        of = {"table_class_name": table.__name__, "tablename": table._meta.tablename}
        self.add_table(class_name=table.__name__, tablename=table._meta.tablename)
        for column in table._meta.columns:
            self.add_column(
                column_name=column._meta.name,
                column_class=type(column),
                params=column._meta.params,
                **of,
            )
        for constraint in table._meta.constraints:
            self.add_constraint(
                constraint_name=constraint._meta.name,
                constraint_class=type(constraint),
                params=constraint._meta.params,
                **of,
            )

    async def _begin(self) -> None:
        await MigrationManager.run(self)


class FirstStep(StepWithTables):
    """What a package begins with."""

    def __init__(
        self, *, step: str, package: str, tables: Sequence[type[Table]], statements: Sequence[str]
    ) -> None:
        super().__init__(
            step=step,
            package=package,
            tables=tables,
            statements=statements,
            description="all that is kept",
        )
