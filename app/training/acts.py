"""What is done to a training instance's clock; see `web.acts`."""

from __future__ import annotations

from app.training import pages
from app.training.move_time import (
    Goal,
    Jump,
    Pace,
    change_pace,
    clock_face,
    jump_by,
    jump_to,
    jump_to_next,
)
from app.training.permissions import Permission
from web.acts import Place

CLOCK = Place(pages.CLOCK, api="/api/training", needs=Permission.CLOCK_MOVE, ref=clock_face)
CLOCK.act("by", jump_by, Jump)
CLOCK.act("to", jump_to, Goal)
CLOCK.act("next", jump_to_next)
CLOCK.act("pace", change_pace, Pace)
