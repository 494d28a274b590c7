"""Issued tender documents, for who may read them: whoever signed in while bids are taken and judged, then everybody."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core.errors import Forbidden, NotFound
from identity.actor import Actor
from storage import audit
from storage.database import fetch_one
from trading.kinds import KINDS
from trading.papers.domain.filling import FilledDocument
from trading.states import LotState
from trading.terms import Terms

_ISSUED = """
SELECT project.no AS project_no, project.name AS project_name, project.kind, issued.version, issued.issued_at,
       issued.audit_seq, issued.body::text AS body,
       (SELECT bool_and(lot.state = ANY ($2::text[])) FROM trading_lot lot WHERE lot.project = project.id) AS is_over
FROM trading_issued_document issued JOIN trading_project project ON project.id = issued.project
WHERE project.no = $1 ORDER BY issued.version DESC LIMIT 1
"""
#: A lot in one of these has its result.
_OVER = [LotState.AWARDED.value, LotState.FAILED.value]


class IssuedDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """The documents in force; `audit_seq` is the entry that names their fingerprint. `is_public`: for strangers too."""

    project_no: str
    project_name: str
    kind: str
    version: int
    issued_at: datetime
    audit_seq: int
    is_public: bool
    document: FilledDocument

    @property
    def called(self) -> str:
        return self.terms.documents

    @property
    def terms(self) -> Terms:
        return KINDS[self.kind].terms


async def issued_documents(project_no: str) -> IssuedDocuments | None:
    """None where none were issued, as by a project announced before documents were made here."""
    row = await fetch_one(_ISSUED, project_no, _OVER)
    if row is None:
        return None
    return IssuedDocuments(
        project_no=row["project_no"],
        project_name=row["project_name"],
        kind=row["kind"],
        version=row["version"],
        issued_at=row["issued_at"],
        audit_seq=await audit.seq_of(row["audit_seq"]),
        is_public=row["is_over"],
        document=msgspec.json.decode(row["body"], type=FilledDocument),
    )


async def has_issued(project_no: str) -> bool:
    """Whether there are documents to lead to."""
    row = await fetch_one(
        "SELECT 1 FROM trading_issued_document issued JOIN trading_project project ON project.id = issued.project"
        " WHERE project.no = $1 LIMIT 1",
        project_no,
    )
    return row is not None


async def readable_documents(project_no: str, visitor: Actor | None) -> IssuedDocuments:
    """Raises `NotFound` (`documents-unknown`); for a stranger before the result `Forbidden` (`documents-withheld`)."""
    found = await issued_documents(project_no)
    if found is None:
        raise NotFound(code="documents-unknown", message="没有已发出的文件")
    if visitor is None and not found.is_public:
        raise Forbidden(
            code="documents-withheld",
            message=f"{found.called}请登录后获取；结果公布后向社会公开",
        )
    return found
