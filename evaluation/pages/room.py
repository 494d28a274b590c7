"""One member's room: the desk that leads to it, one address, and the page that the session's state asks for."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from evaluation.pages.room_view import TEMPLATES, room_context
from evaluation.permissions import Permission
from evaluation.queries.own_sheet import own_sheet
from evaluation.queries.presence import presence_for_member
from evaluation.queries.rooms import room, sessions_of
from evaluation.states import MEMBER_STATE_TITLES, SESSION_STATE_TITLES
from identity.actor import Actor
from web.guards import reaches_store, requires
from web.pages import fragment, page
from web.visitor import HttpRequest

_SITS = [requires(Permission.SESSION_SIT)]


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
async def room_page(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    bid: FromQuery[UUID | None] = None,
) -> Template:
    """The room as the session's state asks for it; `bid` chooses what is read and marked."""
    view = await room(session_id=session_id, person_id=actor.person_id)
    return page(request, TEMPLATES[view.state], **await room_context(view, actor=actor, bid_id=bid))


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


@get("/evaluations/{session_id:uuid}/lock", guards=_SITS)
async def lock_page(
    request: HttpRequest, session_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """All own marks once more, and what locking means."""
    sheet = await own_sheet(session_id=session_id, person_id=actor.person_id)
    return page(request, "evaluation/lock.html", sheet=sheet)


ROUTES = (desk, room_page, presence, lock_page)
