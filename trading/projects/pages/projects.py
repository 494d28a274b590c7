"""The list of projects at every desk, and one project's overview."""

from __future__ import annotations

from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from identity.actor import Actor
from trading.decisions.queries.results import report_of
from trading.notices.queries.letters import letters_about
from trading.notices.queries.published import notices_of_project
from trading.permissions import Permission
from trading.projects.pages.titles import words
from trading.projects.queries.desk import desk_counts, desk_projects
from trading.projects.queries.workspace import workspace
from trading.states import LotState
from web.guards import requires
from web.pages import page
from web.paging import page_request
from web.visitor import HttpRequest


class ProjectPages(Controller):
    """For agency, tenderer, centre and supervisor; each sees what concerns them."""

    path = "/desk/projects"
    guards = [requires(Permission.PROJECT_READ)]  # noqa: RUF012 — Litestar's own form

    @get()
    async def projects(
        self,
        request: HttpRequest,
        actor: NamedDependency[Actor],
    ) -> Template:
        """The actor's projects, of one state if chosen."""
        state = _state(request.query_params.get("state"))
        found = await desk_projects(
            actor=actor, states=(state,) if state else None, page=page_request(request)
        )
        counts = await desk_counts(actor=actor)
        may_draft = Permission.PROJECT_DRAFT in actor.permissions
        return page(
            request,
            "projects/projects.html",
            projects=found,
            counts=counts,
            state=state,
            may_draft=may_draft,
            **words(),
        )

    @get("/{no:str}")
    async def project(
        self,
        request: HttpRequest,
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template:
        """One project: where it stands and what comes next."""
        found = await workspace(project_no=no, actor=actor, now=now)
        return page(
            request,
            "projects/project.html",
            work=found,
            reported={lot.id for lot in found.lots if await report_of(lot.id) is not None},
            notices=await notices_of_project(no),
            letters=await letters_about(no),
            actor=actor,
            said=request.query_params.get("said"),
            **words(),
        )


def _state(text: str | None) -> LotState | None:
    """Nonsense asks for all states rather than an error."""
    return LotState(text) if text in set(LotState) else None
