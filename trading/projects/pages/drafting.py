"""The agency drafts a project step by step: every step saves by itself and leads to the next."""

from __future__ import annotations

from datetime import datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from identity.actor import Actor
from trading.notices.queries.notice_texts import procurement_preview
from trading.permissions import Permission
from trading.projects.pages.draft_contexts import (
    basics_context,
    basics_values,
    new_context,
    panel_context,
    panel_values,
    scheme_context,
    scheme_values,
    step_context,
    times_context,
    times_values,
)
from trading.projects.queries.desk import workspace
from web.guards import requires
from web.pages import page
from web.responses import see_other
from web.visitor import HttpRequest

_GUARDS = [requires(Permission.PROJECT_DRAFT)]


@get("/desk/projects/new", guards=_GUARDS)
async def new_page(request: HttpRequest) -> Template:
    """Which template, for whom."""
    return page(request, "projects/project_new.html", **await new_context())


@get("/desk/projects/{no:str}/basics", guards=_GUARDS)
async def basics_page(
    request: HttpRequest,
    no: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template:
    """What is bought, for whom, with what money."""
    work = await workspace(project_no=no, actor=actor, now=now)
    return page(request, "projects/basics.html", values=basics_values(work), **basics_context(work))


@get("/desk/projects/{no:str}/scheme", guards=_GUARDS)
async def scheme_page(
    request: HttpRequest,
    no: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """How bids will be scored; where nothing is, on to the next step."""
    work = await workspace(project_no=no, actor=actor, now=now)
    drafting = work.lot.kind_of_transaction.drafting
    if drafting.scheme is None:
        return see_other(f"/desk/projects/{no}/{drafting.steps[1][0]}")
    return page(request, "projects/scheme.html", values=scheme_values(work), **scheme_context(work))


@get("/desk/projects/{no:str}/panel", guards=_GUARDS)
async def panel_page(
    request: HttpRequest,
    no: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template:
    """Who opens the bids."""
    work = await workspace(project_no=no, actor=actor, now=now)
    return page(request, "projects/panel.html", values=panel_values(work), **await panel_context(work))


@get("/desk/projects/{no:str}/times", guards=_GUARDS)
async def times_page(
    request: HttpRequest,
    no: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template:
    """When what is published, and until when bids come."""
    work = await workspace(project_no=no, actor=actor, now=now)
    return page(request, "projects/times.html", values=times_values(work), **await times_context(work))


@get("/desk/projects/{no:str}/preview", guards=_GUARDS)
async def preview_page(
    request: HttpRequest,
    no: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template:
    """The notice as it will stand, beside the linter's findings."""
    work = await workspace(project_no=no, actor=actor, now=now)
    body = await procurement_preview(no)
    return page(request, "projects/preview.html", body=body, **step_context(work, "preview"))


DRAFTING_PAGES = [new_page, basics_page, scheme_page, panel_page, times_page, preview_page]
