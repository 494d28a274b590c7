"""`/calendar`: which days are off and which weekends worked, for everybody; administrators enter or amend a year."""

from __future__ import annotations

import calendar as months_of
from dataclasses import dataclass
from datetime import date, datetime

from litestar.params import FromQuery
from msgspec import Struct

from core.clock import local_day
from identity.actor import Actor
from trading.calendar.domain.holidays import runs
from trading.calendar.fields import Year
from trading.calendar.queries.holiday_years import HolidayYearView, holiday_year, known_years
from trading.permissions import Permission
from web.forms import FormValues, filled
from web.guards import PUBLIC
from web.views import view


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One square of the year's sheet; `mark` is what the printed calendars write beside the number."""

    number: int
    kind: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Weeks from Monday; None outside the month."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]


class YearShown(Struct, frozen=True, kw_only=True):
    """A year's days off, drawn and in the form; `known` are the years that were entered, `years` those to go to."""

    year: int
    years: list[int]
    known: frozenset[int]
    arranged: HolidayYearView | None
    months: tuple[Month, ...]
    runs_off: tuple[tuple[date, date], ...]
    may_enter: bool
    values: FormValues
    flash: str | None


def sheet(view: HolidayYearView) -> tuple[Month, ...]:
    """The year drawn month by month."""
    off, worked = frozenset(view.days_off), frozenset(view.days_worked)
    return tuple(
        Month(
            number=month,
            weeks=tuple(
                tuple(_day(day, off, worked) if day.month == month else None for day in week)
                for week in months_of.Calendar().monthdatescalendar(view.year, month)
            ),
        )
        for month in range(1, 13)
    )


def _day(day: date, off: frozenset[date], worked: frozenset[date]) -> Day:
    if day in worked:
        return Day(number=day.day, kind="worked", mark="班")
    if day in off:
        return Day(number=day.day, kind="off", mark="休")
    return Day(number=day.day, kind="weekend" if day.weekday() >= 5 else "plain", mark="")


async def year_shown(
    year: Year, visitor: Actor | None, now: datetime, said: FromQuery[str] = ""
) -> YearShown:
    """One year."""
    arranged, known = await holiday_year(year), await known_years()
    this_year = local_day(now).year
    near = {this_year - 1, this_year, this_year + 1, year}
    return YearShown(
        year=year,
        years=sorted(near | {one for one in known if one > this_year}),
        known=known,
        arranged=arranged,
        months=sheet(arranged) if arranged else (),
        runs_off=runs(arranged.days_off) if arranged else (),
        may_enter=visitor is not None and Permission.CALENDAR_ENTER in visitor.permissions,
        values=_values(arranged),
        flash="节假日安排已录入并写入审计日志。" if said == "entered" else None,
    )


async def this_year(visitor: Actor | None, now: datetime) -> YearShown:
    """The year that runs."""
    return await year_shown(local_day(now).year, visitor, now)


def _values(arranged: HolidayYearView | None) -> FormValues:
    if arranged is None:
        return filled({})
    return filled(
        {
            "days_off": _text(arranged.days_off),
            "days_worked": _text(arranged.days_worked),
            "source": arranged.source,
            "provisional": arranged.provisional,
        }
    )


def _text(days: tuple[date, ...]) -> str:
    """As the notices print it and the form takes it, one run a line."""
    return "\n".join(
        _plain(first) if first == last else f"{_plain(first)}至{_plain(last)}" for first, last in runs(days)
    )


def _plain(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


THIS_YEAR = view("/calendar", "calendar/calendar.html", this_year, needs=PUBLIC)
YEAR = view("/calendar/{year:int}", "calendar/calendar.html", year_shown, needs=PUBLIC)
