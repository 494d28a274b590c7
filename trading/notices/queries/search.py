"""Looking for published notices: words in what a notice is about, and the filters beside them.

The index holds pairs of characters (`trading_search_pieces`), so that Chinese words of two characters are found by
it and none is missed for being in no dictionary. Not for: what one notice says; see `published`.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from core.regions import region_name, region_prefix, regions
from core.searching import like_patterns, literal, search_pieces, searchable
from identity.queries import organisation_names
from storage.database import fetch, fetch_one
from trading.decisions.queries.results import award_of
from trading.kinds import KINDS
from trading.notices.queries.notice_rows import NOTICE_ROW, NoticeRow, notice_rows
from trading.notices.queries.published import day_bounds
from trading.projects.queries.lots import lot_views
from trading.states import NoticeKind
from trading.tables import Notice, Project
from web.paging import Page, PageRequest


class NoticeFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to; everything may be absent. `transaction` is the code of a
    kind of transaction; `region` may be a shortened code: 51, 5101."""

    text: str = ""
    kind: NoticeKind | None = None
    transaction: str | None = None
    category: str | None = None
    region: str | None = None
    since: date | None = None
    until: date | None = None


class RegionChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A division with published notices: its code shortened to the digits that count, name, and how many."""

    prefix: str
    name: str
    notices: int


async def search_text_of(*, lot_ids: list[UUID], project: Project, notice: Notice) -> str:
    """Everything a notice of these lots is looked for by once it is published, a line each."""
    kind, names = NoticeKind(notice.kind), await _names_of_parties(project)
    award = await award_of(lot_ids[0]) if kind is NoticeKind.RESULT else None
    lots = sorted(await lot_views(lot_ids=lot_ids), key=lambda lot: lot.lot_no)
    lines = (
        notice.no,
        notice.title,
        KINDS[project.kind].notices.titles[kind],
        project.no,
        project.name,
        *_own_texts(project),
        *(lot.lot_name for lot in lots),
        *(lot.no for lot in lots),
        *names,
        region_name(project.region),
        project.region,
        KINDS[project.kind].category_titles[project.category],
        award.winner_name if award else "",
    )
    return "\n".join(dict.fromkeys(line for line in map(searchable, lines) if line))


def _own_texts(project: Project) -> tuple[str, ...]:
    """Those of its particulars by which its kind has notices found."""
    schema = KINDS[project.kind].particulars
    particulars = schema.read(project.particulars)
    return tuple(getattr(particulars, name) for name in schema.searched)


async def search_notices(*, wanted: NoticeFilter, page: PageRequest) -> Page[NoticeRow]:
    """Notices with all the words, newest first; a page beyond the end is the last one."""
    conditions, values = _conditions(wanted)
    found = f"{NOTICE_ROW} {conditions}"
    counted = await fetch_one(f"SELECT count(*) AS total FROM ({found}) found", *values)  # noqa: S608 — fixed texts
    assert counted is not None
    asked = page.within(counted["total"])
    rows = await fetch(
        f"{found} ORDER BY notice.published_at DESC, notice.no LIMIT {asked.size:d} OFFSET {asked.offset:d}",
        *values,
    )
    return Page(
        items=await notice_rows(rows),
        total=counted["total"],
        number=asked.number,
        size=asked.size,
    )


async def regions_with_notices() -> tuple[RegionChoice, ...]:
    """Provinces, cities and counties that have published notices, each below the one that holds it."""
    rows = await fetch(
        "SELECT project.region, count(*) AS notices FROM trading_notice notice"
        " JOIN trading_project project ON project.id = notice.project"
        " WHERE notice.state = 'published' GROUP BY project.region"
    )
    counts: dict[str, int] = {}
    for row in rows:
        for prefix in sorted({region_prefix(row["region"][:digits]) for digits in (2, 4, 6)}):
            counts[prefix] = counts.get(prefix, 0) + row["notices"]
    return tuple(
        RegionChoice(prefix=prefix, name=region_name(prefix), notices=counts[prefix])
        for prefix in sorted(counts)
        if prefix.ljust(6, "0") in regions()
    )


async def _names_of_parties(project: Project) -> list[str]:
    return list((await organisation_names([project.tenderer, project.agency])).values())


def _conditions(wanted: NoticeFilter) -> tuple[str, list[object]]:
    """Only what is asked for goes into the statement, so that the indexes can serve it."""
    patterns = like_patterns(wanted.text)
    asked: tuple[tuple[str, object], ...] = (
        ("trading_search_pieces(notice.search_text) @> {}", search_pieces(wanted.text) or None),
        ("notice.search_text LIKE ALL ({}::text[])", patterns or None),
        ("notice.kind = {}", wanted.kind),
        ("project.kind = {}", wanted.transaction),
        ("project.category = {}", wanted.category),
        ("project.region LIKE {}", f"{literal(searchable(wanted.region))}%" if wanted.region else None),
        ("notice.published_at >= {}", day_bounds(wanted.since)[0] if wanted.since else None),
        ("notice.published_at < {}", day_bounds(wanted.until)[1] if wanted.until else None),
    )
    given = [(condition, value) for condition, value in asked if value is not None]
    parts = [f"AND {condition.format(f'${place}')}" for place, (condition, _) in enumerate(given, start=1)]
    return " ".join(parts), [value for _, value in given]
