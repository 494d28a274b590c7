"""What tender documents tell over JSON. What is done stands in `acts`."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Response

from core.canonical import canonical_bytes
from identity.actor import Actor
from trading.papers.domain.filling import FilledDocument
from trading.papers.pages.drafting import read
from trading.papers.queries.issued import readable_documents
from trading.permissions import Permission
from trading.projects.domain.document import Document
from web.guards import PUBLIC
from web.views import told


class DraftTold(msgspec.Struct, frozen=True, kw_only=True):
    """The documents as worded, with references, and as they are printed."""

    worded: Document
    printed: FilledDocument


async def documents_told(no: str, actor: Actor, now: datetime) -> DraftTold:
    """The tender documents of a project its reader may see."""
    found = await read(no, actor, now)
    assert found.work.draft.document is not None  # else there is none to read
    return DraftTold(worded=found.work.draft.document, printed=found.filled)


async def issued_text(no: str, visitor: Actor | None) -> Response[bytes]:
    """The very bytes whose SHA-256 the audit log holds."""
    found = await readable_documents(no, visitor)
    return Response(canonical_bytes(msgspec.to_builtins(found.document)), media_type="application/json")


DOCUMENTS = told("/api/projects/{no:str}/documents", documents_told, needs=Permission.PROJECT_READ)
ISSUED_TEXT = told("/api/projects/{no:str}/issued-documents", issued_text, needs=PUBLIC)
