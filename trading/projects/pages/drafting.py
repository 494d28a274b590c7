"""The agency drafts a project step by step: every step saves by itself and leads to the next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect, Template

from identity.actor import Actor
from trading.permissions import Permission
from trading.projects.fields import AfterLot, LotNo
from trading.projects.pages.draft_contexts import (
    basics_context,
    new_context,
    panel_context,
    preview_context,
    scheme_context,
    times_context,
)
from trading.projects.queries.workspace import SCHEME_STEP, Workspace, workspace
from web.guards import requires
from web.pages import page
from web.responses import see_other
from web.visitor import HttpRequest

_GUARDS = [requires(Permission.PROJECT_DRAFT)]


@get("/desk/projects/new", guards=_GUARDS)
async def new_page(request: HttpRequest) -> Template:
    """Which template, for whom."""
    return page(request, "projects/project_new.html", **await new_context())


def _step(name: str, shown: Callable[[Workspace], Awaitable[dict[str, Any]]]) -> HTTPRouteHandler:
    """The page of one step: its form with what is stored, and the facts beside it."""

    @get(f"/desk/projects/{{no:str}}/{name}", guards=_GUARDS)
    async def step_page(
        request: HttpRequest,
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template:
        work = await workspace(project_no=no, actor=actor, now=now)
        return page(request, f"projects/{name}.html", **await shown(work))

    return step_page


basics_page = _step("basics", basics_context)
panel_page = _step("panel", panel_context)
times_page = _step("times", times_context)
preview_page = _step("preview", preview_context)


@get("/desk/projects/{no:str}/scheme", guards=_GUARDS)
async def schemes_page(
    no: FromPath[str],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    after: AfterLot = 0,
) -> Redirect:
    """Leads through the schemes of the lots, one after the other, and on to the next step."""
    work = await workspace(project_no=no, actor=actor, now=now)
    return see_other(f"/desk/projects/{no}/{_following(work, after)}")


def _following(work: Workspace, lot_no: int) -> str:
    drafting = work.lot.kind_of_transaction.drafting
    if drafting.scheme is None:
        return drafting.steps[1][0]
    if lot_no < len(work.lots):
        return f"lots/{lot_no + 1}/{SCHEME_STEP}"
    return drafting.step_after(SCHEME_STEP)[0]


@get("/desk/projects/{no:str}/lots/{lot_no:int}/scheme", guards=_GUARDS)
async def scheme_page(
    request: HttpRequest,
    no: FromPath[str],
    lot_no: LotNo,
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """How bids for a lot will be scored; where nothing is, on to the next step."""
    work = await workspace(project_no=no, actor=actor, now=now)
    law, lot = work.lot.kind_of_transaction.drafting.scheme, work.lot_numbered(lot_no)
    if law is None:
        return see_other(f"/desk/projects/{no}/{_following(work, lot_no)}")
    return page(request, "projects/scheme.html", **scheme_context(work, lot, law))


DRAFTING_PAGES = [new_page, basics_page, schemes_page, scheme_page, panel_page, times_page, preview_page]
