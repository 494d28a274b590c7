"""The texts of what is published, and the hashes of files given out."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Bytea, Text, Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-29T08:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "published texts and given files"

SHARED = {
    "null": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}

TABLES = {
    ("PublishedText", "storage_published_text"): (
        ("identity", Varchar, {"length": 120, "default": "", "primary_key": True}),
        ("text", Text, {"default": "", "primary_key": False}),
    ),
    ("GivenFile", "storage_given_file"): (
        ("sha256", Bytea, {"default": b"", "primary_key": True}),
        ("identity", Varchar, {"length": 120, "default": "", "primary_key": False}),
    ),
}

async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="storage", description=DESCRIPTION)
    for (class_name, tablename), columns in TABLES.items():
        manager.add_table(class_name=class_name, tablename=tablename, schema=None, columns=None)
        for name, column_class, params in columns:
            manager.add_column(
                table_class_name=class_name,
                tablename=tablename,
                column_name=name,
                db_column_name=name,
                column_class_name=column_class.__name__,
                column_class=column_class,
                params={**SHARED, **params},
                schema=None,
            )
    return manager
