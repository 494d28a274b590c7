"""Projects over JSON: the same operations as the pages, from draft to acceptance."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Controller, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from identity.actor import Actor
from trading.permissions import Permission
from trading.projects import forms
from trading.projects.domain.checklist import Check
from trading.projects.domain.times import Remark
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.draft_project import draft_project
from trading.projects.operations.edit_draft import edit_basics, edit_panel, edit_scheme, edit_times
from trading.projects.operations.return_project import return_project
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries.desk import DeskRow, Workspace, desk_projects, workspace
from trading.projects.queries.drafts import lot_of_project
from trading.projects.queries.lots import lot_view
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


class ProjectApi(Controller):
    """From draft to acceptance."""

    path = "/api/projects"

    @get(guards=[requires(Permission.PROJECT_READ)])
    async def mine(self, actor: NamedDependency[Actor], page: PageNumber = 1) -> DeskListed:
        """The actor's projects, the newest first."""
        found = await desk_projects(actor=actor, states=None, page=PageRequest(number=max(1, page), size=20))
        return DeskListed(items=found.items, total=found.total, page=found.number)

    @post(guards=[requires(Permission.PROJECT_DRAFT)])
    async def draft(
        self,
        data: JSONBody[forms.NewProjectForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> ProjectRef:
        """Begin a project."""
        lot = await draft_project(
            actor=actor,
            kind=data.kind,
            template_id=data.template_id or None,
            tenderer_id=data.tenderer_id,
            region=data.region,
            now=now,
        )
        return await project_ref(lot.id)

    @get("/{no:str}", guards=[requires(Permission.PROJECT_READ)])
    async def whole(
        self, no: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Workspace:
        """One project with the linter's findings."""
        return await workspace(project_no=no, actor=actor, now=now)

    @get("/{no:str}/checks", guards=[requires(Permission.PROJECT_READ)])
    async def checks(
        self, no: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Findings:
        """Only the findings."""
        found = await workspace(project_no=no, actor=actor, now=now)
        return Findings(checks=found.checks, remarks=found.remarks)

    @put("/{no:str}/basics", guards=[requires(Permission.PROJECT_DRAFT)])
    async def basics(
        self,
        no: FromPath[str],
        data: JSONBody[forms.BasicsForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> ProjectRef:
        lot = await lot_of_project(no)
        await edit_basics(actor=actor, lot_id=lot.id, basics=data.basics(), now=now)
        return await project_ref(lot.id)

    @put("/{no:str}/scheme", guards=[requires(Permission.PROJECT_DRAFT)])
    async def scheme(
        self,
        no: FromPath[str],
        data: JSONBody[forms.SchemeForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> ProjectRef:
        lot = await lot_of_project(no)
        await edit_scheme(actor=actor, lot_id=lot.id, scheme=data.scheme(), now=now)
        return await project_ref(lot.id)

    @put("/{no:str}/panel", guards=[requires(Permission.PROJECT_DRAFT)])
    async def panel(
        self,
        no: FromPath[str],
        data: JSONBody[forms.PanelForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> ProjectRef:
        lot = await lot_of_project(no)
        await edit_panel(actor=actor, lot_id=lot.id, seats=data.seats(), now=now)
        return await project_ref(lot.id)

    @put("/{no:str}/times", guards=[requires(Permission.PROJECT_DRAFT)])
    async def times(
        self,
        no: FromPath[str],
        data: JSONBody[forms.TimesForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> ProjectRef:
        lot = await lot_of_project(no)
        await edit_times(
            actor=actor,
            lot_id=lot.id,
            times=data.times(),
            opening_place=data.opening_place,
            day_off_reason=data.day_off_reason,
            now=now,
        )
        return await project_ref(lot.id)

    @post("/{no:str}/submission", guards=[requires(Permission.PROJECT_SUBMIT)])
    async def submit(
        self, no: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> ProjectRef:
        lot = await lot_of_project(no)
        await submit_project(actor=actor, lot_id=lot.id, now=now)
        return await project_ref(lot.id)

    @post("/{no:str}/return", guards=[requires(Permission.PROJECT_ACCEPT)])
    async def send_back(
        self,
        no: FromPath[str],
        data: JSONBody[forms.ReasonForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> ProjectRef:
        lot = await lot_of_project(no)
        await return_project(actor=actor, lot_id=lot.id, reason=data.reason, now=now)
        return await project_ref(lot.id)

    @post("/{no:str}/acceptance", guards=[requires(Permission.PROJECT_ACCEPT)])
    async def accept(
        self, no: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> ProjectRef:
        lot = await lot_of_project(no)
        await accept_project(actor=actor, lot_id=lot.id, now=now)
        return await project_ref(lot.id)


class ProjectRef(msgspec.Struct, frozen=True, kw_only=True):
    """A project by its number, its lot by id, and where it stands."""

    no: str
    lot_id: UUID
    state: str


async def project_ref(lot_id: UUID) -> ProjectRef:
    view = await lot_view(lot_id)
    return ProjectRef(no=view.project_no, lot_id=view.id, state=view.state.value)


api_router = Router(path="/", route_handlers=[ProjectApi])
