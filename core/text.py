"""Text fit for where it goes: a database, a Word document, a log, a page, a signature.

What people paste carries more than they see. Controls that mean a new line become one; what no document may hold is
refused beside the field, never dropped in silence; a text of nothing visible is empty.
Not for: bytes somebody signed, which stay as they are; or what a text means.
"""

from __future__ import annotations

import re
import unicodedata

from core.errors import Invalid

_LINE_ENDS = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")
# Overrides and isolates of direction too: they turn round what others write behind them on a page or in a report.
_CONTROLS = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")
_FOREIGN = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(1, 17))
    + "]"
)
_UNSEEN_CODES = (
    *(0x09, 0x0A, 0x20, 0xA0, 0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x1680, 0x17B4, 0x17B5),
    *(*range(0x180B, 0x1810), *range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070), 0x2800),
    *(0x3000, 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0),
)  # blanks, joiners, marks of direction, fillers and selectors
_UNSEEN = "".join(map(chr, _UNSEEN_CODES))
_STOPS = "。．｡；;"
_BLANKS = re.compile(r"\s+")


def fit_text(text: str, *, field: str | None = None) -> str:
    """`text` with its line ends as `\n`; empty when nothing in it can be seen.

    Raises `Invalid` (`text-control`, `text-not-characters`).
    """
    lines = _LINE_ENDS.sub("\n", text)
    if found := _CONTROLS.search(lines):
        raise Invalid(
            code="text-control",
            message=f"内容含有无法保存的控制字符（U+{ord(found[0]):04X}），请删除后重新填写",
            field=field,
        )
    if found := _FOREIGN.search(lines):
        raise Invalid(
            code="text-not-characters",
            message=f"内容含有不是文字的编码（U+{ord(found[0]):04X}），请删除后重新填写",
            field=field,
        )
    return "" if is_blank(lines) else lines


def is_blank(text: str) -> bool:
    """Whether nothing in `text` can be seen."""
    return not text.strip(_UNSEEN)


def clause(text: str) -> str:
    """What somebody typed as part of a longer sentence, which brings the stop itself: without one at its end."""
    return text.rstrip(_UNSEEN + _STOPS) or text


def fit_paragraphs(text: str, *, field: str | None = None) -> str:
    """Running text: as `fit_text`, without blanks at its ends."""
    return fit_text(text, field=field).strip()


def fit_name(text: str, *, field: str | None = None) -> str:
    """A name or another single line: NFC, without unseen characters at its ends, one blank for any run of blanks."""
    composed = unicodedata.normalize("NFC", fit_text(text, field=field))
    return _BLANKS.sub(" ", composed.strip(_UNSEEN))


def seen(text: str) -> int:
    """How many characters of `text` a reader sees; for least lengths."""
    return sum(character not in _UNSEEN for character in text)


def shown(text: str) -> str:
    """Any text at all as something a document can hold: what `fit_text` refuses becomes U+FFFD. Never raises.

    For text that is already there, such as a bidder's sealed lines, and must be told rather than refused.
    """
    return _FOREIGN.sub("\ufffd", _CONTROLS.sub("\ufffd", _LINE_ENDS.sub("\n", text)))
