"""What lots and notices can be, and what can happen to them; a kind draws the arrows of its lots.

Not for: who may move them — see `operations/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.states import Machine


class LotState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    BIDDING = "bidding"
    CLOSED = "closed"
    OPENING = "opening"
    OPENED = "opened"
    EVALUATING = "evaluating"
    EVALUATED = "evaluated"
    DETERMINED = "determined"
    AWARDED = "awarded"
    FAILED = "failed"


class LotEvent(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    PUBLISH_NOTICE = "publish-notice"
    CLOSE_BIDDING = "close-bidding"
    BEGIN_OPENING = "begin-opening"
    FINISH_OPENING = "finish-opening"
    BEGIN_EVALUATION = "begin-evaluation"
    FINISH_EVALUATION = "finish-evaluation"
    DETERMINE_AWARD = "determine-award"
    PUBLISH_AWARD = "publish-award"
    FAIL = "fail"


class Phase(StrEnum):
    """Where a lot stands for whoever reads a list, whatever its kind calls the state."""

    DRAFTING = "drafting"
    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"


PHASES: dict[LotState, Phase] = {
    LotState.DRAFT: Phase.DRAFTING,
    LotState.SUBMITTED: Phase.DRAFTING,
    LotState.ACCEPTED: Phase.DRAFTING,
    LotState.BIDDING: Phase.OPEN,
    LotState.CLOSED: Phase.CLOSED,
    LotState.OPENING: Phase.CLOSED,
    LotState.OPENED: Phase.CLOSED,
    LotState.EVALUATING: Phase.CLOSED,
    LotState.EVALUATED: Phase.CLOSED,
    LotState.DETERMINED: Phase.CLOSED,
    LotState.AWARDED: Phase.DECIDED,
    LotState.FAILED: Phase.DECIDED,
}

#: The states in which the public may know of the lot.
PUBLIC_LOT_STATES: frozenset[LotState] = frozenset(
    state for state, phase in PHASES.items() if phase is not Phase.DRAFTING
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The life a kind gives its lots: arrows between the states it has, and what it calls these, in their order.

    `awaited` is what a lot is called that is announced and takes no offers before its middle time; empty where it
    takes them at once.
    """

    machine: Machine[LotState, LotEvent]
    titles: Mapping[LotState, str]
    awaited: str = ""

    def title(self, state: LotState, *, is_early: bool) -> str:
        """What the state is called; `is_early`: the middle time has not come."""
        return self.awaited if is_early and self.awaited and state is LotState.BIDDING else self.titles[state]

    @property
    def order(self) -> tuple[LotState, ...]:
        """The states a lot that comes to an award goes through, from its notice on."""
        return tuple(one for one in self.titles if one in PUBLIC_LOT_STATES and one is not LotState.FAILED)


class NoticeState(StrEnum):
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class NoticeEvent(StrEnum):
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


NOTICE_STATES = Machine(
    name="公告",
    initial=NoticeState.SCHEDULED,
    arrows={
        (NoticeState.SCHEDULED, NoticeEvent.PUBLISH): NoticeState.PUBLISHED,
        (NoticeState.SCHEDULED, NoticeEvent.WITHDRAW): NoticeState.WITHDRAWN,
    },
)


class NoticeKind(StrEnum):
    """The notices every kind of transaction has; the values are what tables and log call them since the first kind."""

    ANNOUNCEMENT = "procurement_notice"
    RESULT = "award_notice"
    TERMINATION = "termination_notice"
