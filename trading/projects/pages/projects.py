"""The list of projects at every desk, and one project's overview."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar.params import FromQuery
from msgspec import Meta, Struct

from identity.actor import Actor
from trading.decisions.queries.results import report_of
from trading.notices.queries.letters import LetterRow, letters_about
from trading.notices.queries.notice_rows import NoticeRow
from trading.notices.queries.published import notices_of_project
from trading.permissions import Permission
from trading.projects.queries.desk import DeskRow, desk_counts, desk_projects
from trading.projects.queries.workspace import Workspace, workspace
from trading.states import LotState
from web.form_fields import Short
from web.paging import Page, PageRequest
from web.views import view


class ProjectsSought(Struct, frozen=True, kw_only=True):
    """By what the list is narrowed down."""

    state: Annotated[Short, Meta(title="状态")] = ""


class Projects(Struct, frozen=True, kw_only=True):
    """The actor's projects, of one state if chosen."""

    projects: Page[DeskRow]
    counts: dict[LotState, int]
    state: LotState | None
    may_draft: bool


class ProjectShown(Struct, frozen=True, kw_only=True):
    """One project: where it stands and what comes next. `reported` are the lots whose report has come."""

    work: Workspace
    reported: set[UUID]
    notices: tuple[NoticeRow, ...]
    letters: tuple[LetterRow, ...]
    actor: Actor
    said: str


async def projects(actor: Actor, asked: PageRequest, sought: ProjectsSought) -> Projects:
    """For agency, tenderer, centre and supervisor; nonsense asks for all states rather than an error."""
    chosen = LotState(sought.state) if sought.state in set(LotState) else None
    return Projects(
        projects=await desk_projects(actor=actor, states=(chosen,) if chosen else None, page=asked),
        counts=await desk_counts(actor=actor),
        state=chosen,
        may_draft=Permission.PROJECT_DRAFT in actor.permissions,
    )


async def project(no: str, actor: Actor, now: datetime, said: FromQuery[str] = "") -> ProjectShown:
    """One project, to each of whom it concerns."""
    work = await workspace(project_no=no, actor=actor, now=now)
    return ProjectShown(
        work=work,
        reported={lot.id for lot in work.lots if await report_of(lot.id) is not None},
        notices=await notices_of_project(no),
        letters=await letters_about(no),
        actor=actor,
        said=said,
    )


PROJECTS = view("/desk/projects", "projects/projects.html", projects, needs=Permission.PROJECT_READ)
PROJECT = view("/desk/projects/{no:str}", "projects/project.html", project, needs=Permission.PROJECT_READ)
