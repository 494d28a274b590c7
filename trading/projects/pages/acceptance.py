"""The trading centre looks a submitted project over: the queue, and one project with its checklist."""

from __future__ import annotations

from datetime import datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from identity.actor import Actor
from trading.notices.queries.notice_texts import announcement_preview
from trading.permissions import Permission
from trading.projects.pages.titles import words
from trading.projects.queries.desk import desk_projects
from trading.projects.queries.workspace import workspace
from trading.states import LotState
from web.guards import requires
from web.pages import page
from web.paging import page_request
from web.visitor import HttpRequest

_GUARDS = [requires(Permission.PROJECT_ACCEPT)]


@get("/desk/acceptance", guards=_GUARDS)
async def queue_page(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """What was submitted."""
    found = await desk_projects(actor=actor, states=(LotState.SUBMITTED,), page=page_request(request))
    return page(request, "projects/acceptance_queue.html", projects=found, **words())


@get("/desk/acceptance/{no:str}", guards=_GUARDS)
async def acceptance_page(
    request: HttpRequest,
    no: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template:
    """One project, to be accepted or sent back."""
    work = await workspace(project_no=no, actor=actor, now=now)
    body = await announcement_preview(no)
    return page(request, "projects/acceptance.html", work=work, body=body, **words())


ACCEPTANCE_PAGES = [queue_page, acceptance_page]
