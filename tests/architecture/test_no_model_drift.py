"""The migrations from zero say the same as the table classes: auto-generation finds nothing to do."""

from __future__ import annotations

from importlib import import_module

import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager

PACKAGES = ("storage", "identity", "trading", "expert_pool", "bidding_room", "evaluation")


@pytest.mark.parametrize("package", PACKAGES)
async def test_the_tables_are_what_the_migrations_make(package: str, settings: object) -> None:
    config = import_module(f"{package}.piccolo_app").APP_CONFIG
    alterations = await AutoMigrationManager().get_alter_statements(app_config=config)
    assert [statement for found in alterations for statement in found.statements] == []


def test_the_comparison_would_find_a_missing_migration(settings: object) -> None:
    """Against a package whose migrations are withheld, every table is new."""
    from piccolo.apps.migrations.auto import DiffableTable, SchemaDiffer

    from identity.tables import Person

    table = DiffableTable(
        class_name=Person.__name__, tablename=Person._meta.tablename, columns=Person._meta.non_default_columns
    )
    differ = SchemaDiffer(schema=[table], schema_snapshot=[], auto_input="y")
    assert any(
        "Person" in statement for found in differ.get_alter_statements() for statement in found.statements
    )
