"""Piccolo wiring of the trading package."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="trading",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(
        modules=["trading.tables"]
    ),  # imported from the folder's modules, and only theirs
    migration_dependencies=["identity.piccolo_app"],
    commands=[],
)
