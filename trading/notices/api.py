"""Over JSON, for everybody: published notices, open lots."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import Controller, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.canonical import canonical_bytes
from trading.notices.queries.notice_rows import NoticeRow
from trading.notices.queries.published import NoticeArticle, OpeningRow, notice_by_no, open_lots
from trading.notices.queries.search import NoticeFilter, search_notices
from trading.projects.templates_of_projects import ProjectTemplate, project_templates
from trading.states import NoticeKind
from web.guards import public
from web.paging import PageNumber, PageRequest


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A page of notices."""

    items: tuple[NoticeRow, ...]
    total: int
    page: int


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
        transaction: FromQuery[str] = "",
        category: FromQuery[str] = "",
        region: FromQuery[str] = "",
        since: FromQuery[date | None] = None,
        until: FromQuery[date | None] = None,
        page: PageNumber = 1,
    ) -> Listed:
        """Published notices, the newest first."""
        wanted = NoticeFilter(
            text=text,
            kind=kind,
            transaction=transaction or None,
            category=category or None,
            region=region or None,
            since=since,
            until=until,
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


api_router = Router(path="/", route_handlers=[PublicApi])
