"""`/desk`: areas of work, and what is due next."""

from __future__ import annotations

from datetime import datetime

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.response import Template

from app.desk.areas import areas_for
from app.desk.due import due_lines
from identity.actor import Actor
from identity.queries import key_box_of
from identity.roles import ROLE_NAMES, Role
from web.guards import requires
from web.pages import page
from web.visitor import HttpRequest


@get("/desk", guards=[requires()])
async def desk(
    request: HttpRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Template:
    """Where a signed-in person starts."""
    assert actor.person_id is not None
    return page(
        request,
        "desk/desk.html",
        areas=areas_for(actor.permissions, paths=frozenset(route.path for route in request.app.routes)),
        role_names=[ROLE_NAMES[Role(role)] for role in sorted(actor.roles)],
        due=await due_lines(actor=actor, now=now),
        needs_keys=_needs_keys(actor) and await key_box_of(actor.person_id) is None,
    )


def _needs_keys(actor: Actor) -> bool:
    return bool({"bidding_room:bid:submit", "bidding_room:share:release"} & actor.permissions)


pages_router = Router(path="/", route_handlers=[desk])
