"""The kinds of transaction, in a plain dict. Not for: inheritance, or `if kind == …` anywhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TypeVar

from trading.kinds.kind import Kind
from trading.kinds.land_listing import LAND_LISTING
from trading.kinds.procurement import PROCUREMENT
from trading.states import LotState, NoticeKind
from trading.terms import Terms

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in (PROCUREMENT, LAND_LISTING)}


Code = TypeVar("Code", bound=str)


def side_by_side(titles: Iterable[Mapping[Code, str]]) -> dict[Code, str]:
    """What a code may be called, over all kinds: for choices, and for a log that does not name the kind."""
    found: dict[Code, list[str]] = {}
    for of_kind in titles:
        for code, title in of_kind.items():
            found.setdefault(code, []).append(title)
    return {code: "、".join(dict.fromkeys(filter(None, several))) for code, several in found.items()}


def terms_of(kinds: Iterable[Kind]) -> Terms:
    """What things are called where lots of all these kinds stand together."""
    return Terms(**side_by_side(asdict(kind.terms) for kind in kinds))


#: Where lots of every kind stand together.
EVERY = terms_of(KINDS.values())
#: Where those stand together that committees judge.
JUDGED = terms_of(kind for kind in KINDS.values() if kind.method.committee)
#: By which article a step may be taken, over all kinds: for a field told before its kind is known.
ARTICLES = side_by_side(kind.articles for kind in KINDS.values())


def notice_titles() -> dict[NoticeKind, str]:
    """What a notice may be called."""
    return side_by_side(kind.notices.titles for kind in KINDS.values())


def state_titles() -> dict[LotState, str]:
    """What a state of a lot may be called, in the order of a life."""
    found = side_by_side(kind.life.titles for kind in KINDS.values())
    return {state: found[state] for state in LotState}


__all__ = [
    "ARTICLES",
    "EVERY",
    "JUDGED",
    "KINDS",
    "Kind",
    "notice_titles",
    "side_by_side",
    "state_titles",
    "terms_of",
]
