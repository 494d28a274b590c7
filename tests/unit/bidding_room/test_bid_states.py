"""Every pair of the two grids: what has an arrow, and that nothing else moves."""

from __future__ import annotations

import itertools

import pytest

from bidding_room.states import (
    BID_STATES,
    OPENING_STATES,
    BidEvent,
    BidState,
    OpeningEvent,
    OpeningState,
)
from core.errors import IllegalTransition

_BID = {
    ("drafting", "submit"): "submitted",
    ("drafting", "lapse"): "lapsed",
    ("submitted", "replace"): "replaced",
    ("submitted", "withdraw"): "withdrawn",
    ("submitted", "freeze"): "frozen",
    ("frozen", "open"): "opened",
    ("frozen", "leave-unopened"): "unopened",
    ("replaced", "reinstate"): "frozen",
    ("withdrawn", "reinstate"): "frozen",
    ("void", "reinstate"): "frozen",
    ("submitted", "set-aside"): "void",
    ("frozen", "set-aside"): "void",
}
_OPENING = {
    ("waiting", "begin"): "releasing",
    ("releasing", "finish"): "finished",
    ("waiting", "cancel"): "cancelled",
}


@pytest.mark.parametrize(("state", "event"), list(itertools.product(BidState, BidEvent)))
def test_bid_moves_only_as_declared(state: BidState, event: BidEvent) -> None:
    target = _BID.get((state.value, event.value))
    if target is None:
        with pytest.raises(IllegalTransition):
            BID_STATES.after(state, event)
    else:
        assert BID_STATES.after(state, event) == target


@pytest.mark.parametrize(("state", "event"), list(itertools.product(OpeningState, OpeningEvent)))
def test_opening_moves_only_as_declared(state: OpeningState, event: OpeningEvent) -> None:
    target = _OPENING.get((state.value, event.value))
    if target is None:
        with pytest.raises(IllegalTransition):
            OPENING_STATES.after(state, event)
    else:
        assert OPENING_STATES.after(state, event) == target
