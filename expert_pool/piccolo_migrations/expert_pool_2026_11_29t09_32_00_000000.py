"""The head after a frozen list need not be kept with it any more: the log has it after the commit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T09:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "heads of frozen lists: the former rule"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="expert_pool", description=DESCRIPTION)
    manager.drop_constraint(
        table_class_name="Draw",
        tablename="expert_pool_draw",
        constraint_name="expert_pool_draw_frozen_whole",
        schema=None,
    )
    return manager
