"""An expert's own invitations: when and where, and once the expert has checked in, whose project."""

from __future__ import annotations

from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from expert_pool import queries
from expert_pool.domain.duties import CAUSE_TITLES, OWN_CAUSES
from expert_pool.pages import wording
from expert_pool.permissions import Permission
from identity.actor import Actor
from web.guards import requires
from web.pages import page
from web.visitor import HttpRequest

_GUARDS = [requires(Permission.INVITATION_ANSWER)]


@get("/invitations", guards=_GUARDS)
async def invitations_page(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """The person's invitations."""
    return page(request, "expert_pool/invitations.html", **await _context(actor))


async def _context(actor: Actor) -> dict[str, Any]:
    assert actor.person_id is not None
    return {
        "invitations": await queries.my_invitations(actor.person_id),
        "speciality_titles": await queries.speciality_titles(),
        "causes": [(cause.value, CAUSE_TITLES[cause]) for cause in OWN_CAUSES],
        **wording.ALL,
    }


INVITATION_PAGES = [invitations_page]
