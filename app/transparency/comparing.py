"""Whether a text somebody brings is the platform's, however it was copied.

Space, line breaks, width of characters and the colon a page puts after a label make no difference; anything else
does. Not for: deciding which text it should be; see `issued`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

from app.transparency.checked import Point

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_SHORTEST_PART = 12
_AROUND = 16
_SHOWN = 60
_MOST_PLACES = 20


def compact(text: str) -> str:
    """The characters that count."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c != ":" and unicodedata.category(c) not in _UNSEEN)


def whole_or_part(brought: str, *, own: str, around: Iterable[str]) -> tuple[Point, ...]:
    """`brought` beside the platform's `own` text; `around` is what a page or file prints beside it.

    Says that it is the whole, or a part, or where it first differs.
    """
    mine, theirs = compact(own), compact(brought)
    if mine in theirs:
        rest = _without(theirs.replace(mine, "", 1), around)
        same = Point(text="正文与平台所存逐字相同", holds=True, note=f"共 {len(mine)} 字")
        if not rest:
            return (same,)
        return (
            same,
            Point(text="正文之外没有别的文字", holds=False, note=f"另有 {len(rest)} 字：{_cut(rest)}"),
        )
    part = _without(theirs, around)
    if len(part) >= _SHORTEST_PART and part in mine:
        return (
            Point(text="是平台所存正文的一部分，逐字相同", holds=True, note=f"共 {len(part)} 字，非全文"),
        )
    return (Point(text="与平台所存正文逐字相同", holds=False, note=_difference(mine, theirs)),)


def _without(text: str, pieces: Iterable[str]) -> str:
    for piece in sorted({compact(piece) for piece in pieces} - {""}, key=len, reverse=True):
        text = text.replace(piece, "", 1)
    return text


def _difference(mine: str, theirs: str) -> str:
    """Where they part, counted from the place in theirs from which they agree longest."""
    places = islice(re.finditer(re.escape(mine[:_SHORTEST_PART]), theirs), _MOST_PLACES)
    starts = [found.start() for found in places] or [0]
    start, same = max(((at, _same(mine, theirs, at)) for at in starts), key=lambda found: found[1])
    if not same:
        return "自开头即不同"
    before = mine[max(0, same - _AROUND) : same]
    here, there = mine[same : same + _AROUND], theirs[start + same : start + same + _AROUND]
    return f"在“{before}”之后，平台所存为“{here or '（到此为止）'}”，所提交的为“{there or '（到此为止）'}”"


def _same(mine: str, theirs: str, start: int) -> int:
    """How many characters agree from there."""
    parted = (place for place, one in enumerate(mine) if theirs[start + place : start + place + 1] != one)
    return next(parted, len(mine))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
