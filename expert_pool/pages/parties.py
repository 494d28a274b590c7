"""A party's page: commit to a secret, and reveal it after the freeze."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from core.errors import Forbidden
from expert_pool import queries
from expert_pool.pages import wording
from expert_pool.permissions import Permission, duty_of
from identity.actor import Actor
from trading.projects.queries import lot_view
from web.guards import requires
from web.pages import fragment, page
from web.visitor import HttpRequest

_GUARDS = [requires(Permission.SECRET_COMMIT)]


@get("/draw-party", guards=_GUARDS)
async def list_page(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """Draws that wait for this person."""
    return page(request, "expert_pool/party_list.html", awaited=await queries.draws_awaiting(actor))


@get("/draw-party/{draw_id:uuid}", guards=_GUARDS)
async def party_page(
    request: HttpRequest, draw_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """What this party has to do now."""
    return page(request, "expert_pool/party.html", **await _context(draw_id, actor))


@get("/draw-party/{draw_id:uuid}/now", guards=_GUARDS)
async def party_now(
    request: HttpRequest,
    draw_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    at: FromQuery[str],
) -> Response[bytes]:
    """The parties' table while others act; `at` is the state the asking page shows."""
    context = await _context(draw_id, actor)
    context["moved"] = context["draw"].state != at
    return fragment(request, "expert_pool/party_now.html", **context)


async def _context(draw_id: UUID, actor: Actor) -> dict[str, Any]:
    """Raises `Forbidden` (`not-a-party`) for people whose duty takes no part."""
    draw = await queries.draw_by_id(draw_id)
    lot = await lot_view(draw.lot_id)
    own = draw.party(duty_of(actor, lot))
    if own is None:
        raise Forbidden(code="not-a-party", message="您不是本次抽取的参与方")
    return {
        "draw": draw,
        "lot": lot,
        "own": own,
        "mine": own.person_id in (None, actor.person_id),
        "steps": wording.steps(draw.state),
        "moved": False,
        **wording.ALL,
    }


PARTY_PAGES = [list_page, party_page, party_now]
