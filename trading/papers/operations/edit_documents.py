"""The agency words the tender documents: begins them from the model text, and changes one chapter at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from core.canonical import fingerprint
from core.errors import Conflict, NotFound
from identity.actor import Actor
from storage import audit
from storage.database import transaction
from trading.audit_tags import AuditTag
from trading.kinds import KINDS
from trading.papers.fields import ChapterNo
from trading.papers.forms import ChapterForm
from trading.projects.domain.document import Document, DocumentLaw, reference_faults
from trading.projects.domain.faults import refuse_faults
from trading.projects.operations.draft_rows import put_document
from trading.projects.operations.edit_draft import draft_for_update
from trading.projects.queries.drafts import document_of
from trading.tables import Lot, Project


async def begin_documents(*, actor: Actor, project_id: UUID, now: datetime) -> None:
    """Begin the documents of a draft that has none, from its kind's model. Raises `Conflict` (`documents-begun`)."""
    async with transaction():
        project, lots = await draft_for_update(actor, project_id)
        law = _law(project)
        if await document_of(project.id) is not None:
            raise Conflict(code="documents-begun", message=f"{law.called}已经开始编制")
        await _keep(actor, project, lots, Document(chapters=law.model), now=now)


async def edit_chapter(
    *, actor: Actor, project_id: UUID, chapter_no: ChapterNo, word: ChapterForm, now: datetime
) -> None:
    """Replace the clauses of a chapter. Refuses references to what no project of the kind says.

    Raises `Conflict` (`draft-changed`) where somebody saved the documents since they were read, `NotFound`
    (`chapter-unknown`).
    """
    async with transaction():
        project, lots = await draft_for_update(actor, project_id)
        law, document = _law(project), await document_of(project.id)
        if document is None or chapter_no > len(document.chapters):
            raise NotFound(code="chapter-unknown", message=f"{law.called}中没有这一章")
        if word.revision not in (None, document.revision):
            raise Conflict(
                code="draft-changed",
                message=f"您打开本页后{law.called}已由他人保存，本次没有保存。"
                "请对照下方现在的条款核对所填内容，再次保存即以所填内容为准",
            )
        chapter = msgspec.structs.replace(document.chapters[chapter_no - 1], clauses=word.worded())
        refuse_faults(reference_faults(chapter, law))
        await _keep(actor, project, lots, document.with_chapter(chapter), now=now)


def _law(project: Project) -> DocumentLaw:
    law = KINDS[project.kind].drafting.documents
    if law is None:
        raise NotFound(code="no-documents", message="该类项目不在本平台编制文件")
    return law


async def _keep(
    actor: Actor, project: Project, lots: Sequence[Lot], document: Document, *, now: datetime
) -> None:
    assert actor.person_id is not None  # who drafts is a person
    await put_document(project=project, document=document, by=actor.person_id, now=now)
    await audit.record(
        AuditTag.DOCUMENTS_EDIT,
        actor=actor.audit_name,
        subject=str(lots[0].id),
        facts={
            "project_no": project.no,
            "revision": document.revision,
            "documents_sha256": fingerprint(msgspec.to_builtins(document.chapters)),
        },
        now=now,
        public=False,
    )
