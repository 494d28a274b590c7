"""Grids in Word documents: fixed widths, a header row that repeats, rows that stay whole.

A word processor takes widths from the grid, from the cells, or from both: they are written in both.
"""

# ruff: noqa: SLF001 — python-docx offers fonts, shading and repeated rows only through its XML

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table, _Cell, _Row

from core.text import shown

HEI = "黑体"
TEXT_WIDTH_CM = 15.5
_HEADER_FILL = "F2F2F2"
_LEAST_PART = 0.7
_MARGINS_CM, _HALF_WIDTH_CM, _WIDEST_TEXT = 0.5, 0.19, 60
_PLACE_HEIGHT = Cm(1.3)
_SEAL_HEIGHT = Cm(1.8)
_PLACES_CM = (3.2, 5.0, 4.3, 3.0)  # who, name, signature, day


def facts_table(document: WordDocument, rows: Iterable[tuple[str, str]]) -> Table:
    """Two columns: what, and what it is."""
    table = _new(document, (4.2, 11.3))
    for label, value in rows:
        row = _row(table)
        _write(row.cells[0], label, is_header=True)
        _write(row.cells[1], value)
    return _closed(document, table)


def grid(
    document: WordDocument,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths_cm: Sequence[float] = (),
    numbers: Iterable[int] = (),
) -> Table:
    """A header and its rows; without widths the columns share the page as their texts need."""
    right, told = frozenset(numbers), [tuple(row) for row in rows]
    table = _new(document, widths_cm or _shares([tuple(header), *told]))
    first = _row(table)
    first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text in zip(first.cells, header, strict=True):
        _write(cell, text, is_header=True)
    for row in told:
        for index, (cell, text) in enumerate(zip(_row(table).cells, row, strict=True)):
            _write(cell, text, align=WD_ALIGN_PARAGRAPH.RIGHT if index in right else None)
    return _closed(document, table)


def places(document: WordDocument, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A grid to be written in by hand: each row is high enough for a name or a small seal."""
    table = grid(document, header, rows, widths_cm=_PLACES_CM)
    for row in list(table.rows)[1:]:
        row.height = _PLACE_HEIGHT
    return table


def seal_places(document: WordDocument, parties: Sequence[tuple[str, str]], on: str) -> Table:
    """Side by side, without lines: each party, room for its seal, and the day.

    A row for each, so that seals and days stand at one height however far a name runs.
    """
    table = _new(document, [TEXT_WIDTH_CM / len(parties)] * len(parties), style=None)
    for texts in (
        [f"{role}：{name}" for role, name in parties],
        ["（盖章）"] * len(parties),
        [on] * len(parties),
    ):
        for cell, text in zip(_row(table).cells, texts, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = text != on
            paragraph.add_run(shown(text))
    table.rows[1].height = _SEAL_HEIGHT
    return _closed(document, table)


def _new(document: WordDocument, widths_cm: Sequence[float], *, style: str | None = "Table Grid") -> Table:
    table: Table = document.add_table(rows=0, cols=len(widths_cm))
    table.style, table.alignment, table.autofit = style, WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)
    width = table._tbl.tblPr.find(qn("w:tblW"))
    assert width is not None
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(sum(Cm(one).twips for one in widths_cm)))
    return table


def _row(table: Table) -> _Row:
    """Kept whole on one page, its cells as wide as their columns."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = Length(column.width or 0)
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


def _shares(rows: Sequence[Sequence[str]]) -> list[float]:
    """Columns get what they need; those that need more than an equal part share what the others leave."""
    longest = [max(_display_width(text) for text in column) for column in zip(*rows, strict=True)]
    needs = [_MARGINS_CM + _HALF_WIDTH_CM * min(max(width, 4), _WIDEST_TEXT) for width in longest]
    granted: dict[int, float] = {}
    while fitting := _fitting(needs, granted):
        granted |= {index: needs[index] for index in fitting}
    left, long = TEXT_WIDTH_CM - sum(granted.values()), [i for i in range(len(needs)) if i not in granted]
    least, roots = _LEAST_PART * left / max(1, len(long)), sum(needs[index] ** 0.5 for index in long)
    spare = left - least * len(long)
    granted |= {index: least + spare * needs[index] ** 0.5 / roots for index in long}
    stretch = TEXT_WIDTH_CM / sum(granted.values())
    return [round(granted[index] * stretch, 2) for index in range(len(needs))]


def _fitting(needs: Sequence[float], granted: Mapping[int, float]) -> list[int]:
    """Columns not yet granted that need no more than an equal part of what is left."""
    waiting = [index for index in range(len(needs)) if index not in granted]
    left = TEXT_WIDTH_CM - sum(granted.values())
    return [index for index in waiting if needs[index] <= left / len(waiting)]


def _display_width(text: str) -> int:
    """In half-width characters, of the longest line."""
    return max(
        (
            sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)
            for line in text.split("\n")
        ),
        default=0,
    )


def _closed(document: WordDocument, table: Table) -> Table:
    """A table must not touch what follows."""
    gap: Any = document.add_paragraph()
    gap.paragraph_format.line_spacing = 0.7
    return table
