"""Over JSON, for everybody: published notices, open lots."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar.params import FromQuery
from msgspec import Raw

from core.canonical import canonical_bytes
from trading.notices.queries.notice_rows import NoticeRow
from trading.notices.queries.published import notice_by_no, open_lots
from trading.notices.queries.search import NoticeFilter, search_notices
from trading.projects.templates_of_projects import ProjectTemplate, project_templates
from trading.states import NoticeKind
from web.guards import PUBLIC
from web.paging import PageNumber, PageRequest
from web.views import told


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A page of notices."""

    items: tuple[NoticeRow, ...]
    total: int
    page: int


async def templates() -> list[ProjectTemplate]:
    """Drafts made from real notices."""
    return list(project_templates().values())


async def notices(
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
    found = await search_notices(wanted=wanted, page=PageRequest(number=min(max(1, page), 10_000), size=20))
    return Listed(items=found.items, total=found.total, page=found.number)


async def notice_body(no: str) -> Raw:
    """The very bytes whose SHA-256 the audit log holds."""
    article = await notice_by_no(no)
    return Raw(canonical_bytes(msgspec.to_builtins(article.body)))


TEMPLATES = told("/api/project-templates", templates, needs=PUBLIC)
NOTICES = told("/api/notices", notices, needs=PUBLIC)
NOTICE = told("/api/notices/{no:str}", notice_by_no, needs=PUBLIC)
BODY = told("/api/notices/{no:str}/body", notice_body, needs=PUBLIC)
OPEN_LOTS = told("/api/open-lots", open_lots, needs=PUBLIC)
