"""Piccolo wiring of the evaluation package."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

from evaluation.tables import Member

APP_CONFIG = AppConfig(
    app_name="evaluation",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=[
        table
        for table in table_finder(modules=["evaluation.tables"], exclude_imported=True)
        if table is not Member  # a view, made by a migration
    ],
    migration_dependencies=[
        "identity.piccolo_app",
        "trading.piccolo_app",
        "expert_pool.piccolo_app",
        "bidding_room.piccolo_app",
    ],
    commands=[],
)
