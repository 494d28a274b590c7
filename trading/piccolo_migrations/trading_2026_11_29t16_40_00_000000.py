"""Tender documents are drafted with their project. A draft there was before has none until its agency begins them."""

from uuid import uuid4

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, OnDelete, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from storage.migration_steps import StepWithTables

ID = "2026-11-29T16:40:00:000000"
VERSION = "1.38.0"


class Person(Table, tablename="identity_person"):
    id = UUID(primary_key=True, default=uuid4)


class Project(Table, tablename="trading_project"):
    id = UUID(primary_key=True, default=uuid4)


class DraftedDocument(Table, tablename="trading_drafted_document"):
    id = UUID(primary_key=True, default=uuid4)
    project = ForeignKey(Project, on_delete=OnDelete.restrict, null=False, unique=True)
    chapters = JSONB()
    revision = Integer(default=1)
    edited_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    edited_at = Timestamptz()

    trading_drafted_document_revision = Check("revision >= 1")
    trading_drafted_document_chapters = Check("jsonb_typeof(chapters) = 'array'")


async def forwards() -> StepWithTables:
    return StepWithTables(
        step=ID,
        package="trading",
        tables=(DraftedDocument,),
        statements=(),
        description="drafts of tender documents",
    )
