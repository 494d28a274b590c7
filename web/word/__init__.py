"""Word documents as offices issue them: A4, Chinese fonts, numbered pages, a line that says how to verify them.

The font names are those Windows and WPS carry; elsewhere the reader's word processor substitutes a serif or sans of
its own. Any text can be put in: what no document may hold is shown as U+FFFD.
Not for: deciding what a document says; each package's `documents.py` does.
"""

# ruff: noqa: SLF001 — python-docx offers fields only through its XML

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from core.clock import zoned_text as beijing
from core.text import shown
from web.word import tables
from web.word.package import attach, attached, blank, to_bytes
from web.word.reading import document_identity, document_text, read_document

__all__ = [
    "LogLine",
    "add_facts",
    "add_heading",
    "add_issuer",
    "add_number",
    "add_seal_places",
    "add_signature_places",
    "add_signatures",
    "add_table",
    "add_text",
    "add_title",
    "attach",
    "attached",
    "beijing",
    "document_identity",
    "document_text",
    "new_document",
    "read_document",
    "to_bytes",
]

ISSUER = "天平公共资源交易平台"
_GREY = RGBColor(0x66, 0x66, 0x66)
_LONGEST_PROPERTY = 255  # Office Open XML, and python-docx refuses more


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """Where the audit log keeps the fingerprint of what the document states."""

    seq: int
    root: bytes
    at: datetime


def new_document(
    *, title: str, made_at: datetime, log: LogLine | None = None, identity: str = ""
) -> WordDocument:
    """An empty A4 document with its title and footer. `made_at` becomes its date of creation.

    `identity` says which document of the platform it is (`notice:510116-2026-00001-01`), for `/verify`.
    """
    document = blank()
    properties = document.core_properties
    properties.title = shown(title)[:_LONGEST_PROPERTY]
    properties.author, properties.language, properties.identifier = ISSUER, "zh-CN", identity
    properties.created = properties.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    _set_footer(document, log)
    add_title(document, title)
    return document


def add_title(document: WordDocument, text: str) -> Paragraph:
    """The document's title, centred."""
    paragraph = document.add_paragraph(style="Title")
    paragraph.add_run(shown(text))
    return paragraph


def add_number(document: WordDocument, text: str) -> Paragraph:
    """The document's own number, centred under its title: `编号：…`."""
    paragraph = document.add_paragraph(shown(text))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(12)
    return paragraph


def add_heading(document: WordDocument, text: str) -> Paragraph:
    """A section heading, such as 一、项目基本情况."""
    return document.add_paragraph(shown(text), style="Heading 1")


def add_text(document: WordDocument, text: str) -> Paragraph:
    """A paragraph of running text with the first line indented by two characters."""
    paragraph = document.add_paragraph(shown(text))
    paragraph.paragraph_format.first_line_indent = Pt(24)
    return paragraph


def add_facts(document: WordDocument, rows: Iterable[tuple[str, str]]) -> Table:
    """A table of two columns: what, and what it is."""
    return tables.facts_table(document, rows)


def add_table(
    document: WordDocument,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths_cm: Sequence[float] = (),
    numbers: Iterable[int] = (),
) -> Table:
    """A grid whose header row is repeated on every page; columns listed in `numbers` are right-aligned.

    Without `widths_cm` (15.5 cm in all) the columns share the page as their texts need.
    """
    return tables.grid(document, header, rows, widths_cm=widths_cm, numbers=numbers)


def add_signatures(document: WordDocument, rows: Iterable[tuple[str, str, datetime | None]]) -> Table:
    """Who signed, as what, and when: (role, name, signed at or None while it is missing)."""
    told = [(role, name, beijing(at) if at else "（未签）") for role, name, at in rows]
    return add_table(document, ("身份", "姓名", "电子签名时间"), told, widths_cm=(3.1, 3.1, 9.3))


def add_signature_places(document: WordDocument, rows: Iterable[tuple[str, str]]) -> Table:
    """Places to sign by hand, a row each: (role, name); the name may be empty."""
    return tables.places(document, ("身份", "姓名", "签字", "日期"), [(*row, "", "") for row in rows])


def add_seal_places(document: WordDocument, parties: Sequence[tuple[str, str]], on: str) -> Table:
    """Places for seals side by side: (role, name) of each party, and the day."""
    return tables.seal_places(document, parties, on)


def add_issuer(document: WordDocument, issuer: str, on: str) -> None:
    """The last lines: who issues it, and the day, at the right."""
    for text in (issuer, on):
        paragraph = document.add_paragraph(shown(text))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.keep_with_next = text == issuer


def _set_footer(document: WordDocument, log: LogLine | None) -> None:
    footer = document.sections[0].footer
    paragraph = footer.paragraphs[0]
    paragraph.add_run("第 ")
    _add_field(paragraph.add_run(), "PAGE")
    paragraph.add_run(" 页 共 ")
    _add_field(paragraph.add_run(), "NUMPAGES")
    paragraph.add_run(" 页")
    if log is None:
        return
    for told in (
        f"审计日志第 {log.seq} 条，{beijing(log.at)}；可在平台“核验”页上传本文件核对",
        f"日志根 {log.root.hex()}",
    ):
        run = footer.add_paragraph(style="Footer").add_run(told)
        run.font.size, run.font.color.rgb = Pt(7), _GREY


def _add_field(run: Run, code: str) -> None:
    for kind, text in (("begin", None), (None, code), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
