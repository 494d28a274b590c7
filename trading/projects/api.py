"""What projects tell over JSON. What is done stands in `acts`."""

from __future__ import annotations

from datetime import datetime

import msgspec

from identity.actor import Actor
from trading.permissions import Permission
from trading.projects.domain.checklist import Check
from trading.projects.domain.findings import Finding
from trading.projects.domain.times import Remark
from trading.projects.queries.desk import DeskRow, desk_projects
from trading.projects.queries.workspace import Workspace, workspace
from web.paging import PageNumber, PageRequest
from web.views import told


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """The demands to tick, what is pointed out without refusing, and each finding with its rule and its place."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]


class DeskListed(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the actor's projects."""

    items: tuple[DeskRow, ...]
    total: int
    page: int


async def my_projects(actor: Actor, page: PageNumber = 1) -> DeskListed:
    """The actor's projects, the newest first."""
    found = await desk_projects(actor=actor, states=None, page=PageRequest(number=max(1, page), size=20))
    return DeskListed(items=found.items, total=found.total, page=found.number)


async def whole_project(no: str, actor: Actor, now: datetime) -> Workspace:
    """One project with the linter's findings."""
    return await workspace(project_no=no, actor=actor, now=now)


async def checks(no: str, actor: Actor, now: datetime) -> Findings:
    """Only the findings."""
    found = await workspace(project_no=no, actor=actor, now=now)
    return Findings(checks=found.checks, findings=found.findings, remarks=found.remarks)


_READS = Permission.PROJECT_READ

PROJECTS = told("/api/projects", my_projects, needs=_READS)
PROJECT = told("/api/projects/{no:str}", whole_project, needs=_READS)
CHECKS = told("/api/projects/{no:str}/checks", checks, needs=_READS)
