"""Trading's Word documents: notices as published, letters as issued.

Not for: wording — their bodies are data already — nor for deciding who may have a document.
"""

from __future__ import annotations

from core.clock import day_text, local_day
from storage import audit
from trading.notices.queries.letters import IssuedLetter
from trading.notices.queries.published import NoticeArticle
from trading.papers.documents import add_section
from web.word import (
    LogLine,
    add_facts,
    add_heading,
    add_issuer,
    add_number,
    add_seal_places,
    add_table,
    add_text,
    beijing,
    new_document,
    to_bytes,
)


def notice_identity(no: str) -> str:
    """Which document a notice's Word file says it is."""
    return f"notice:{no}"


def letter_identity(no: str) -> str:
    """Which document a letter's Word file says it is."""
    return f"letter:{no}"


async def notice_document(article: NoticeArticle) -> bytes:
    """The published notice; its footer names the log entry that holds its hash."""
    row = article.row
    document = new_document(
        title=row.title,
        made_at=row.published_at,
        log=await _log_line(article.audit_seq),
        identity=notice_identity(row.no),
    )
    add_number(document, f"公告编号：{row.no}")
    add_text(document, f"发布时间：{beijing(row.published_at)}")
    if article.body.summary:
        add_heading(document, "项目概况")
        add_text(document, article.body.summary)
    for section in article.body.sections:
        add_section(document, section)
    add_issuer(document, row.agency_name, day_text(local_day(row.published_at)))
    return to_bytes(document)


async def letter_document(letter: IssuedLetter) -> bytes:
    """中标通知书 or 采购结果通知书 as issued; its footer names the log entry that holds its hash."""
    body = letter.body
    document = new_document(
        title=body.title,
        made_at=letter.row.issued_at,
        log=await _log_line(letter.audit_seq),
        identity=letter_identity(body.no),
    )
    add_number(document, f"编号：{body.no}")
    add_text(document, f"{body.addressee}：")
    add_text(document, body.opening)
    add_facts(document, body.lines)
    if body.table is not None:
        add_table(document, body.table.head, body.table.rows)
    for paragraph in body.closing:
        add_text(document, paragraph)
    add_seal_places(document, body.parties, day_text(body.issued_on))
    return to_bytes(document)


async def _log_line(seq: int) -> LogLine:
    entry = await audit.entry(seq)
    return LogLine(seq=entry.seq, root=entry.root, at=entry.at)
