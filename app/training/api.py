"""The training clock over JSON, for programs that let deadlines pass; absent on any other instance."""

from __future__ import annotations

from datetime import datetime

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Struct

from app.training.move_time import ClockMove, advance_clock, clock_face
from app.training.permissions import Permission
from identity.actor import Actor
from web.forms import Moment
from web.guards import requires


class Face(Struct, frozen=True, kw_only=True):
    """What the clock shows, and when the next timer is due."""

    now: datetime
    next_due_at: datetime | None


class Goal(Struct, frozen=True, kw_only=True):
    """The instant to move to; never back."""

    to: Moment


@get("/clock", guards=[requires(Permission.CLOCK_MOVE)])
async def show_face() -> Face:
    """Platform time now."""
    face = await clock_face()
    return Face(now=face.now, next_due_at=face.next_due_at)


@post("/clock", guards=[requires(Permission.CLOCK_MOVE)], status_code=200)
async def move_to(data: JSONBody[Goal], actor: NamedDependency[Actor]) -> Face:
    """Forward to an instant."""
    await advance_clock(actor=actor, move=ClockMove(to=data.to))
    face = await clock_face()
    return Face(now=face.now, next_due_at=face.next_due_at)


api_router = Router(path="/api/training", route_handlers=[show_face, move_to])
