"""The trading centre looks a submitted project over, and accepts it or sends it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from core.errors import DomainError
from identity.actor import Actor
from trading.notices.queries.notice_texts import procurement_preview
from trading.permissions import Permission
from trading.projects import forms
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.return_project import return_project
from trading.projects.pages.titles import words
from trading.projects.queries.desk import Workspace, desk_projects, workspace
from trading.states import LotState
from web.forms import FormValues, parse_form, read_form, refused
from web.guards import requires
from web.pages import page
from web.paging import page_request
from web.responses import see_other


class AcceptancePages(Controller):
    """The queue, one project with its checklist, and the two ways out."""

    path = "/desk/acceptance"
    guards = [requires(Permission.PROJECT_ACCEPT)]  # noqa: RUF012 — Litestar's own form

    @get()
    async def queue(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
        found = await desk_projects(actor=actor, states=(LotState.SUBMITTED,), page=page_request(request))
        return page(request, "projects/acceptance_queue.html", projects=found, **words())

    @get("/{no:str}")
    async def one(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template:
        work = await workspace(project_no=no, actor=actor, now=now)
        return page(request, "projects/acceptance.html", **await _context(work))

    @post("/{no:str}/accept")
    async def accept(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        work = await workspace(project_no=no, actor=actor, now=now)
        try:
            await accept_project(actor=actor, lot_id=work.lot.id, now=now)
        except DomainError as error:
            return refused(
                request,
                "projects/acceptance.html",
                values=FormValues([]),
                error=error,
                **await _context(work),
            )
        return see_other(f"/desk/projects/{no}?said=accepted")

    @post("/{no:str}/return")
    async def send_back(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        values = await read_form(request)
        work = await workspace(project_no=no, actor=actor, now=now)
        try:
            form = parse_form(values, forms.ReasonForm)
            await return_project(actor=actor, lot_id=work.lot.id, reason=form.reason, now=now)
        except DomainError as error:
            return refused(
                request, "projects/acceptance.html", values=values, error=error, **await _context(work)
            )
        return see_other("/desk/acceptance")


async def _context(work: Workspace) -> dict[str, Any]:
    body = await procurement_preview(work.lot.project_no)
    return {"work": work, "body": body, **words()}
