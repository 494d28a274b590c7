"""Piccolo wiring of the expert pool."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="expert_pool",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(modules=["expert_pool.tables"], exclude_imported=True),
    migration_dependencies=["identity.piccolo_app", "trading.piccolo_app"],
    commands=[],
)
