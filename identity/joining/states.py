"""What an application to join can be, and what moves it."""

from __future__ import annotations

from enum import StrEnum

from core.states import Machine


class JoiningState(StrEnum):
    WAITING = "waiting"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class JoiningEvent(StrEnum):
    MEND = "mend"
    RETURN = "return"
    ACCEPT = "accept"


JOINING_STATES = Machine(
    name="入驻申请",
    initial=JoiningState.WAITING,
    arrows={
        (JoiningState.RETURNED, JoiningEvent.MEND): JoiningState.WAITING,
        (JoiningState.WAITING, JoiningEvent.RETURN): JoiningState.RETURNED,
        (JoiningState.WAITING, JoiningEvent.ACCEPT): JoiningState.ACCEPTED,
    },
)
