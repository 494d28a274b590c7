"""Words and tones that every template knows."""

from __future__ import annotations

from trading.kinds import EVERY, JUDGED, state_titles
from trading.projects.domain.checklist import CHECK_STATE_TITLES
from trading.projects.domain.findings import WEIGHT_TITLES
from trading.projects.domain.scheme import CRITERION_TITLES
from trading.rules.wording import SOURCE_TITLES
from trading.states import LotState

STATE_TONES: dict[LotState, str] = {
    LotState.DRAFT: "",
    LotState.SUBMITTED: "wait",
    LotState.ACCEPTED: "wait",
    LotState.BIDDING: "active",
    LotState.CLOSED: "wait",
    LotState.OPENING: "active",
    LotState.OPENED: "active",
    LotState.EVALUATING: "active",
    LotState.EVALUATED: "wait",
    LotState.DETERMINED: "wait",
    LotState.AWARDED: "done",
    LotState.FAILED: "refused",
}


WORDS = {
    "every": EVERY,
    "judged": JUDGED,
    "state_titles": state_titles(),
    "state_tones": STATE_TONES,
    "criterion_kind_titles": CRITERION_TITLES,
    "check_titles": CHECK_STATE_TITLES,
    "weight_titles": WEIGHT_TITLES,
    "source_titles": SOURCE_TITLES,
}
