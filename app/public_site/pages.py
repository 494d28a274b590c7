"""Home, notices and projects for everybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from msgspec import Struct

from app.public_site.life import PublicLife, PublicProject, public_life, public_project
from core.canonical import fingerprint
from core.errors import DomainError
from core.regions import region_name
from storage import audit
from trading.kinds import KINDS
from trading.notices.queries import published
from trading.notices.queries.by_month import year_by_month
from trading.notices.queries.search import NoticeFilter, RegionChoice, regions_with_notices, search_notices
from trading.projects.fields import LotNo
from trading.states import LotState, NoticeKind
from web.form_fields import Name, Short
from web.forms import FormValues, errors_by_field, parse_form
from web.guards import public
from web.pages import page
from web.paging import page_request
from web.visitor import HttpRequest

#: What notices of every kind are called together; each has its own title besides.
_NOTICES: dict[NoticeKind, str] = {
    NoticeKind.ANNOUNCEMENT: "交易公告",
    NoticeKind.RESULT: "结果公告",
    NoticeKind.TERMINATION: "终止公告",
}
_TRANSACTIONS = {kind.code: kind.title for kind in KINDS.values()}
_CATEGORIES = {
    code: f"{title}（{kind.title}）"
    for kind in KINDS.values()
    for code, title in kind.category_titles.items()
}

# How a lot's state looks as a chip.
TONES: dict[LotState, str] = {
    LotState.BIDDING: "active",
    LotState.CLOSED: "wait",
    LotState.OPENING: "wait",
    LotState.OPENED: "wait",
    LotState.EVALUATING: "wait",
    LotState.EVALUATED: "wait",
    LotState.DETERMINED: "wait",
    LotState.AWARDED: "done",
    LotState.FAILED: "refused",
}
_WORDS: dict[str, Any] = {"tones": TONES}


class NoticeSearch(Struct, frozen=True, kw_only=True):
    """The filter bar; everything may be blank."""

    q: Name = ""
    kind: NoticeKind | None = None
    transaction: Short | None = None
    category: Short | None = None
    region: Short | None = None
    since: date | None = None
    until: date | None = None

    def as_filter(self) -> NoticeFilter:
        return NoticeFilter(
            text=self.q,
            kind=self.kind,
            transaction=self.transaction,
            category=self.category,
            region=self.region,
            since=self.since,
            until=self.until,
        )


@get("/", opt=public())
async def home(request: HttpRequest, now: NamedDependency[datetime]) -> Template:
    """What is new, what is today, what closes soon, and the year in figures."""
    return page(
        request,
        "public_site/home.html",
        tenders=await published.newest_notices(limit=8, kind=NoticeKind.ANNOUNCEMENT),
        terminations=await published.newest_notices(limit=4, kind=NoticeKind.TERMINATION),
        awards=await published.newest_awards(limit=6),
        today=await published.openings_today(now=now),
        coming=await published.openings_coming(now=now, limit=5),
        closing=await published.closing_soon(now=now, limit=6),
        figures=await published.home_figures(now=now),
        by_month=await year_by_month(now=now),
        **_WORDS,
    )


@get("/notices", opt=public())
async def list_notices(request: HttpRequest) -> Template:
    """All published notices, newest first, narrowed by the filter bar."""
    values = FormValues(list(request.query_params.multi_items()))
    errors = {}
    try:
        search = parse_form(values, NoticeSearch)
    except DomainError as error:
        search, errors = NoticeSearch(q=values.get("q", "")), errors_by_field(error)
    found = await search_notices(wanted=search.as_filter(), page=page_request(request))
    return page(
        request,
        "public_site/notices.html",
        found=found,
        values=values,
        errors=errors,
        narrowed=_narrowed(search),
        kinds=list(_NOTICES.items()),
        transactions=list(_TRANSACTIONS.items()),
        categories=list(_CATEGORIES.items()),
        regions=_region_options(await regions_with_notices(), chosen=search.region),
        **_WORDS,
    )


@get("/notices/{no:str}", opt=public())
async def show_notice(request: HttpRequest, no: FromPath[str]) -> Template:
    """The article, its proof, and the project's other notices."""
    article = await published.notice_by_no(no)
    entry = await audit.entry(article.audit_seq)
    body_hash = fingerprint(msgspec.to_builtins(article.body))
    return page(
        request, "public_site/notice.html", article=article, entry=entry, body_hash=body_hash, **_WORDS
    )


@get("/projects/{no:str}", opt=public())
async def show_project(request: HttpRequest, no: FromPath[str], now: NamedDependency[datetime]) -> Template:
    """The whole public life of a project's only lot, or where each of several stands."""
    found = await public_project(no, now=now)
    if isinstance(found, PublicProject):
        return page(request, "public_site/project_lots.html", project=found, **_WORDS)
    return _shown(request, found)


@get("/projects/{no:str}/lots/{lot_no:int}", opt=public())
async def show_lot(
    request: HttpRequest, no: FromPath[str], lot_no: LotNo, now: NamedDependency[datetime]
) -> Template:
    """The public life of one lot."""
    return _shown(request, await public_life(no, lot_no, now=now))


def _shown(request: HttpRequest, life: PublicLife) -> Template:
    """On one timeline; the result once it is announced."""
    events = [(event.what, event.at, event.state, event.note, event.href) for event in life.entries]
    return page(request, "public_site/project.html", life=life, events=events, **_WORDS)


def _narrowed(search: NoticeSearch) -> str:
    """What the list was narrowed to, for the sentence an empty list says."""
    parts = (
        ("关键词", search.q),
        ("公告类别", _NOTICES[search.kind] if search.kind else ""),
        ("交易类别", _TRANSACTIONS.get(search.transaction or "", "")),
        ("项目类别", _CATEGORIES.get(search.category or "", "")),
        ("地区", region_name(search.region) if search.region else ""),
        ("自", search.since or ""),
        ("至", search.until or ""),
    )
    return "，".join(f"{label}“{value}”" for label, value in parts if value)


def _region_options(choices: tuple[RegionChoice, ...], *, chosen: str | None) -> list[tuple[str, str]]:
    """Divisions by name, each deeper one moved to the right; one asked for by address stays on offer."""
    found = [
        (choice.prefix, f"{'　' * (len(choice.prefix) // 2 - 1)}{choice.name}（{choice.notices}件）")
        for choice in choices
    ]
    if chosen and chosen not in {prefix for prefix, _ in found}:
        found.append((chosen, region_name(chosen)))
    return found


pages_router = Router(path="/", route_handlers=[home, list_notices, show_notice, show_project, show_lot])
