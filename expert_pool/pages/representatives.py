"""The purchaser's page: who sits for it in a committee (采购人代表)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from msgspec import Meta, Struct

from core.errors import DomainError
from expert_pool.fields import Title
from expert_pool.operations.name_representative import Naming, name_representative
from expert_pool.permissions import Permission
from expert_pool.queries.representatives import delegation, delegations
from identity.actor import Actor
from web.form_fields import Name
from web.forms import FormValues, parse_form, read_form, refused
from web.guards import requires
from web.pages import page
from web.responses import see_other

_GUARDS = [requires(Permission.REPRESENTATIVE_NAME)]


class NamingForm(Struct, frozen=True, kw_only=True):
    """Whom, by which paper, in what post."""

    person_id: UUID
    authorisation: Name = ""
    post: Title = ""
    no_tie: bool = False
    ordinal: Annotated[int, Meta(ge=1, le=99)] = 1


@get("/representatives", guards=_GUARDS)
async def list_page(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    """The committees of the actor's own lots with places for the purchaser."""
    return page(request, "expert_pool/representatives.html", delegations=await delegations(actor))


@get("/representatives/{draw_id:uuid}", guards=_GUARDS)
async def naming_page(
    request: Request[Any, Any, Any], draw_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """One committee."""
    view = await delegation(draw_id=draw_id, actor=actor)
    return page(request, "expert_pool/representative.html", view=view)


@post("/representatives/{draw_id:uuid}", guards=_GUARDS)
async def name(
    request: Request[Any, Any, Any],
    draw_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Name the representative."""
    values = await read_form(request)
    try:
        form = parse_form(values, NamingForm)
        await name_representative(actor=actor, draw_id=draw_id, naming=_naming(form), now=now)
    except DomainError as error:
        return await _refused(request, draw_id, actor, values, error)
    return see_other(f"/representatives/{draw_id}")


def _naming(form: NamingForm) -> Naming:
    return Naming(
        person_id=form.person_id,
        authorisation=form.authorisation,
        post=form.post,
        no_tie=form.no_tie,
        ordinal=form.ordinal,
    )


async def _refused(
    request: Request[Any, Any, Any], draw_id: UUID, actor: Actor, values: FormValues, error: DomainError
) -> Template:
    view = await delegation(draw_id=draw_id, actor=actor)
    return refused(request, "expert_pool/representative.html", values=values, error=error, view=view)


REPRESENTATIVE_PAGES = [list_page, naming_page, name]
