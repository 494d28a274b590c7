"""A party's page: commit to a secret, and reveal it after the freeze."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from msgspec import Meta, Struct

from core.errors import DomainError, Forbidden
from expert_pool import queries
from expert_pool.operations.commit_secret import commit_secret, commit_typed_secret, reveal_secret
from expert_pool.pages import wording
from expert_pool.permissions import Permission, duty_of
from identity.actor import Actor
from trading.projects.queries import lot_view
from web.forms import FormValues, parse_form, read_form, refused
from web.guards import requires
from web.pages import fragment, page
from web.responses import see_other

_GUARDS = [requires(Permission.SECRET_COMMIT)]


class CommitForm(Struct, frozen=True, kw_only=True):
    """The commitment made in the browser, or, without scripts, the secret to be hashed here."""

    commitment: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None
    secret: Annotated[str, Meta(max_length=400)] | None = None


class RevealForm(Struct, frozen=True, kw_only=True):
    """The secret."""

    secret: Annotated[str, Meta(max_length=400)]


@get("/draw-party", guards=_GUARDS)
async def list_page(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    """Draws that wait for this person."""
    return page(request, "expert_pool/party_list.html", awaited=await queries.draws_awaiting(actor))


@get("/draw-party/{draw_id:uuid}", guards=_GUARDS)
async def party_page(
    request: Request[Any, Any, Any], draw_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """What this party has to do now."""
    return page(request, "expert_pool/party.html", **await _context(draw_id, actor))


@get("/draw-party/{draw_id:uuid}/now", guards=_GUARDS)
async def party_now(
    request: Request[Any, Any, Any],
    draw_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    at: FromQuery[str],
) -> Response[bytes]:
    """The parties' table while others act; `at` is the state the asking page shows."""
    context = await _context(draw_id, actor)
    context["moved"] = context["draw"].state != at
    return fragment(request, "expert_pool/party_now.html", **context)


@post("/draw-party/{draw_id:uuid}/commit", guards=_GUARDS)
async def commit(
    request: Request[Any, Any, Any],
    draw_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Hand in the commitment."""
    values = await read_form(request)
    try:
        form = parse_form(values, CommitForm)
        if form.commitment is not None:
            await commit_secret(
                actor=actor, draw_id=draw_id, commitment=bytes.fromhex(form.commitment), now=now
            )
        else:
            await commit_typed_secret(actor=actor, draw_id=draw_id, secret=form.secret or "", now=now)
    except DomainError as error:
        return await _refused(request, draw_id, actor, values, error)
    return see_other(f"/draw-party/{draw_id}")


@post("/draw-party/{draw_id:uuid}/reveal", guards=_GUARDS)
async def reveal(
    request: Request[Any, Any, Any],
    draw_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Hand in the secret."""
    values = await read_form(request)
    try:
        await reveal_secret(
            actor=actor, draw_id=draw_id, secret=parse_form(values, RevealForm).secret, now=now
        )
    except DomainError as error:
        return await _refused(request, draw_id, actor, values, error)
    return see_other(f"/draw-party/{draw_id}")


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


async def _refused(
    request: Request[Any, Any, Any], draw_id: UUID, actor: Actor, values: FormValues, error: DomainError
) -> Template:
    return refused(
        request, "expert_pool/party.html", values=values, error=error, **await _context(draw_id, actor)
    )


PARTY_PAGES = [list_page, party_page, party_now, commit, reveal]
