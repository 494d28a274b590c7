"""Every pair of the grid of each machine."""

from itertools import product

import pytest

from core.errors import IllegalTransition
from evaluation.states import (
    CORRECTION_STATE_TITLES,
    CORRECTION_STATES,
    MEMBER_STATE_TITLES,
    MEMBER_STATES,
    SESSION_STATE_TITLES,
    SESSION_STATES,
    CorrectionEvent,
    CorrectionState,
    MemberEvent,
    MemberState,
    SessionEvent,
    SessionState,
)

GRIDS = [
    (SESSION_STATES, SessionState, SessionEvent, SESSION_STATE_TITLES),
    (MEMBER_STATES, MemberState, MemberEvent, MEMBER_STATE_TITLES),
    (CORRECTION_STATES, CorrectionState, CorrectionEvent, CORRECTION_STATE_TITLES),
]


@pytest.mark.parametrize(("machine", "states", "events", "titles"), GRIDS)
def test_every_pair_is_an_arrow_or_refused(machine, states, events, titles):
    for state, event in product(states, events):
        if (state, event) in machine.arrows:
            assert machine.after(state, event) is machine.arrows[state, event]
        else:
            with pytest.raises(IllegalTransition):
                machine.after(state, event)
    assert set(titles) == set(states)


def test_nothing_leaves_a_signed_or_aborted_session():
    ends = {SessionState.SIGNED, SessionState.ABORTED}
    assert not [state for state, _ in SESSION_STATES.arrows if state in ends]


def test_nobody_is_replaced_once_marks_lie_on_the_table():
    assert not SESSION_STATES.allows(SessionState.CONSOLIDATING, SessionEvent.REPLACE_MEMBER)
    assert not SESSION_STATES.allows(SessionState.REPORTING, SessionEvent.REPLACE_MEMBER)
