"""What the world may read of trading: published notices, the life of a project, openings and figures.

Only published notices and lots whose notice is out are ever looked at. Not for: desks.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from core.clock import BEIJING, local_day
from core.errors import NotFound
from identity.relations import ORGANISATIONS
from storage.database import fetch, fetch_one
from trading.kinds import KINDS
from trading.notices.domain.notice_shape import Body
from trading.notices.queries.notice_rows import NOTICE_ROW, NoticeRow, notice_rows
from trading.projects.domain.named_lot import NamedLot
from trading.projects.domain.offer import Side
from trading.projects.queries.lots import NAMED_LOT
from trading.states import LotState, NoticeKind
from trading.terms import Terms

if TYPE_CHECKING:
    from asyncpg import Record


class NoticeArticle(msgspec.Struct, frozen=True, kw_only=True):
    """A whole notice; `audit_seq` is its place in the log, `body_sha256` in the log's facts is over `body`."""

    row: NoticeRow
    body: Body
    version: int
    audit_seq: int
    others: tuple[NoticeRow, ...]


class OpeningRow(NamedLot, msgspec.Struct, frozen=True, kw_only=True):
    """A lot by its deadline, which is also its opening."""

    lot_id: UUID
    project_no: str
    project_name: str
    lot_no: int
    lot_name: str
    lots: int
    category: str
    tenderer_name: str
    budget: Decimal
    bids_due_at: datetime
    opening_place: str
    state: LotState
    notice_no: str
    project_kind: str

    @property
    def terms(self) -> Terms:
        """What its kind calls parties, papers and moments."""
        return KINDS[self.project_kind].terms


class AwardRow(NamedLot, msgspec.Struct, frozen=True, kw_only=True):
    """A published result."""

    notice_no: str
    project_no: str
    project_name: str
    project_kind: str
    lot_no: int
    lot_name: str
    lots: int
    winner_name: str
    amount: Decimal
    budget: Decimal
    published_at: datetime

    @property
    def terms(self) -> Terms:
        """What its kind calls parties, papers and moments."""
        return KINDS[self.project_kind].terms


class HomeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The year so far. `saved` is budget minus award, over the lots awarded whose price has a ceiling."""

    year: int
    notices: int
    open_lots: int
    awarded_lots: int
    awarded_amount: Decimal
    saved: Decimal


_OPENING = f"""
SELECT lot.id AS lot_id, {NAMED_LOT},
       project.category, tenderer.name AS tenderer_name, lot.budget, lot.bids_due_at, lot.opening_place,
       lot.state, notice.no AS notice_no, project.kind AS project_kind
FROM trading_lot lot
JOIN trading_project project ON project.id = lot.project
JOIN {ORGANISATIONS} tenderer ON tenderer.id = project.tenderer
JOIN trading_notice notice
  ON notice.project = lot.project AND notice.lot IS NULL AND notice.state = 'published'
WHERE lot.notice_published_at IS NOT NULL
"""  # noqa: S608 — fixed texts


async def newest_notices(*, limit: int = 10, kind: NoticeKind | None = None) -> tuple[NoticeRow, ...]:
    """The newest published notices, of one kind if given."""
    rows = await fetch(
        f"{NOTICE_ROW} AND ($1::text IS NULL OR notice.kind = $1)"
        " ORDER BY notice.published_at DESC, notice.no LIMIT $2",
        kind,
        limit,
    )
    return await notice_rows(rows)


async def notice_by_no(no: str) -> NoticeArticle:
    """A published notice with the project's other notices; raises `NotFound` (`notice-unknown`)."""
    found = await fetch_one(f"{NOTICE_ROW} AND notice.no = $1", no)
    if found is None:
        raise NotFound(code="notice-unknown", message="没有这份公告，或者公告尚未发布")
    body = await fetch_one("SELECT body::text AS body FROM trading_notice WHERE no = $1", no)
    assert body is not None
    [row], others = await notice_rows([found]), await notices_of_project(found["project_no"])
    return NoticeArticle(
        row=row,
        body=msgspec.json.decode(body["body"], type=Body),
        version=found["version"],
        audit_seq=row.audit_seq,
        others=tuple(other for other in others if other.no != no),
    )


async def notices_titled_within(text: str, *, limit: int) -> list[str]:
    """Numbers of published notices whose whole title stands in `text` (compact), the longest titles first."""
    rows = await fetch(
        "SELECT no FROM trading_notice WHERE state = 'published'"
        " AND position(lower(replace(title, ' ', '')) IN $1) > 0 ORDER BY length(title) DESC LIMIT $2",
        text,
        limit,
    )
    return [row["no"] for row in rows]


async def notices_of_project(project_no: str) -> tuple[NoticeRow, ...]:
    """The project's published notices, oldest first."""
    rows = await fetch(
        f"{NOTICE_ROW} AND project.no = $1 ORDER BY notice.published_at, notice.no", project_no
    )
    return await notice_rows(rows)


async def openings_today(*, now: datetime) -> tuple[OpeningRow, ...]:
    """Lots whose opening falls on today's Beijing day, in order of time."""
    start, end = day_bounds(local_day(now))
    return await _openings("AND lot.bids_due_at >= $1 AND lot.bids_due_at < $2", start, end)


async def openings_coming(*, now: datetime, limit: int = 20) -> tuple[OpeningRow, ...]:
    """Lots whose opening falls on a later day, the next first."""
    _, end = day_bounds(local_day(now))
    return await _openings("AND lot.bids_due_at >= $1", end, limit=limit)


async def closing_soon(
    *, now: datetime, within: timedelta = timedelta(days=7), limit: int = 10
) -> tuple[OpeningRow, ...]:
    """Lots still open for bids whose deadline comes within the span."""
    return await _openings(
        "AND lot.state = 'bidding' AND lot.bids_due_at > $1 AND lot.bids_due_at <= $2",
        now,
        now + within,
        limit=limit,
    )


async def open_lots(*, now: datetime, limit: int = 100) -> tuple[OpeningRow, ...]:
    """Lots open for bids now, the nearest deadline first."""
    return await _openings("AND lot.state = 'bidding' AND lot.bids_due_at > $1", now, limit=limit)


async def newest_awards(*, limit: int = 10) -> tuple[AwardRow, ...]:
    """The newest published results."""
    rows = await fetch(
        f"""
        SELECT notice.no AS notice_no, {NAMED_LOT}, project.kind AS project_kind,
               award.winner_name, award.amount, lot.budget, notice.published_at
        FROM trading_notice notice
        JOIN trading_lot lot ON lot.id = notice.lot
        JOIN trading_project project ON project.id = lot.project
        JOIN trading_award award ON award.lot = lot.id
        WHERE notice.state = 'published' AND notice.kind = 'award_notice'
        ORDER BY notice.published_at DESC, notice.no LIMIT $1
        """,  # noqa: S608 — fixed texts
        limit,
    )
    return tuple(msgspec.convert(dict(row), AwardRow) for row in rows)


async def home_figures(*, now: datetime) -> HomeFigures:
    """Figures of the calendar year `now` is in."""
    year = local_day(now).year
    start = datetime(year, 1, 1, tzinfo=BEIJING)
    row = await fetch_one(
        """
        SELECT
          (SELECT count(*) FROM trading_notice WHERE state = 'published' AND published_at >= $1) AS notices,
          (SELECT count(*) FROM trading_lot WHERE state = 'bidding') AS open_lots,
          count(award.id) AS awarded_lots,
          coalesce(sum(award.amount), 0) AS awarded_amount,
          coalesce(sum(lot.budget - award.amount) FILTER (WHERE project.kind = ANY ($2::text[])), 0) AS saved
        FROM trading_award award JOIN trading_lot lot ON lot.id = award.lot
        JOIN trading_project project ON project.id = lot.project
        WHERE lot.state = 'awarded' AND award.determined_at >= $1
        """,
        start,
        [kind.code for kind in KINDS.values() if kind.offer.side is Side.AT_MOST],
    )
    assert row is not None
    return HomeFigures(year=year, **dict(row))


async def _openings(condition: str, *values: object, limit: int = 200) -> tuple[OpeningRow, ...]:
    place = len(values) + 1
    rows = await fetch(
        f"{_OPENING} {condition} ORDER BY lot.bids_due_at, notice.no LIMIT ${place}", *values, limit
    )
    return tuple(_opening(row) for row in rows)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The Beijing day as instants; the second no longer belongs to it."""
    start = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
    return start, start + timedelta(days=1)


def _opening(row: Record) -> OpeningRow:
    return msgspec.convert(dict(row), OpeningRow)
