"""The purchaser's page: who sits for it in a committee (采购人代表)."""

from __future__ import annotations

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from expert_pool.permissions import Permission
from expert_pool.queries.representatives import delegation, delegations
from identity.actor import Actor
from web.guards import requires
from web.pages import page
from web.visitor import HttpRequest

_GUARDS = [requires(Permission.REPRESENTATIVE_NAME)]


@get("/representatives", guards=_GUARDS)
async def list_page(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """The committees of the actor's own lots with places for the purchaser."""
    return page(request, "expert_pool/representatives.html", delegations=await delegations(actor))


@get("/representatives/{draw_id:uuid}", guards=_GUARDS)
async def naming_page(
    request: HttpRequest, draw_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """One committee."""
    view = await delegation(draw_id=draw_id, actor=actor)
    return page(request, "expert_pool/representative.html", view=view)


REPRESENTATIVE_PAGES = [list_page, naming_page]
