"""The tender documents are issued with the notice that promises them: filled in, fixed, and named in its entry.

Called inside the operation that publishes the notice, which holds the locks and writes the entry.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from core.canonical import Json, fingerprint
from trading.kinds import KINDS
from trading.notices.domain.notice_shape import Announcement
from trading.papers.domain.filling import FilledDocument, filled_document
from trading.projects.queries.drafts import document_of
from trading.tables import IssuedDocument, Project


async def documents_to_issue(*, project: Project, given: Announcement) -> FilledDocument | None:
    """As they go out now; None where the project has none."""
    document, texts = await document_of(project.id), KINDS[project.kind].model_texts
    if document is None or texts is None:
        return None
    return filled_document(document=document, texts=texts, given=given)


def issued_facts(document: FilledDocument | None) -> dict[str, Json]:
    """What the notice's entry says of them."""
    return {} if document is None else {"documents_sha256": documents_sha256(document)}


def documents_sha256(document: FilledDocument) -> str:
    """SHA-256 over the canonical JSON of the text, which the Word file is made from."""
    return fingerprint(msgspec.to_builtins(document))


async def keep_issued(
    *, project: Project, document: FilledDocument | None, ticket: int, now: datetime
) -> None:
    """Fix the text that the entry with this ticket names."""
    if document is not None:
        await IssuedDocument(
            project=project.id, body=msgspec.to_builtins(document), issued_at=now, audit_seq=ticket
        ).save()
