"""Word documents as offices issue them: A4, Chinese fonts, numbered pages, a line that says how to verify them.

Chinese text shows in the right font only with `w:eastAsia` set; every run made here has it. The names are those of
the fonts Windows and WPS carry; elsewhere the reader's word processor substitutes a serif or sans of its own.
Not for: deciding what a document says; each package's `documents.py` does.
"""

# ruff: noqa: SLF001 — python-docx offers eastAsia fonts, fields and repeated rows only through its XML

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from core.clock import moment_text
from core.money import grouped, in_capitals
from core.text import shown

SONG, HEI = "宋体", "黑体"
LATIN = "Times New Roman"
_BODY, _SMALL, _TITLE, _HEADING = Pt(12), Pt(9), Pt(18), Pt(14)
_INK = RGBColor(0, 0, 0)
_GREY = RGBColor(0x66, 0x66, 0x66)
_LONGEST_PROPERTY = 255  # Office Open XML, and python-docx refuses more
_HEADER_FILL = "F2F2F2"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """Where the audit log keeps the fingerprint of what the document states."""

    seq: int
    root: bytes
    at: datetime


def new_document(*, title: str, made_at: datetime, log: LogLine | None = None) -> WordDocument:
    """An empty A4 document with its title, styles and footer. `made_at` becomes its date of creation."""
    document = Document()
    _set_page(document)
    _set_styles(document)
    properties = document.core_properties
    properties.title = shown(title)[:_LONGEST_PROPERTY]
    properties.author, properties.language = "天平公共资源交易平台", "zh-CN"
    properties.created = properties.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    _set_footer(document, log)
    add_title(document, title)
    return document


def add_title(document: WordDocument, text: str) -> Paragraph:
    """The document's title, centred."""
    paragraph = document.add_paragraph(style="Title")
    paragraph.add_run(shown(text))
    return paragraph


def add_heading(document: WordDocument, text: str) -> Paragraph:
    """A section heading, such as 一、项目基本情况."""
    return document.add_paragraph(shown(text), style="Heading 1")


def add_text(document: WordDocument, text: str) -> Paragraph:
    """A paragraph of running text with the first line indented by two characters."""
    paragraph = document.add_paragraph(shown(text))
    paragraph.paragraph_format.first_line_indent = Pt(24)
    return paragraph


def add_money(document: WordDocument, label: str, value: Decimal) -> Paragraph:
    """`label：1,320,000.00元（大写：壹佰叁拾贰万元整）`."""
    return add_text(document, f"{label}：{grouped(value)}元（大写：{in_capitals(value)}）")


def add_facts(document: WordDocument, rows: Iterable[tuple[str, str]]) -> Table:
    """A table of two columns: what, and what it is."""
    table = _new_table(document, columns=2)
    for label, value in rows:
        cells = _add_row(table).cells
        _write(cells[0], label, is_header=True)
        _write(cells[1], value)
    _set_widths(table, (Cm(4.2), Cm(11.3)))
    return _closed(document, table)


def add_table(
    document: WordDocument,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths_cm: Sequence[float] = (),
    numbers: Iterable[int] = (),
) -> Table:
    """A grid whose header row is repeated on every page; columns listed in `numbers` are right-aligned."""
    right = frozenset(numbers)
    table = _new_table(document, columns=len(header))
    first = _add_row(table)
    _repeat(first._tr)
    for cell, text in zip(first.cells, header, strict=True):
        _write(cell, text, is_header=True)
    for row in rows:
        new = _add_row(table)
        _keep_whole(new._tr)
        for index, (cell, text) in enumerate(zip(new.cells, row, strict=True)):
            _write(cell, text, align=WD_ALIGN_PARAGRAPH.RIGHT if index in right else None)
    if widths_cm:
        _set_widths(table, [Cm(width) for width in widths_cm])
    return _closed(document, table)


def add_signatures(document: WordDocument, rows: Iterable[tuple[str, str, datetime | None]]) -> Table:
    """Who signed, as what, and when: (role, name, signed at or None while it is missing)."""
    told = [(role, name, moment_text(at) if at else "（未签）") for role, name, at in rows]
    return add_table(document, ("身份", "姓名", "电子签名时间"), told, widths_cm=(4.5, 4.5, 6.5))


def add_issuer(document: WordDocument, issuer: str, on: str) -> None:
    """The last lines: who issues it, and the day, at the right."""
    for text in (issuer, on):
        paragraph = document.add_paragraph(shown(text))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.keep_with_next = text == issuer


def to_bytes(document: WordDocument) -> bytes:
    """The .docx file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_page(document: WordDocument) -> None:
    """A4 with the margins offices use (GB/T 9704: 37 mm above, 28 mm left, 26 mm right, 35 mm below)."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)


def _set_styles(document: WordDocument) -> None:
    _set_style(document, "Normal", font=SONG, size=_BODY)
    _set_style(document, "Title", font=HEI, size=_TITLE, align=WD_ALIGN_PARAGRAPH.CENTER, after=Pt(18))
    _set_style(document, "Heading 1", font=HEI, size=_HEADING, before=Pt(12), after=Pt(6))
    _set_style(document, "Footer", font=SONG, size=_SMALL, align=WD_ALIGN_PARAGRAPH.CENTER)
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.paragraph_format.line_spacing = 1.5


def _set_style(
    document: WordDocument,
    name: str,
    *,
    font: str,
    size: Pt,
    align: WD_ALIGN_PARAGRAPH | None = None,
    before: Pt | None = None,
    after: Pt | None = None,
) -> None:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size, style.font.bold = LATIN, size, False
    style.font.color.rgb = _INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    layout = style.paragraph_format
    layout.alignment, layout.space_before, layout.space_after = align, before or Pt(0), after or Pt(0)
    _drop_border(style)


def _drop_border(style: ParagraphStyle) -> None:
    """The default template underlines its titles."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _set_footer(document: WordDocument, log: LogLine | None) -> None:
    footer = document.sections[0].footer
    paragraph = footer.paragraphs[0]
    paragraph.add_run("第 ")
    _add_field(paragraph.add_run(), "PAGE")
    paragraph.add_run(" 页 共 ")
    _add_field(paragraph.add_run(), "NUMPAGES")
    paragraph.add_run(" 页")
    if log is not None:
        line = footer.add_paragraph(style="Footer")
        told = f"审计日志第 {log.seq} 号 · {moment_text(log.at)} · 日志根 {log.root.hex()}"
        run = line.add_run(told)
        run.font.size, run.font.color.rgb = Pt(7), _GREY


def _add_field(run: Run, code: str) -> None:
    for kind, text in (("begin", None), (None, code), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _new_table(document: WordDocument, *, columns: int) -> Table:
    table: Table = document.add_table(rows=0, cols=columns)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    return table


def _add_row(table: Table) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    return row


def _write(
    cell: _Cell, text: str, *, is_header: bool = False, align: WD_ALIGN_PARAGRAPH | None = None
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = 1.25
    run = paragraph.add_run(shown(text))
    run.font.size = Pt(10.5)
    if is_header:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEI)
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _HEADER_FILL)
        cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _set_widths(table: Table, widths: Sequence[Length]) -> None:
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _closed(document: WordDocument, table: Table) -> Table:
    """A table must not touch what follows."""
    gap = document.add_paragraph()
    gap.paragraph_format.line_spacing = 0.7
    return table
