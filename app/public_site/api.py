"""Small public answers that pages ask for."""

from __future__ import annotations

from datetime import date, datetime

from litestar.params import FromQuery
from msgspec import Struct

from app.public_site.life import PublicLife, PublicProject, public_life, public_project
from app.public_site.rules import listed
from core.calendar import Calendar
from trading.projects.fields import LotNo
from trading.rules import official_calendar
from trading.rules.working_days import working_days as count_in
from trading.working_calendar import calendar_now
from web.guards import PUBLIC
from web.views import told

LONGEST_DAYS = 3660


class WorkingDays(Struct, frozen=True, kw_only=True):
    """How many working days lie after `start` up to and including `end`; None when a year is not yet arranged."""

    count: int | None


def working_days(start: date, end: date) -> int | None:
    """For pages that bring no count of their own: by the years the programme knows, not those entered here.

    None for a year it does not know, or for a span that makes no sense.
    """
    return _count(start, end, official_calendar())


async def count_working_days(start: FromQuery[date], end: FromQuery[date]) -> WorkingDays:
    """Working days between two Beijing days; the first is not counted (《民法典》第二百零一条)."""
    return WorkingDays(count=_count(start, end, await calendar_now()))


async def life(no: str, now: datetime) -> PublicLife | PublicProject:
    """The public life of a project's only lot, its steps on one timeline; of several lots, where each stands."""
    return await public_project(no, now=now)


async def life_of_lot(no: str, lot_no: LotNo, now: datetime) -> PublicLife:
    """The public life of one lot."""
    return await public_life(no, lot_no, now=now)


def _count(start: date, end: date, calendar: Calendar) -> int | None:
    return count_in(start, end, calendar=calendar) if 0 <= (end - start).days <= LONGEST_DAYS else None


WORKING_DAYS = told("/api/working-days", count_working_days, needs=PUBLIC)
LIFE = told("/api/lives/{no:str}", life, needs=PUBLIC)
LOT = told("/api/lives/{no:str}/lots/{lot_no:int}", life_of_lot, needs=PUBLIC)
RULES = told("/api/rules", listed, needs=PUBLIC)
