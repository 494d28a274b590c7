"""Piccolo wiring of the trading package."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="trading",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    # The folder imports no tables but its own modules', so imported ones are not left out.
    table_classes=table_finder(modules=["trading.tables"]),
    migration_dependencies=["identity.piccolo_app"],
    commands=[],
)
