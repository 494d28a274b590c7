"""Whether a text somebody brings is the platform's, however it was copied. Pure.

Both sides come as `core.searching.compact` gives them: space, line breaks, width of characters and the colon a page
puts after a label make no difference; anything else does. Not for: deciding which text it should be; see `issued`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.transparency.checked import Point

SHORTEST_PART = 12
_AROUND = 16
_SHOWN = 60
_MOST_TOLD = 3
_MOST_PLACES = 16  # of one phrase that a text repeats
_START, _END = "（由此开始）", "（到此为止）"

# A stretch two texts share: where in the platform's, where in the brought one, how long.
Stretch = tuple[int, int, int]


def whole_or_part(
    theirs: str,
    *,
    mine: str,
    names: Sequence[str] = (),
    pages: Sequence[str] = (),
    above: Sequence[str] = (),
    below: Sequence[str] = (),
) -> tuple[Point, ...]:
    """`theirs` beside the platform's own; `pages` are `mine` with what is printed `above` and `below` it, in order.

    Says that it is the whole, or a part, or where they differ; nothing when they are two different texts. Readers put
    the `names` of a document (its number, its title) before or after what they copied of it.
    """
    forms = list(_without(theirs, names=names, above=above))
    printed = [one for one in forms if len(one) >= SHORTEST_PART and any(one in page for page in pages)]
    if mine and mine in theirs:
        before, _, after = theirs.partition(mine)
        rest = _behind(before, (*names, *above)) + _behind(_before(after, names), below)
        return _whole(mine, rest="" if printed else rest)
    for part in forms:
        if len(part) >= SHORTEST_PART and part in mine:
            return (_part("是平台所存正文的一部分，逐字相同", part),)
    if printed:
        return (_part("是平台所公布文书连同页首、落款的一部分，逐字相同", printed[0]),)
    difference = _differences(mine, _before(forms[-1], below))
    return () if difference is None else (Point(text="与平台所存正文逐字相同", holds=False, note=difference),)


def _without(text: str, *, names: Sequence[str], above: Sequence[str]) -> Iterator[str]:
    """The text itself and without what may stand before and after a passage of it, least taken away first."""
    for one in (text, _before(text, names)):
        yield from (one, _behind(one, names), _behind(one, (*names, *above)))


def _whole(mine: str, *, rest: str) -> tuple[Point, ...]:
    same = Point(text="正文与平台所存逐字相同", holds=True, note=f"共 {len(mine)} 字")
    if not rest:
        return (same,)
    shown = rest if len(rest) <= _SHOWN else f"{rest[:_SHOWN]}…"
    return (same, Point(text="正文之外没有别的文字", holds=False, note=f"另有 {len(rest)} 字：{shown}"))


def _part(said: str, part: str) -> Point:
    return Point(text=said, holds=True, note=f"共 {len(part)} 字，非全文")


def _behind(text: str, pieces: Iterable[str]) -> str:
    """Without the `pieces` it begins with; what stands anywhere else is never taken out."""
    longest_first = sorted({*pieces} - {""}, key=len, reverse=True)
    at = 0
    while start := next((piece for piece in longest_first if text.startswith(piece, at)), ""):
        at += len(start)
    return text[at:]


def _before(text: str, pieces: Iterable[str]) -> str:
    """Without the `pieces` it ends with."""
    longest_first = sorted({*pieces} - {""}, key=len, reverse=True)
    to = len(text)
    while end := next((piece for piece in longest_first if text.endswith(piece, 0, to)), ""):
        to -= len(end)
    return text[:to]


def _differences(mine: str, theirs: str) -> str | None:
    """Where they part, the first first.

    None when less than half of theirs stands in mine: it is something else, which may speak of the same.
    """
    stretches = list(_shared(mine, theirs))
    if not stretches or 2 * sum(same for _, _, same in stretches) < len(theirs):
        return None
    told = list(_told(mine, theirs, stretches))
    more = f"；另有 {len(told) - _MOST_TOLD} 处不同" if len(told) > _MOST_TOLD else ""
    return "；".join(told[:_MOST_TOLD]) + more


def _told(mine: str, theirs: str, stretches: list[Stretch]) -> Iterator[str]:
    mine_at, theirs_at, same = stretches[0]
    if theirs_at:
        shared = mine[mine_at : mine_at + same][:_AROUND]
        kept, brought = mine[:mine_at][-_AROUND:], theirs[:theirs_at][-_AROUND:]
        yield f"在“{shared}”之前，平台所存为“{kept or _START}”，所提交的为“{brought}”"
    for mine_at, theirs_at, same in stretches:
        mine_end, theirs_end = mine_at + same, theirs_at + same
        if theirs_end == len(theirs):
            return
        kept, brought = mine[mine_end:][:_AROUND], theirs[theirs_end:][:_AROUND]
        shared = mine[mine_at:mine_end][-_AROUND:]
        yield f"在“{shared}”之后，平台所存为“{kept or _END}”，所提交的为“{brought}”"


def _shared(mine: str, theirs: str) -> Iterator[Stretch]:
    """Stretches that stand in both, of `SHORTEST_PART` characters or more, in the order of theirs.

    Of a phrase that mine repeats the place is taken from which both go on together for longest. A stretch is followed
    to its end and the next one sought behind it, so theirs is gone over a few times at most.
    """
    places: dict[str, list[int]] = {}
    for at in range(len(mine) - SHORTEST_PART + 1):
        known = places.setdefault(mine[at : at + SHORTEST_PART], [])
        if len(known) < _MOST_PLACES:
            known.append(at)
    at = 0
    while at + SHORTEST_PART <= len(theirs):
        found = places.get(theirs[at : at + SHORTEST_PART])
        if found is None:
            at += 1
            continue
        same, mine_at = max((_same(mine, theirs, one, at), -one) for one in found)
        yield -mine_at, at, same
        at += same


def _same(mine: str, theirs: str, mine_at: int, theirs_at: int) -> int:
    """How many characters agree from there."""
    most = min(len(mine) - mine_at, len(theirs) - theirs_at)
    return next((n for n in range(most) if mine[mine_at + n] != theirs[theirs_at + n]), most)
