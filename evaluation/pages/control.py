"""The control room: who is in, who is late, one next thing; never a vote or a score."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from evaluation.permissions import Permission
from evaluation.queries.control import control, control_lines
from evaluation.queries.control import control_presence as presence
from evaluation.states import MEMBER_STATE_TITLES, SESSION_STATE_TITLES
from web.guards import requires
from web.pages import fragment, page
from web.visitor import HttpRequest

_WATCHES = [requires(Permission.SESSION_WATCH)]
_WORDS: dict[str, Any] = {
    "state_titles": SESSION_STATE_TITLES,
    "member_titles": MEMBER_STATE_TITLES,
}


@get("/evaluations", guards=_WATCHES)
async def sessions_page(request: HttpRequest) -> Template:
    """Sessions, and lots whose session can be opened."""
    return page(request, "evaluation/sessions.html", lines=await control_lines())


@get("/evaluations/{session_id:uuid}/control", guards=_WATCHES)
async def control_page(request: HttpRequest, session_id: FromPath[UUID]) -> Template:
    """One session."""
    return page(request, "evaluation/control.html", view=await control(session_id), **_WORDS)


@get("/evaluations/{session_id:uuid}/control/presence", guards=_WATCHES)
async def control_presence(
    request: HttpRequest, session_id: FromPath[UUID], at: FromQuery[str] = ""
) -> Response[bytes]:
    """Who is how far, for the live region."""
    view = await presence(session_id)
    return fragment(
        request,
        "evaluation/_control.html",
        view=view,
        moved=bool(at) and at != view.state,
        **_WORDS,
    )


ROUTES = (sessions_page, control_page, control_presence)
