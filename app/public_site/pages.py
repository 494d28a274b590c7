"""Home, notices and projects for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar.response import Template
from msgspec import Meta, Struct

from app.public_site.life import PublicLife, PublicProject, public_life, public_project
from app.public_site.rules import RulesAsked, rules
from core.canonical import fingerprint
from core.errors import DomainError
from core.regions import region_name
from storage import audit
from trading.kinds import KINDS
from trading.notices.queries import published
from trading.notices.queries.by_month import YearByMonth, year_by_month
from trading.notices.queries.notice_rows import NoticeRow
from trading.notices.queries.search import NoticeFilter, RegionChoice, regions_with_notices, search_notices
from trading.papers.queries.issued import has_issued
from trading.projects.fields import LotNo
from trading.states import NoticeKind
from web.fields import read_as
from web.form_fields import FieldError, Name, Short
from web.forms import FormValues, errors_by_field, parse_form
from web.guards import PUBLIC
from web.pages import page
from web.paging import Page, PageRequest
from web.views import told, view
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


class NoticeSearch(Struct, frozen=True, kw_only=True):
    """The filter bar; everything may be blank."""

    q: Annotated[Name, Meta(title="关键词")] = ""
    kind: Annotated[NoticeKind | None, Meta(title="公告类别")] = None
    transaction: Annotated[Short | None, Meta(title="交易类别")] = None
    category: Annotated[Short | None, Meta(title="项目类别")] = None
    region: Annotated[Short | None, Meta(title="地区")] = None
    since: Annotated[date | None, Meta(title="发布日期自")] = None
    until: Annotated[date | None, Meta(title="至")] = None

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


class Home(Struct, frozen=True, kw_only=True):
    """What is new, what is today, what closes soon, and the year in figures."""

    tenders: tuple[NoticeRow, ...]
    terminations: tuple[NoticeRow, ...]
    awards: tuple[published.AwardRow, ...]
    today: tuple[published.OpeningRow, ...]
    coming: tuple[published.OpeningRow, ...]
    closing: tuple[published.OpeningRow, ...]
    figures: published.HomeFigures
    by_month: YearByMonth


class Notices(Struct, frozen=True, kw_only=True):
    """Published notices, narrowed by the filter bar; `narrowed` says to what."""

    found: Page[NoticeRow]
    values: FormValues
    errors: Mapping[str, FieldError]
    narrowed: str
    kinds: list[tuple[NoticeKind, str]]
    transactions: list[tuple[str, str]]
    categories: list[tuple[str, str]]
    regions: list[tuple[str, str]]


class NoticeShown(Struct, frozen=True, kw_only=True):
    """The article, its proof, and the project's other notices."""

    article: published.NoticeArticle
    entry: audit.PublicEntry
    body_hash: str
    has_documents: bool


class LotLife(Struct, frozen=True, kw_only=True):
    """The public life of a lot on one timeline; the result once it is announced."""

    life: PublicLife
    events: list[tuple[str, datetime | None, str, str | None, str | None]]
    has_documents: bool


class Lots(Struct, frozen=True, kw_only=True):
    """Where each lot of a project stands."""

    project: PublicProject
    has_documents: bool


async def home(now: datetime) -> Home:
    """The first page."""
    return Home(
        tenders=await published.newest_notices(limit=8, kind=NoticeKind.ANNOUNCEMENT),
        terminations=await published.newest_notices(limit=4, kind=NoticeKind.TERMINATION),
        awards=await published.newest_awards(limit=6),
        today=await published.openings_today(now=now),
        coming=await published.openings_coming(now=now, limit=5),
        closing=await published.closing_soon(now=now, limit=6),
        figures=await published.home_figures(now=now),
        by_month=await year_by_month(now=now),
    )


async def notices(request: HttpRequest, asked: PageRequest) -> Notices:
    """All published notices, newest first."""
    values = FormValues(list(request.query_params.multi_items()))
    errors: Mapping[str, FieldError] = {}
    try:
        search = parse_form(values, NoticeSearch)
    except DomainError as error:
        search, errors = NoticeSearch(q=values.get("q", "")), errors_by_field(error)
    return Notices(
        found=await search_notices(wanted=search.as_filter(), page=asked),
        values=values,
        errors=errors,
        narrowed=_narrowed(search),
        kinds=list(_NOTICES.items()),
        transactions=list(_TRANSACTIONS.items()),
        categories=list(_CATEGORIES.items()),
        regions=_region_options(await regions_with_notices(), chosen=search.region),
    )


async def notice(no: str) -> NoticeShown:
    """One notice."""
    article = await published.notice_by_no(no)
    entry = await audit.entry(article.audit_seq)
    return NoticeShown(
        article=article,
        entry=entry,
        body_hash=fingerprint(msgspec.to_builtins(article.body)),
        has_documents=await has_issued(article.row.project_no),
    )


async def project(request: HttpRequest, no: str, now: datetime) -> Template:
    """The whole public life of a project's only lot, or where each of several stands."""
    found = await public_project(no, now=now)
    if isinstance(found, PublicProject):
        return page(
            request, "public_site/project_lots.html", Lots(project=found, has_documents=await has_issued(no))
        )
    return page(request, "public_site/project.html", await _life(found))


async def lot(no: str, lot_no: LotNo, now: datetime) -> LotLife:
    """The public life of one lot."""
    return await _life(await public_life(no, lot_no, now=now))


async def _life(life: PublicLife) -> LotLife:
    events = [(event.what, event.at, event.state, event.note, event.href) for event in life.entries]
    has_documents = await has_issued(life.lot.project_no)
    return LotLife(life=life, events=events, has_documents=has_documents)


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


HOME = view("/", "public_site/home.html", home, needs=PUBLIC)
NOTICES = view("/notices", "public_site/notices.html", notices, needs=PUBLIC, opt=read_as(NoticeSearch))
NOTICE = view("/notices/{no:str}", "public_site/notice.html", notice, needs=PUBLIC)
PROJECT = told("/projects/{no:str}", project, needs=PUBLIC)
LOT = view("/projects/{no:str}/lots/{lot_no:int}", "public_site/project.html", lot, needs=PUBLIC)
RULES = view("/rules", "public_site/rules.html", rules, needs=PUBLIC, opt=read_as(RulesAsked))
