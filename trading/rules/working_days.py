"""The calendar as the programme knows it: the chinesecalendar package, and over it holidays.toml.

Not for: counting anything for real — years entered by an administrator are missing here; operations and queries
ask `trading.working_calendar.calendar_now`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import chinese_calendar

from core.calendar import Calendar
from core.errors import Invalid

REMEDY = "安排公布后由平台管理员在“节假日安排”页面（/calendar）录入"

_FILE = Path(__file__).parent / "holidays.toml"


@cache
def official_calendar() -> Calendar:
    """Days off and days worked for every year the programme brings with it; other years are unknown."""
    return with_years_of_file(_packaged(), content=_file())


@cache
def official_source(year: int) -> str:
    """The notice by which the General Office arranged a year the programme knows."""
    named = {row["year"]: str(row["notice"]) for row in _file().get("year", ())}
    return named.get(year, f"国务院办公厅关于{year}年部分节假日安排的通知")


def with_years_of_file(base: Calendar, *, content: Mapping[str, Any]) -> Calendar:
    """`base` with the years of a TOML file; raises `ValueError` for a day of another year."""
    for row in content.get("year", ()):
        year = row["year"]
        if stray := [day for day in (*row["days_off"], *row["days_worked"]) if day.year != year]:
            raise ValueError(f"holidays of {year}: {stray[0]} is of another year")
        if weekdays := [day for day in row["days_worked"] if day.weekday() < 5]:
            raise ValueError(f"holidays of {year}: {weekdays[0]} is a weekday and needs no making up")
        base = with_year(base, year=year, days_off=row["days_off"], days_worked=row["days_worked"])
    return base


def with_year(
    base: Calendar, *, year: int, days_off: Iterable[date], days_worked: Iterable[date]
) -> Calendar:
    """`base` with the whole year replaced or added."""
    return replace(
        base,
        days_off=frozenset(day for day in base.days_off if day.year != year) | frozenset(days_off),
        days_worked=frozenset(day for day in base.days_worked if day.year != year) | frozenset(days_worked),
        years=frozenset(base.years) | {year},
    )


def _file() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def _packaged() -> Calendar:
    holidays: Mapping[date, str] = chinese_calendar.constants.holidays
    worked: Mapping[date, str] = chinese_calendar.constants.workdays
    return Calendar(
        days_off=frozenset(holidays),
        days_worked=frozenset(worked),
        years=frozenset(day.year for day in holidays),
        remedy=REMEDY,
    )


def working_deadline(day: date, *, count: int, calendar: Calendar) -> date | None:
    """The last day of a period of working days after `day`; None when it runs into an unknown year."""
    try:
        return calendar.add_working_days(day, count)
    except Invalid:
        return None


def working_days(start: date, end: date, *, calendar: Calendar) -> int | None:
    """Working days in (start, end]; None when that touches an unknown year."""
    try:
        return calendar.working_days_between(start, end)
    except Invalid:
        return None
