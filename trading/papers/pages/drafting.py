"""The agency words the tender documents: the whole text as it stands now, and a form a chapter."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Response
from litestar.response import Redirect
from msgspec import Struct

from core.clock import zoned_text
from core.errors import NotFound
from identity.actor import Actor
from trading.kinds import KINDS
from trading.notices.queries.notice_texts import announcement_of
from trading.papers.documents import documents_docx
from trading.papers.domain.filling import FilledDocument, filled_document
from trading.papers.fields import ChapterNo
from trading.papers.forms import ClauseForm
from trading.permissions import Permission
from trading.projects.domain.document import Chapter, Document, DocumentLaw
from trading.projects.queries.drafts import lots_of, project_by_no, times_of
from trading.projects.queries.workspace import Workspace, workspace
from web.forms import FormValues, filled
from web.responses import docx, see_other
from web.views import told, view

STEP = "documents"
EMPTY_ROWS = 2


class Drafted(Struct, frozen=True, kw_only=True):
    """The documents as they stand; `filled` is None until they are begun, `next_step` is empty after the last."""

    work: Workspace
    step: str
    next_step: tuple[str, str]
    law: DocumentLaw
    filled: FilledDocument | None


class Editing(Struct, frozen=True, kw_only=True):
    """One chapter with its clauses as rows; `references` is what may be referred to, with what it says now."""

    work: Workspace
    step: str
    law: DocumentLaw
    document: Document
    chapter: Chapter
    chapter_no: int
    references: tuple[tuple[str, str], ...]
    values: FormValues
    empty_rows: int


class Read(Struct, frozen=True, kw_only=True):
    """The documents for who may read the project."""

    work: Workspace
    law: DocumentLaw
    filled: FilledDocument


async def documents(no: str, actor: Actor, now: datetime) -> Drafted | Redirect:
    """The text with everything in its place; where none is made here, on to the next step."""
    work = await workspace(project_no=no, actor=actor, now=now)
    drafting = work.lot.kind_of_transaction.drafting
    if drafting.documents is None:
        return see_other(f"/desk/projects/{no}/preview")
    return Drafted(
        work=work,
        step=STEP,
        next_step=drafting.step_after(STEP),
        law=drafting.documents,
        filled=await filled_in_of(work),
    )


async def chapter(no: str, chapter_no: ChapterNo, actor: Actor, now: datetime) -> Editing:
    """One chapter to be changed; raises `NotFound` (`chapter-unknown`)."""
    work = await workspace(project_no=no, actor=actor, now=now)
    law, document = work.lot.kind_of_transaction.drafting.documents, work.draft.document
    if law is None or document is None or chapter_no > len(document.chapters):
        raise NotFound(code="chapter-unknown", message=f"{work.lot.terms.documents}中没有这一章")
    found = document.chapters[chapter_no - 1]
    return Editing(
        work=work,
        step=STEP,
        law=law,
        document=document,
        chapter=found,
        chapter_no=chapter_no,
        references=await _references(work, law),
        values=_values(found),
        empty_rows=EMPTY_ROWS,
    )


async def read(no: str, actor: Actor, now: datetime) -> Read:
    """The text; raises `NotFound` (`documents-unknown`) where there is none."""
    work = await workspace(project_no=no, actor=actor, now=now)
    law, text = work.lot.kind_of_transaction.drafting.documents, await filled_in_of(work)
    if law is None or text is None:
        raise NotFound(code="documents-unknown", message=f"本项目没有{work.lot.terms.documents}")
    return Read(work=work, law=law, filled=text)


async def read_docx(no: str, actor: Actor, now: datetime) -> Response[bytes]:
    """The same as a Word document that says it is a draft."""
    found = await read(no, actor, now)
    content = documents_docx(
        document=found.filled,
        no=no,
        made_at=now,
        identity="",
        note=f"（{zoned_text(now)}的内容，尚未发出，仅供核对）",
    )
    return docx(filename=f"{found.law.called}（{no}，核对稿）.docx", content=content)


async def filled_in_of(work: Workspace) -> FilledDocument | None:
    """The documents of a project its reader may see; None where there are none."""
    document, texts = work.draft.document, work.lot.kind_of_transaction.model_texts
    if document is None or texts is None:
        return None
    project = await project_by_no(work.lot.project_no)
    lots = await lots_of(project)
    times = times_of(lots[0])
    given = await announcement_of(project=project, lots=lots, times=times) if times else None
    return filled_document(document=document, texts=texts, given=given)


async def _references(work: Workspace, law: DocumentLaw) -> tuple[tuple[str, str], ...]:
    """What may be referred to, and what stands there now; nothing while the times are open."""
    texts = KINDS[work.lot.kind].model_texts
    project = await project_by_no(work.lot.project_no)
    lots = await lots_of(project)
    times = times_of(lots[0])
    if texts is None or times is None:
        return tuple((name, "") for name in sorted(law.references))
    said = texts.filling(await announcement_of(project=project, lots=lots, times=times)).references
    return tuple(said.items())


def _values(chapter: Chapter) -> FormValues:
    rows = tuple(
        ClauseForm(title=clause.title, text=clause.text.strip(), substantive=clause.substantive)
        for clause in chapter.clauses
    )
    typed: dict[str, object] = {}
    for place, row in enumerate(rows):
        said = msgspec.structs.asdict(row)
        typed |= {
            f"clauses-{place}-{name}": value for name, value in said.items() if value not in (None, False)
        }
    return filled(typed)


_DRAFTS, _READS = Permission.PROJECT_DRAFT, Permission.PROJECT_READ
_PROJECT = "/desk/projects/{no:str}"

DOCUMENTS = view(f"{_PROJECT}/documents", "papers/documents.html", documents, needs=_DRAFTS)
CHAPTER = view(f"{_PROJECT}/documents/{{chapter_no:int}}", "papers/chapter.html", chapter, needs=_DRAFTS)
READ = view(f"{_PROJECT}/documents/text", "papers/text.html", read, needs=_READS)
READ_DOCX = told(f"{_PROJECT}/documents/text.docx", read_docx, needs=_READS)
