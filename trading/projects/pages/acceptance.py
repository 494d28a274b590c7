"""The trading centre looks a submitted project over: the queue, and one project with its checklist."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from identity.actor import Actor
from trading.notices.domain.notice_shape import Body
from trading.notices.queries.notice_texts import announcement_preview
from trading.permissions import Permission
from trading.projects.queries.desk import DeskRow, desk_projects
from trading.projects.queries.workspace import Workspace, workspace
from trading.states import LotState
from web.paging import Page, PageRequest
from web.views import view


class Queue(Struct, frozen=True, kw_only=True):
    """What was submitted."""

    projects: Page[DeskRow]


class Accepting(Struct, frozen=True, kw_only=True):
    """One project, to be accepted or sent back."""

    work: Workspace
    body: Body | None


async def queue(actor: Actor, asked: PageRequest) -> Queue:
    """What was submitted."""
    return Queue(projects=await desk_projects(actor=actor, states=(LotState.SUBMITTED,), page=asked))


async def accepting(no: str, actor: Actor, now: datetime) -> Accepting:
    """One project with its checklist."""
    work = await workspace(project_no=no, actor=actor, now=now)
    return Accepting(work=work, body=await announcement_preview(no))


_ACCEPTS = Permission.PROJECT_ACCEPT

QUEUE = view("/desk/acceptance", "projects/acceptance_queue.html", queue, needs=_ACCEPTS)
ACCEPTANCE = view("/desk/acceptance/{no:str}", "projects/acceptance.html", accepting, needs=_ACCEPTS)
