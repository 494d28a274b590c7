"""Every pair of the three grids: an arrow leads where it should, anything else is refused."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from core.errors import IllegalTransition
from core.states import Machine
from expert_pool.states import (
    DRAW_STATES,
    EXPERT_STATES,
    SEAT_STATES,
    DrawEvent,
    DrawState,
    ExpertEvent,
    ExpertState,
    SeatEvent,
    SeatState,
)

GRID: list[tuple[Machine[Any, Any], Any, Any]] = [
    *((EXPERT_STATES, state, event) for state, event in product(ExpertState, ExpertEvent)),
    *((DRAW_STATES, state, event) for state, event in product(DrawState, DrawEvent)),
    *((SEAT_STATES, state, event) for state, event in product(SeatState, SeatEvent)),
]


@pytest.mark.parametrize(("machine", "state", "event"), GRID)
def test_only_declared_arrows_lead_anywhere(machine: Machine[Any, Any], state: Any, event: Any):
    target = machine.arrows.get((state, event))
    if target is None:
        with pytest.raises(IllegalTransition):
            machine.after(state, event)
    else:
        assert machine.after(state, event) is target


def test_there_is_no_way_back_once_every_secret_is_out():
    assert not DRAW_STATES.allows(DrawState.REVEALED, DrawEvent.VOID)


@pytest.mark.parametrize("machine", [EXPERT_STATES, DRAW_STATES, SEAT_STATES])
def test_every_state_can_be_reached(machine: Machine[Any, Any]):
    reached = {machine.initial, *machine.arrows.values()}
    assert reached == set(type(machine.initial))
