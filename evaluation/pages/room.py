"""One member's room: one address, and the page that the session's state asks for; checking in and declaring."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from msgspec import Struct

from evaluation.operations.constitute import vote_for_leader
from evaluation.operations.declare import declare_conflict, declare_no_conflict
from evaluation.operations.enter_session import enter_session
from evaluation.pages.room_view import Answer, HttpRequest, do_in_room, room_page
from evaluation.permissions import Permission
from evaluation.queries.presence import presence_for_member
from evaluation.queries.rooms import sessions_of
from evaluation.states import MEMBER_STATE_TITLES, SESSION_STATE_TITLES
from identity.actor import Actor
from web.form_fields import Number, Reason
from web.forms import FormValues, parse_form
from web.guards import reaches_store, requires
from web.pages import fragment, page
from web.responses import see_other

_SITS = [requires(Permission.SESSION_SIT)]


class ReasonForm(Struct, frozen=True, kw_only=True):
    """A reason in words."""

    reason: Reason = ""


class LeaderForm(Struct, frozen=True, kw_only=True):
    """A vote for 评委`number`."""

    number: Number


@get("/desk/evaluations", guards=_SITS)
async def desk(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """The member's sessions."""
    lines = await sessions_of(actor.person_id) if actor.person_id else ()
    return page(
        request,
        "evaluation/desk.html",
        lines=lines,
        state_titles=SESSION_STATE_TITLES,
        member_titles=MEMBER_STATE_TITLES,
    )


@get("/evaluations/{session_id:uuid}", guards=_SITS, opt=reaches_store())
async def show(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    bid: FromQuery[UUID | None] = None,
) -> Template:
    """The room as the session's state asks for it; `bid` chooses what is read and marked."""
    return await room_page(request, actor=actor, session_id=session_id, bid_id=bid)


@get("/evaluations/{session_id:uuid}/presence", guards=_SITS)
async def presence(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    at: FromQuery[str] = "",
) -> Response[bytes]:
    """Who is how far; asks the page to load anew once the session has left state `at`."""
    view = await presence_for_member(session_id=session_id, person_id=actor.person_id)
    return fragment(
        request,
        "evaluation/_presence.html",
        presence=view,
        me=actor.person_id,
        moved=bool(at) and at != view.state,
        member_titles=MEMBER_STATE_TITLES,
    )


@post("/evaluations/{session_id:uuid}/enter", guards=_SITS)
async def enter(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Check in."""

    async def deed(_: FormValues) -> None:
        await enter_session(actor=actor, session_id=session_id, now=now)

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/declare", guards=_SITS)
async def declare(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Declare that there is nothing to recuse for."""

    async def deed(_: FormValues) -> None:
        await declare_no_conflict(actor=actor, session_id=session_id, now=now)

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/conflict", guards=_SITS)
async def conflict(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Step aside; the room is no longer the member's."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, ReasonForm)
        await declare_conflict(actor=actor, session_id=session_id, reason=form.reason, now=now)

    answer = await do_in_room(request, actor=actor, session_id=session_id, deed=deed)
    return see_other("/desk/evaluations") if isinstance(answer, Redirect) else answer


@post("/evaluations/{session_id:uuid}/leader", guards=_SITS)
async def leader(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Vote for a leader."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, LeaderForm)
        await vote_for_leader(actor=actor, session_id=session_id, number=form.number, now=now)

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


ROUTES = (desk, show, presence, enter, declare, conflict, leader)
