"""Issued tender documents: the page and the Word file."""

from __future__ import annotations

from litestar import Response
from msgspec import Struct

from identity.actor import Actor
from storage import audit
from storage.given_out import remember_file
from trading.papers.documents import documents_identity, issued_docx
from trading.papers.operations.issue_documents import documents_sha256
from trading.papers.queries.issued import IssuedDocuments, readable_documents
from web.guards import PUBLIC
from web.responses import docx
from web.views import told, view


class Issued(Struct, frozen=True, kw_only=True):
    """The documents with the entry that names their fingerprint."""

    issued: IssuedDocuments
    entry: audit.PublicEntry
    content_hash: str


async def issued(no: str, visitor: Actor | None) -> Issued:
    """For who may read them."""
    found = await readable_documents(no, visitor)
    return Issued(
        issued=found,
        entry=await audit.entry(found.audit_seq),
        content_hash=documents_sha256(found.document),
    )


async def issued_word(no: str, visitor: Actor | None) -> Response[bytes]:
    """As a Word document: the same bytes for everybody."""
    found = await readable_documents(no, visitor)
    content = await issued_docx(found)
    await remember_file(documents_identity(no), content)
    return docx(filename=f"{found.document.title}（{no}）.docx", content=content)


ISSUED = view("/projects/{no:str}/documents", "papers/issued.html", issued, needs=PUBLIC)
ISSUED_WORD = told("/projects/{no:str}/documents.docx", issued_word, needs=PUBLIC)
