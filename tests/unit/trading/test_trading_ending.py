"""Which grounds for ending a procurement are open while somebody can still win, and when nobody can."""

from __future__ import annotations

import pytest

from core.errors import Conflict
from trading.decisions.domain.ending import ending_ground, grounds_open
from trading.kinds.procurement.deciding import DECIDING
from trading.rules.ending import EndingGround


@pytest.mark.parametrize("somebody_in_turn", [True, False])
def test_what_is_offered_is_what_is_taken(somebody_in_turn: bool) -> None:
    offered = grounds_open(DECIDING, somebody_in_turn=somebody_in_turn)
    for one in DECIDING.endings.values():
        assert answer(one, somebody_in_turn=somebody_in_turn) == (one if one in offered else "candidate-left")


def answer(ground: EndingGround, *, somebody_in_turn: bool) -> EndingGround | str:
    try:
        return ending_ground(ground.id, deciding=DECIDING, somebody_in_turn=somebody_in_turn)
    except Conflict as refusal:
        return refusal.code


def test_only_what_needs_everybody_passed_over_waits_until_nobody_is_in_turn() -> None:
    every = tuple(DECIDING.endings.values())
    assert grounds_open(DECIDING, somebody_in_turn=False) == every
    shut = set(every) - set(grounds_open(DECIDING, somebody_in_turn=True))
    assert {one.id for one in shut} == {"nobody-left"}
