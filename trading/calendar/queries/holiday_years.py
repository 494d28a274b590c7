"""The working calendar as it stands: the years the programme brings, and those entered on this instance.

The table is read each time: an entry counts from its commit on, in every process.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from core.errors import NotFound
from storage import audit
from trading.calendar.domain.holidays import ARRANGING_ARTICLE
from trading.calendar.fields import Year
from trading.rules import official_calendar
from trading.rules.working_days import REMEDY, official_source, with_year
from trading.tables import HolidayYear
from trading.working_calendar import calendar_now


class HolidayYearView(msgspec.Struct, frozen=True, kw_only=True):
    """One year's arrangement. `official`: as the programme brings it; else `entered_at` is set.

    `amended`: the programme brings another, which the entry replaces. `version` is kept with what was counted by it.
    """

    year: int
    days_off: tuple[date, ...]
    days_worked: tuple[date, ...]
    source: str
    official: bool
    amended: bool
    provisional: bool
    version: str
    entered_at: datetime | None
    audit_seq: int | None


async def holiday_year(year: int) -> HolidayYearView | None:
    """None for a year that nobody has entered."""
    row = await HolidayYear.objects().where(HolidayYear.year == year).first()
    if year in official_calendar().years and not (row and row.amends):
        return _official(year)
    return None if row is None else _entered(row, seq=await audit.seq_of(row.audit_seq))


async def known_holiday_year(year: Year) -> HolidayYearView:
    """Raises `NotFound` (`holiday-year-unknown`), telling who can enter it and where."""
    found = await holiday_year(year)
    if found is None:
        raise NotFound(
            code="holiday-year-unknown",
            message=f"尚未录入{year}年国务院办公厅节假日安排；{REMEDY}",
            field="year",
            article=ARRANGING_ARTICLE,
            facts={"year": year},
        )
    return found


async def known_years() -> frozenset[int]:
    """Every year working days can be counted in."""
    return frozenset((await calendar_now()).years)


def _official(year: int) -> HolidayYearView:
    calendar = official_calendar()
    return HolidayYearView(
        year=year,
        days_off=tuple(sorted(day for day in calendar.days_off if day.year == year)),
        days_worked=tuple(sorted(day for day in calendar.days_worked if day.year == year)),
        source=official_source(year),
        official=True,
        amended=False,
        provisional=False,
        version=calendar.version_of(date(year, 1, 1)),
        entered_at=None,
        audit_seq=None,
    )


def _entered(row: HolidayYear, *, seq: int) -> HolidayYearView:
    counted = with_year(
        official_calendar(), year=row.year, days_off=row.days_off, days_worked=row.days_worked
    )
    return HolidayYearView(
        year=row.year,
        days_off=tuple(row.days_off),
        days_worked=tuple(row.days_worked),
        source=row.source,
        official=False,
        amended=row.amends,
        version=counted.version_of(date(row.year, 1, 1)),
        provisional=row.provisional,
        entered_at=row.entered_at,
        audit_seq=seq,
    )
