"""What the codes in the facts of log entries mean, in the words of a kind, each under the fact it is a value of.

The same code means different things in different facts, so no word is looked up without its fact. A test holds that
every code an operation writes has its word here. Not for: the names of facts; see `fact_labels`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol

from app.transparency.labels import EVERY_KIND, Kinds
from bidding_room.documents import actions_of
from bidding_room.domain.attribution import Failure, attribute
from bidding_room.domain.reconciliation import irregularity_titles
from bidding_room.states import OpenedBy, Side, bid_state_titles
from evaluation.domain.consolidation import cause_titles
from evaluation.domain.signing import SIGNATURE_TITLES
from expert_pool.domain.duties import CAUSE_TITLES as SEAT_CAUSE_TITLES
from expert_pool.domain.duties import DUTY_TITLES as DRAW_DUTY_TITLES
from expert_pool.domain.recusal import GROUNDS, party_titles
from expert_pool.states import DRAW_STATE_TITLES, EXPERT_STATE_TITLES, ExpertEvent
from identity.roles import ROLE_NAMES
from trading.kinds import KINDS, Kind, side_by_side
from trading.projects.queries.drafts import duty_titles

#: Facts whose value counts by code.
COUNTED = frozenset({"excluded"})
OTHER = "其他（见本条原文）"


class _Ground(Protocol):
    @property
    def title(self) -> str: ...


_EXPERT_EVENTS = {ExpertEvent.PAUSE: "暂停", ExpertEvent.RESUME: "恢复", ExpertEvent.REMOVE: "退出"}
#: Where one kind of entry means something else by the same fact.
IN_ENTRIES: Mapping[tuple[str, str], Callable[[Kind], Mapping[Any, str]]] = {
    ("bids:refuse-late", "code"): lambda kind: {"bids-closed": f"{kind.terms.deadline}后送达"},
    ("expert_pool:expert:state", "state"): lambda _: EXPERT_STATE_TITLES,
    ("trading:procurement:end", "ground"): lambda kind: _titles(kind.deciding.endings),
}


def words_of(fact: str, *, tag: str, kinds: Kinds = EVERY_KIND) -> Mapping[str, str] | None:
    """The word of each code `fact` may have in an entry of `tag`; None where its values are no codes."""
    meant = IN_ENTRIES.get((tag, fact))
    if meant is not None:
        return side_by_side(meant(KINDS[code]) for code in kinds)
    return everywhere(kinds).get(fact)


@cache
def everywhere(kinds: Kinds) -> Mapping[str, Mapping[str, str]]:
    """The words of each fact whose values are codes, over these kinds."""
    told = [_of_kind(KINDS[code]) for code in kinds]
    return {fact: side_by_side(one[fact] for one in told) for fact in told[0]}


def _of_kind(kind: Kind) -> dict[str, Mapping[Any, str]]:
    w, scheme = kind.terms, kind.drafting.scheme
    return {
        "action": actions_of(w),
        "duties": DRAW_DUTY_TITLES,
        "duty": duty_titles(w) | {**DRAW_DUTY_TITLES},
        "event": _EXPERT_EVENTS,
        "failure": {failure: attribute(failure, terms=w).reason for failure in Failure},
        "from_state": DRAW_STATE_TITLES,
        "ground": _titles(kind.deciding.grounds),
        "kind": {**kind.notices.titles, **kind.letters.titles, **SIGNATURE_TITLES},
        "opened_by": {
            OpenedBy.OFFICERS: f"{w.opening}人员释放的份额",
            OpenedBy.BIDDER: f"{w.bidder}自己的密钥",
        },
        "role": ROLE_NAMES,
        "roles": ROLE_NAMES,
        "row": bid_state_titles(w),
        "rule": {} if scheme is None else scheme.tie_titles,
        "side": {Side.BIDDER: w.bidder, Side.PLATFORM: "平台"},
        "state": kind.life.titles,
        "what": irregularity_titles(w),
        **_of_committee(kind),
    }


def _of_committee(kind: Kind) -> dict[str, Mapping[Any, str]]:
    """What is said of a committee, where the kind seats one."""
    w, seats = kind.terms, kind.method.committee
    return {
        "cause": {**SEAT_CAUSE_TITLES, **cause_titles(w.committee)} if seats else {},
        "excluded": {reason: ground.told(w) for reason, ground in GROUNDS.items()} if seats else {},
        "party": party_titles(w) if seats else {},
    }


def _titles(grounds: Mapping[str, _Ground]) -> Mapping[str, str]:
    return {code: ground.title for code, ground in grounds.items()}
