"""Entries queue before they get their places, and are known by tickets."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Array, BigInt, BigSerial, Boolean, Bytea, Timestamptz, Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-29T09:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "queue of the audit log"

SHARED = {
    "null": False,
    "primary_key": False,
    "unique": False,
    "index": False,
    "index_method": IndexMethod.btree,
    "choices": None,
    "db_column_name": None,
    "secret": False,
}

QUEUE = (
    ("ticket", BigSerial, {"primary_key": True}),
    ("payload", Bytea, {"default": b""}),
    ("leaf_hash", Bytea, {"default": b""}),
    ("tag", Varchar, {"length": 80, "default": ""}),
    ("subject", Varchar, {"length": 80, "default": ""}),
    ("digests", Array, {"default": list, "base_column": Varchar(length=64, default="", **SHARED)}),
    ("public", Boolean, {"default": False}),
    ("at", Timestamptz, {"default": None}),
    ("voucher", Bytea, {"default": b""}),
)
TICKET = ("ticket", BigInt, {"default": None, "null": True, "unique": True})

CHECKS = {
    "storage_audit_queue_voucher_size": "length(voucher) = 32",
    "storage_audit_queue_leaf_is_payload": "leaf_hash = sha256('\\x00'::bytea || payload)",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="storage", description=DESCRIPTION)
    manager.add_table(class_name="AuditQueued", tablename="storage_audit_queue", schema=None, columns=None)
    columns = [("AuditQueued", "storage_audit_queue", column) for column in QUEUE]
    columns.append(("AuditEntry", "storage_audit_entry", TICKET))
    for class_name, tablename, (name, column_class, params) in columns:
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
    manager.alter_column(  # nobody asks for tags alone
        table_class_name="AuditEntry",
        tablename="storage_audit_entry",
        column_name="tag",
        db_column_name="tag",
        params={"index": False},
        old_params={"index": True},
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )
    for name, condition in CHECKS.items():
        manager.add_constraint(
            table_class_name="AuditQueued",
            tablename="storage_audit_queue",
            constraint_name=name,
            constraint_class=Check,
            params={"condition": condition},
            schema=None,
        )
    return manager
