"""Entries carry the nodes that they complete; a table to lock by whoever gives entries their places.

All in SQL and in this order: Piccolo would drop the nodes before they are copied.
"""

from piccolo.columns import Bytea, SmallInt
from piccolo.constraints import Check

from storage.migration_steps import StepInSql

ID = "2026-11-29T14:20:00:000000"
VERSION = "1.38.0"

STATEMENTS = (
    "ALTER TABLE storage_audit_entry ADD COLUMN nodes bytea NOT NULL DEFAULT ''",
    "ALTER TABLE storage_audit_entry DISABLE TRIGGER storage_audit_entry_append_only",
    # A subtree of 2^level leaves is complete with its last one, whose own hash the entry holds already.
    """
    UPDATE storage_audit_entry entry SET nodes = completed.nodes
    FROM (SELECT ((index + 1) << level) - 1 AS seq, string_agg(hash, ''::bytea ORDER BY level) AS nodes
          FROM storage_audit_node WHERE level > 0 GROUP BY 1) completed
    WHERE entry.seq = completed.seq
    """,
    "ALTER TABLE storage_audit_entry ENABLE ALWAYS TRIGGER storage_audit_entry_append_only",
    """
    ALTER TABLE storage_audit_entry ADD CONSTRAINT storage_audit_entry_nodes_size CHECK (length(nodes) % 32 = 0)
    """,
    "DROP TABLE storage_audit_node",
    "CREATE TABLE storage_audit_turn (id smallint PRIMARY KEY DEFAULT 0)",
)


async def forwards() -> StepInSql:
    step = StepInSql(step=ID, package="storage", statements=STATEMENTS, description="nodes in their entries")
    entry = {"table_class_name": "AuditEntry", "tablename": "storage_audit_entry"}
    step.add_column(**entry, column_name="nodes", column_class=Bytea, params=Bytea(null=False)._meta.params)
    step.add_constraint(
        **entry,
        constraint_name="storage_audit_entry_nodes_size",
        constraint_class=Check,
        params={"condition": "length(nodes) % 32 = 0"},
    )
    step.drop_table(class_name="AuditNode", tablename="storage_audit_node")
    step.add_table(class_name="AuditTurn", tablename="storage_audit_turn")
    step.add_column(
        table_class_name="AuditTurn",
        tablename="storage_audit_turn",
        column_name="id",
        column_class=SmallInt,
        params=SmallInt(primary_key=True)._meta.params,
    )
    return step
