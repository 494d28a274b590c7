"""How states look on the public pages; every template knows this name."""

from __future__ import annotations

from trading.states import LotState

# How a lot's state looks as a chip.
TONES: dict[LotState, str] = {
    LotState.BIDDING: "active",
    LotState.CLOSED: "wait",
    LotState.OPENING: "wait",
    LotState.OPENED: "wait",
    LotState.EVALUATING: "wait",
    LotState.EVALUATED: "wait",
    LotState.DETERMINED: "wait",
    LotState.AWARDED: "done",
    LotState.FAILED: "refused",
}
WORDS = {"tones": TONES}
