"""Every pair of the grids of lot and notice."""

from __future__ import annotations

from itertools import product

import pytest

from core.errors import IllegalTransition
from trading.kinds import KINDS
from trading.states import (
    NOTICE_STATES,
    LotEvent,
    LotState,
    NoticeEvent,
    NoticeKind,
    NoticeState,
)

LIFE = KINDS["procurement"].life
LOT_ARROWS = {
    ("draft", "submit"): "submitted",
    ("submitted", "return"): "draft",
    ("submitted", "accept"): "accepted",
    ("accepted", "return"): "draft",
    ("accepted", "publish-notice"): "bidding",
    ("bidding", "close-bidding"): "closed",
    ("closed", "begin-opening"): "opening",
    ("closed", "fail"): "failed",
    ("opening", "finish-opening"): "opened",
    ("opened", "begin-evaluation"): "evaluating",
    ("opened", "fail"): "failed",
    ("evaluating", "finish-evaluation"): "evaluated",
    ("evaluating", "fail"): "failed",
    ("evaluated", "fail"): "failed",
    ("evaluated", "determine-award"): "determined",
    ("determined", "publish-award"): "awarded",
}


@pytest.mark.parametrize(("state", "event"), list(product(LotState, LotEvent)))
def test_every_pair_of_the_lots_grid(state: LotState, event: LotEvent) -> None:
    target = LOT_ARROWS.get((state.value, event.value))
    if target is None:
        with pytest.raises(IllegalTransition):
            LIFE.machine.after(state, event)
    else:
        assert LIFE.machine.after(state, event) == target


@pytest.mark.parametrize(("state", "event"), list(product(NoticeState, NoticeEvent)))
def test_every_pair_of_the_notices_grid(state: NoticeState, event: NoticeEvent) -> None:
    if state is NoticeState.SCHEDULED:
        assert NOTICE_STATES.after(state, event) in (NoticeState.PUBLISHED, NoticeState.WITHDRAWN)
    else:
        with pytest.raises(IllegalTransition):
            NOTICE_STATES.after(state, event)


def test_every_state_and_kind_has_a_chinese_title() -> None:
    assert LIFE.titles.keys() == set(LotState)
    assert KINDS["procurement"].notices.titles.keys() == set(NoticeKind)
