"""The tender documents of a project: what is drafted, and what was issued."""

from __future__ import annotations

from uuid import uuid4

from piccolo.columns import JSONB, UUID, BigInt, ForeignKey, Integer, OnDelete, SmallInt, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from identity.tables import Person
from trading.tables.projects import Project


class DraftedDocument(Table, tablename="trading_drafted_document"):
    """The tender documents as the agency words them; see `trading.projects.domain.document`.

    `revision` counts how often they were saved, so that who writes on an older one is told.
    """

    id = UUID(primary_key=True, default=uuid4)
    project = ForeignKey(Project, on_delete=OnDelete.restrict, null=False, unique=True)
    chapters = JSONB()
    revision = Integer(default=1)
    edited_by = ForeignKey(Person, on_delete=OnDelete.restrict, null=False)
    edited_at = Timestamptz()

    trading_drafted_document_revision = Check("revision >= 1")
    trading_drafted_document_chapters = Check("jsonb_typeof(chapters) = 'array'")


class IssuedDocument(Table, tablename="trading_issued_document"):
    """The tender documents as issued with the notice; never changed. `audit_seq` is the ticket of the notice's entry,
    which names their fingerprint."""

    id = UUID(primary_key=True, default=uuid4)
    project = ForeignKey(Project, on_delete=OnDelete.restrict, null=False)
    version = SmallInt(default=1)
    body = JSONB()
    issued_at = Timestamptz()
    audit_seq = BigInt()

    trading_issued_document_version = Unique([project, version])
    trading_issued_document_counted = Check("version >= 1")
