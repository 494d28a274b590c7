"""A machine has the arrows of its table and no others."""

from __future__ import annotations

from enum import StrEnum

import pytest

from core.errors import IllegalTransition
from core.states import Machine


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"


class Press(StrEnum):
    UP = "up"
    DOWN = "down"


LAMP = Machine("灯", Lamp.OFF, {(Lamp.OFF, Press.UP): Lamp.ON, (Lamp.ON, Press.DOWN): Lamp.OFF})


@pytest.mark.parametrize("state", Lamp)
@pytest.mark.parametrize("event", Press)
def test_every_pair_of_the_grid(state: Lamp, event: Press) -> None:
    assert LAMP.allows(state, event) is ((state, event) in LAMP.arrows)
    if LAMP.allows(state, event):
        assert LAMP.after(state, event) is LAMP.arrows[state, event]
    else:
        with pytest.raises(IllegalTransition):
            LAMP.after(state, event)


def test_a_state_may_come_from_its_column() -> None:
    assert LAMP.after("off", Press.UP) is Lamp.ON


def test_the_refusal_says_what_was_tried() -> None:
    with pytest.raises(IllegalTransition) as refusal:
        LAMP.after(Lamp.ON, Press.UP)
    assert refusal.value.code == "illegal-transition"
    assert refusal.value.status == 409
    assert refusal.value.facts == {"state": "on", "event": "up"}
    assert "灯" in refusal.value.message


def test_a_column_that_holds_no_state_is_a_bug() -> None:
    with pytest.raises(ValueError, match="broken"):
        LAMP.after("broken", Press.UP)
