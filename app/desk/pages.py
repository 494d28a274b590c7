"""`/desk`: areas of work, and what is due next."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from app.desk.areas import Area, areas_for
from app.desk.due import DueLine, due_lines
from identity.actor import Actor
from identity.queries import key_box_of
from web.guards import SIGNED_IN
from web.views import view
from web.visitor import HttpRequest


class Desk(Struct, frozen=True, kw_only=True):
    """Where a signed-in person starts."""

    areas: tuple[Area, ...]
    due: tuple[DueLine, ...]
    needs_keys: bool


async def desk(request: HttpRequest, actor: Actor, now: datetime) -> Desk:
    """The areas this instance has for the person."""
    assert actor.person_id is not None
    return Desk(
        areas=areas_for(actor.permissions, paths=frozenset(route.path for route in request.app.routes)),
        due=await due_lines(actor=actor, now=now),
        needs_keys=_needs_keys(actor) and await key_box_of(actor.person_id) is None,
    )


def _needs_keys(actor: Actor) -> bool:
    return bool({"bidding_room:bid:submit", "bidding_room:share:release"} & actor.permissions)


DESK = view("/desk", "desk/desk.html", desk, needs=SIGNED_IN)
