"""Whether a text somebody brings is the platform's, however it was copied.

Space, line breaks, width of characters and the colon a page puts after a label make no difference; anything else
does. Not for: deciding which text it should be; see `issued`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.transparency.checked import Point
from core.searching import compact

SHORTEST_PART = 12
_AROUND = 16
_SHOWN = 60


def whole_or_part(brought: str, *, own: str, around: Iterable[str]) -> tuple[Point, ...]:
    """`brought` beside the platform's `own` text; `around` is what a page or file prints beside it.

    Says that it is the whole, or a part, or where it first differs; nothing when they are two different texts.
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
    for part in (theirs, _without(theirs, around)):
        if len(part) >= SHORTEST_PART and part in mine:
            note = f"共 {len(part)} 字，非全文"
            return (Point(text="是平台所存正文的一部分，逐字相同", holds=True, note=note),)
    difference = _difference(mine, theirs)
    return () if difference is None else (Point(text="与平台所存正文逐字相同", holds=False, note=difference),)


def _without(text: str, pieces: Iterable[str]) -> str:
    for piece in sorted({compact(piece) for piece in pieces} - {""}, key=len, reverse=True):
        text = text.replace(piece, "", 1)
    return text


def _difference(mine: str, theirs: str) -> str | None:
    """Where they part: behind the longest stretch they share, or else before it.

    None when less than half of theirs stands in mine: it is something else, which may speak of the same.
    """
    stretches = list(_shared(mine, theirs))
    if not stretches or 2 * sum(same for _, _, same in stretches) < len(theirs):
        return None
    goes_on = [one for one in stretches if one[0] + one[2] < len(mine) and one[1] + one[2] < len(theirs)]
    mine_at, theirs_at, same = max(goes_on or stretches, key=lambda one: one[2])
    if goes_on or not theirs_at:
        kept, brought = mine[mine_at + same :][:_AROUND], theirs[theirs_at + same :][:_AROUND]
        shared = mine[mine_at : mine_at + same][-_AROUND:]
        return f"在“{shared}”之后，平台所存为“{kept or _END}”，所提交的为“{brought or _END}”"
    kept, brought = mine[:mine_at][-_AROUND:], theirs[:theirs_at][-_AROUND:]
    shared = mine[mine_at : mine_at + same][:_AROUND]
    return f"在“{shared}”之前，平台所存为“{kept or _START}”，所提交的为“{brought}”"


_START, _END = "（由此开始）", "（到此为止）"


def _shared(mine: str, theirs: str) -> Iterator[tuple[int, int, int]]:
    """Stretches that stand in both, of `SHORTEST_PART` characters or more: where in each, and how long.

    A stretch is followed to its end and the next one sought behind it, so theirs is gone over a few times at most.
    """
    places: dict[str, int] = {}
    for at in range(len(mine) - SHORTEST_PART + 1):
        places.setdefault(mine[at : at + SHORTEST_PART], at)
    at = 0
    while at + SHORTEST_PART <= len(theirs):
        found = places.get(theirs[at : at + SHORTEST_PART])
        if found is None:
            at += 1
            continue
        same = _same(mine, theirs, found, at)
        yield found, at, same
        at += same - SHORTEST_PART + 1


def _same(mine: str, theirs: str, mine_at: int, theirs_at: int) -> int:
    """How many characters agree from there."""
    most = min(len(mine) - mine_at, len(theirs) - theirs_at)
    return next((n for n in range(most) if mine[mine_at + n] != theirs[theirs_at + n]), most)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
