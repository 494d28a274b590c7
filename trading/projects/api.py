"""What projects tell over JSON. What is done stands in `acts`."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from identity.actor import Actor
from trading.permissions import Permission
from trading.projects.domain.checklist import Check
from trading.projects.domain.times import Remark
from trading.projects.queries.desk import DeskRow, desk_projects
from trading.projects.queries.workspace import Workspace, workspace
from web.guards import requires
from web.paging import PageNumber, PageRequest


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """The linter's list and what it points out without refusing."""

    checks: tuple[Check, ...]
    remarks: tuple[Remark, ...]


class DeskListed(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the actor's projects."""

    items: tuple[DeskRow, ...]
    total: int
    page: int


@get("/projects", guards=[requires(Permission.PROJECT_READ)])
async def my_projects(actor: NamedDependency[Actor], page: PageNumber = 1) -> DeskListed:
    """The actor's projects, the newest first."""
    found = await desk_projects(actor=actor, states=None, page=PageRequest(number=max(1, page), size=20))
    return DeskListed(items=found.items, total=found.total, page=found.number)


@get("/projects/{no:str}", guards=[requires(Permission.PROJECT_READ)])
async def whole_project(
    no: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Workspace:
    """One project with the linter's findings."""
    return await workspace(project_no=no, actor=actor, now=now)


@get("/projects/{no:str}/checks", guards=[requires(Permission.PROJECT_READ)])
async def checks(
    no: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Findings:
    """Only the findings."""
    found = await workspace(project_no=no, actor=actor, now=now)
    return Findings(checks=found.checks, remarks=found.remarks)


api_router = Router(path="/api", route_handlers=[my_projects, whole_project, checks])
