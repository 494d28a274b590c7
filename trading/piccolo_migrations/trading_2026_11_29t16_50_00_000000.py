"""Tender documents are issued with the notice, and then stay as they are."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, BigInt, ForeignKey, OnDelete, SmallInt, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from storage.migration_steps import StepWithTables

ID = "2026-11-29T16:50:00:000000"
VERSION = "1.38.0"


class Project(Table, tablename="trading_project"):
    id = UUID(primary_key=True, default=uuid4)


class IssuedDocument(Table, tablename="trading_issued_document"):
    id = UUID(primary_key=True, default=uuid4)
    project = ForeignKey(Project, on_delete=OnDelete.restrict, null=False)
    version = SmallInt(default=1)
    body = JSONB()
    issued_at = Timestamptz()
    audit_seq = BigInt()

    trading_issued_document_version = Unique([project, version])
    trading_issued_document_counted = Check("version >= 1")


async def forwards() -> StepWithTables:
    return StepWithTables(
        step=ID,
        package="trading",
        tables=(IssuedDocument,),
        statements=(
            """
            CREATE TRIGGER trading_issued_document_kept BEFORE UPDATE OR DELETE ON trading_issued_document
            FOR EACH ROW EXECUTE FUNCTION storage_refuse_change()
            """,
        ),
        description="issued tender documents",
    )
