"""An expert's own invitations: when and where, and once the expert has checked in, whose project."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from msgspec import Struct

from core.errors import DomainError
from expert_pool import queries
from expert_pool.domain.duties import CAUSE_TITLES, OWN_CAUSES, Cause
from expert_pool.operations.answer_invitation import accept_invitation, decline_invitation
from expert_pool.pages import wording
from expert_pool.permissions import Permission
from identity.actor import Actor
from web.form_fields import ShortReason
from web.forms import FormValues, parse_form, read_form, refused
from web.guards import requires
from web.pages import page
from web.responses import see_other

_GUARDS = [requires(Permission.INVITATION_ANSWER)]


class DeclineForm(Struct, frozen=True, kw_only=True):
    """Why the expert cannot come."""

    cause: Cause
    note: ShortReason


@get("/invitations", guards=_GUARDS)
async def list_page(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    """The person's invitations."""
    return page(request, "expert_pool/invitations.html", **await _context(actor))


@post("/invitations/{seat_id:uuid}/accept", guards=_GUARDS)
async def accept(
    request: Request[Any, Any, Any],
    seat_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Accept."""
    try:
        await accept_invitation(actor=actor, seat_id=seat_id, now=now)
    except DomainError as error:
        return await _refused(request, actor, FormValues([]), error)
    return see_other("/invitations")


@post("/invitations/{seat_id:uuid}/decline", guards=_GUARDS)
async def decline(
    request: Request[Any, Any, Any],
    seat_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Decline, or declare a conflict."""
    values = await read_form(request)
    try:
        form = parse_form(values, DeclineForm)
        await decline_invitation(actor=actor, seat_id=seat_id, cause=form.cause, note=form.note, now=now)
    except DomainError as error:
        return await _refused(request, actor, values, error)
    return see_other("/invitations")


async def _context(actor: Actor) -> dict[str, Any]:
    assert actor.person_id is not None
    return {
        "invitations": await queries.my_invitations(actor.person_id),
        "speciality_titles": await queries.speciality_titles(),
        "causes": [(cause.value, CAUSE_TITLES[cause]) for cause in OWN_CAUSES],
        **wording.ALL,
    }


async def _refused(
    request: Request[Any, Any, Any], actor: Actor, values: FormValues, error: DomainError
) -> Template:
    return refused(
        request, "expert_pool/invitations.html", values=values, error=error, **await _context(actor)
    )


INVITATION_PAGES = [list_page, accept, decline]
