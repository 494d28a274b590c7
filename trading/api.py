"""Trading over JSON: the same operations as the pages, and the public reads."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import Controller, Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from core.canonical import canonical_bytes
from identity.actor import Actor
from trading import forms
from trading.award_api import AwardApi, ProjectRef, project_ref
from trading.calendar_api import CalendarApi
from trading.domain.checklist import Check
from trading.domain.times import Remark
from trading.notice_search import NoticeFilter, search_notices
from trading.operations.accept_project import accept_project
from trading.operations.draft_project import draft_project
from trading.operations.edit_draft import edit_basics, edit_panel, edit_scheme, edit_times
from trading.operations.return_project import return_project
from trading.operations.submit_project import submit_project
from trading.permissions import Permission
from trading.public_life import ProjectLife, project_life
from trading.public_queries import (
    NoticeArticle,
    NoticeRow,
    OpeningRow,
    notice_by_no,
    open_lots,
)
from trading.queries.desk import DeskRow, Workspace, desk_projects, workspace
from trading.queries.drafts import lot_of_project
from trading.states import NoticeKind
from trading.tables import Category
from trading.templates_of_projects import ProjectTemplate, project_templates
from web.guards import public, requires
from web.paging import PageNumber, PageRequest


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """The linter's list and what it points out without refusing."""

    checks: tuple[Check, ...]
    remarks: tuple[Remark, ...]


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A page of notices."""

    items: tuple[NoticeRow, ...]
    total: int
    page: int


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


class PublicApi(Controller):
    """What anyone may read."""

    path = "/api"

    @get("/project-templates", opt=public())
    async def templates(self) -> list[ProjectTemplate]:
        """Drafts made from real notices."""
        return list(project_templates().values())

    @get("/notices", opt=public())
    async def notices(
        self,
        text: FromQuery[str] = "",
        kind: FromQuery[NoticeKind | None] = None,
        category: FromQuery[Category | None] = None,
        region: FromQuery[str] = "",
        since: FromQuery[date | None] = None,
        until: FromQuery[date | None] = None,
        page: PageNumber = 1,
    ) -> Listed:
        """Published notices, the newest first."""
        wanted = NoticeFilter(
            text=text, kind=kind, category=category, region=region or None, since=since, until=until
        )
        found = await search_notices(
            wanted=wanted, page=PageRequest(number=min(max(1, page), 10_000), size=20)
        )
        return Listed(items=found.items, total=found.total, page=found.number)

    @get("/notices/{no:str}", opt=public())
    async def notice(self, no: FromPath[str]) -> NoticeArticle:
        """One notice, whole."""
        return await notice_by_no(no)

    @get("/notices/{no:str}/body", opt=public())
    async def notice_body(self, no: FromPath[str]) -> Response[bytes]:
        """The very bytes whose SHA-256 the audit log holds."""
        article = await notice_by_no(no)
        content = canonical_bytes(msgspec.to_builtins(article.body))
        return Response(content, media_type="application/json")

    @get("/open-lots", opt=public())
    async def open_for_bids(self, now: NamedDependency[datetime]) -> tuple[OpeningRow, ...]:
        """Lots open for bids now."""
        return await open_lots(now=now)

    @get("/lives/{no:str}", opt=public())
    async def life(self, no: FromPath[str]) -> ProjectLife:
        """The public life of a project."""
        return await project_life(no)


api_router = Router(path="/", route_handlers=[ProjectApi, AwardApi, PublicApi, CalendarApi])
