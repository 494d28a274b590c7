"""Tender documents as a Word document. Not for: what they say, nor who may have them."""

from __future__ import annotations

from datetime import datetime

from docx.document import Document as WordDocument

from storage import audit
from trading.notices.domain.notice_shape import Section
from trading.papers.domain.filling import FilledChapter, FilledClause, FilledDocument
from trading.papers.queries.issued import IssuedDocuments
from trading.projects.domain.document import MARK
from web.word import (
    LogLine,
    add_facts,
    add_heading,
    add_number,
    add_table,
    add_text,
    add_title,
    beijing,
    new_document,
    to_bytes,
)


def documents_docx(
    *,
    document: FilledDocument,
    no: str,
    made_at: datetime,
    identity: str,
    note: str,
    log: LogLine | None = None,
) -> bytes:
    """All chapters; `note` stands under the title and says what this copy is."""
    made = new_document(title=document.title, made_at=made_at, log=log, identity=identity)
    add_number(made, f"项目编号：{no}")
    add_number(made, note)
    for chapter in document.chapters:
        _add_chapter(made, chapter)
    return to_bytes(made)


def documents_identity(project_no: str) -> str:
    """Which document the Word file of issued documents says it is."""
    return f"tender-documents:{project_no}"


async def issued_docx(issued: IssuedDocuments) -> bytes:
    """As issued; its footer names the log entry that holds the fingerprint."""
    entry = await audit.entry(issued.audit_seq)
    return documents_docx(
        document=issued.document,
        no=issued.project_no,
        made_at=issued.issued_at,
        identity=documents_identity(issued.project_no),
        note=f"发出时间：{beijing(issued.issued_at)}　第{issued.version}版",
        log=LogLine(seq=entry.seq, root=entry.root, at=entry.at),
    )


def _add_chapter(made: WordDocument, chapter: FilledChapter) -> None:
    add_title(made, chapter.title)
    for part in chapter.parts:
        add_section(made, part)
    for clause in chapter.clauses:
        _add_clause(made, clause)


def _add_clause(made: WordDocument, clause: FilledClause) -> None:
    add_heading(made, f"{clause.no}　{MARK if clause.substantive else ''}{clause.title}")
    for paragraph in clause.text.splitlines():
        if paragraph.strip():
            add_text(made, paragraph)


def add_section(made: WordDocument, section: Section) -> None:
    """A section made from facts: heading, labelled lines, paragraphs, table."""
    add_heading(made, section.heading)
    if section.lines:
        add_facts(made, section.lines)
    for paragraph in section.paragraphs:
        add_text(made, paragraph)
    if section.table is not None:
        add_table(made, section.table.head, section.table.rows)
