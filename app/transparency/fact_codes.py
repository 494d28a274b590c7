"""What the codes in the facts of log entries mean, in the words of the pages, each under the fact it is a value of.

The same code means different things in different facts, so no word is looked up without its fact. A test holds that
every code an operation writes has its word here. Not for: the names of facts; see `fact_labels`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bidding_room.documents import actions_of
from bidding_room.domain.attribution import Failure, attribute
from bidding_room.domain.reconciliation import irregularity_titles
from bidding_room.states import OpenedBy, Side, bid_state_titles
from evaluation.domain.consolidation import cause_titles
from evaluation.domain.signing import SIGNATURE_TITLES
from expert_pool.domain.duties import CAUSE_TITLES as SEAT_CAUSE_TITLES
from expert_pool.domain.duties import DUTY_TITLES as DRAW_DUTY_TITLES
from expert_pool.domain.recusal import GROUNDS, PARTY_TITLES
from expert_pool.states import DRAW_STATE_TITLES, EXPERT_STATE_TITLES, ExpertEvent
from identity.roles import ROLE_NAMES
from trading.kinds import KINDS, notice_titles, side_by_side, state_titles
from trading.projects.queries.drafts import duty_titles
from trading.tables import LETTER_KIND_TITLES

#: Facts whose value counts by code.
COUNTED = frozenset({"excluded"})
OTHER = "其他（见本条原文）"

_EXPERT_EVENTS = {ExpertEvent.PAUSE: "暂停", ExpertEvent.RESUME: "恢复", ExpertEvent.REMOVE: "退出"}
_SIDES = {Side.BIDDER: "投标人", Side.PLATFORM: "平台"}
_OPENED_BY = {OpenedBy.OFFICERS: "开标人员释放的份额", OpenedBy.BIDDER: "投标人自己的密钥"}
_REFUSALS = {"bids-closed": "投标截止后送达"}


def _words(*titles: Mapping[Any, str]) -> Mapping[str, str]:
    return {str(code): title for one in titles for code, title in one.items()}


_ROLES = {str(role): title for role, title in ROLE_NAMES.items()}
EVERYWHERE: Mapping[str, Mapping[str, str]] = {
    "action": _words(side_by_side(actions_of(kind.terms) for kind in KINDS.values())),
    "cause": _words(SEAT_CAUSE_TITLES, cause_titles()),
    "duties": _words(DRAW_DUTY_TITLES),
    "duty": _words(side_by_side(duty_titles(kind.terms) for kind in KINDS.values()), DRAW_DUTY_TITLES),
    "event": _words(_EXPERT_EVENTS),
    "excluded": {str(reason): ground.text for reason, ground in GROUNDS.items()},
    "failure": _words(
        side_by_side(
            {failure: attribute(failure, terms=kind.terms).reason for failure in Failure}
            for kind in KINDS.values()
        )
    ),
    "from_state": _words(DRAW_STATE_TITLES),
    "ground": {one.id: one.title for kind in KINDS.values() for one in kind.deciding.grounds.values()},
    "kind": _words(notice_titles(), LETTER_KIND_TITLES, SIGNATURE_TITLES),
    "opened_by": _words(_OPENED_BY),
    "party": _words(PARTY_TITLES),
    "role": _ROLES,
    "roles": _ROLES,
    "row": _words(side_by_side(bid_state_titles(kind.terms) for kind in KINDS.values())),
    "rule": _words(
        side_by_side(law.tie_titles for kind in KINDS.values() if (law := kind.drafting.scheme) is not None)
    ),
    "side": _words(_SIDES),
    "state": _words(state_titles()),
    "what": _words(side_by_side(irregularity_titles(kind.terms) for kind in KINDS.values())),
}
#: Where one kind of entry means something else by the same fact.
IN_ENTRIES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("bids:refuse-late", "code"): _REFUSALS,
    ("expert_pool:expert:state", "state"): _words(EXPERT_STATE_TITLES),
    ("trading:procurement:end", "ground"): {
        one.id: one.title for kind in KINDS.values() for one in kind.deciding.endings.values()
    },
}


def words_of(fact: str, *, tag: str) -> Mapping[str, str] | None:
    """The word of each code `fact` may have in an entry of `tag`; None where its values are no codes."""
    return IN_ENTRIES.get((tag, fact)) or EVERYWHERE.get(fact)
