"""What is published and what is sent; bodies are fixed and logged."""

from __future__ import annotations

from uuid import uuid4

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Boolean,
    ForeignKey,
    OnDelete,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from identity.tables import Organisation
from trading.choices import LetterKind
from trading.states import NoticeKind, NoticeState
from trading.tables.choices import one_of
from trading.tables.projects import Lot, Project


class Notice(Table, tablename="trading_notice"):
    """One notice of a project. Its body is fixed and logged when it is published.

    An announcement is of all the project's lots and has no `lot`; every other notice is of one.
    """

    id = UUID(primary_key=True, default=uuid4)
    no = Varchar(length=50, unique=True)
    project = ForeignKey(Project, on_delete=OnDelete.restrict, null=False)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=True, default=None)
    kind = Varchar(length=20)
    title = Varchar(length=500)
    body = JSONB()
    search_text = Text()
    state = Varchar(length=20, default=NoticeState.SCHEDULED.value)
    version = SmallInt(default=1)
    publish_at = Timestamptz()
    published_at = Timestamptz(null=True, default=None)
    audit_seq = BigInt(null=True, default=None)

    trading_notice_version = Unique([project, lot, kind, version], nulls_distinct=False)
    trading_notice_of_lot = Check(f"(lot IS NULL) = (kind = '{NoticeKind.ANNOUNCEMENT.value}')")
    trading_notice_kind = Check(one_of("kind", NoticeKind))
    trading_notice_state = Check(one_of("state", NoticeState))
    trading_notice_published = Check(
        "(state = 'published') = (published_at IS NOT NULL AND audit_seq IS NOT NULL)"
    )


class Letter(Table, tablename="trading_letter"):
    """A 中标通知书, 采购结果通知书 or 废标通知书 to one supplier. Its body is fixed and logged when it is issued.

    `addressee_only`: no opening ever said who bid, so nobody but the addressee may know of the letter.
    """

    id = UUID(primary_key=True, default=uuid4)
    no = Varchar(length=60, unique=True)
    lot = ForeignKey(Lot, on_delete=OnDelete.restrict, null=False)
    kind = Varchar(length=20)
    addressee = ForeignKey(Organisation, on_delete=OnDelete.restrict, null=False)
    addressee_name = Varchar(length=200)
    body = JSONB()
    issued_at = Timestamptz()
    audit_seq = BigInt()
    addressee_only = Boolean(default=False)

    trading_letter_lot_addressee = Unique([lot, addressee])
    trading_letter_one_kind = Check(one_of("kind", LetterKind))
