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
from evaluation.wording import room_steps

GRIDS = [
    (SESSION_STATES, SessionState, SessionEvent, SESSION_STATE_TITLES),
    (MEMBER_STATES, MemberState, MemberEvent, MEMBER_STATE_TITLES),
    (CORRECTION_STATES, CorrectionState, CorrectionEvent, CORRECTION_STATE_TITLES),
]


def test_a_session_that_failed_in_its_review_shows_no_step_beyond_it() -> None:
    assert [label for label, *_ in room_steps(SessionState.ABORTED)] == [
        "签到",
        "回避声明、推选组长",
        "符合性审查",
    ]
    assert {state for _, state, _ in room_steps(SessionState.SIGNED)} == {"done"}
    assert [
        event for (_, event), after in SESSION_STATES.arrows.items() if after is SessionState.ABORTED
    ] == [SessionEvent.FAIL]


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
