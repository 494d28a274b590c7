"""The official calendar: the chinesecalendar package, and over it the years entered in holidays.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import chinese_calendar

from core.calendar import Calendar

_FILE = Path(__file__).parent / "holidays.toml"


@cache
def calendar() -> Calendar:
    """Days off and days worked for every year somebody has entered; other years are unknown."""
    return with_entered_years(_packaged(), entered=tomllib.loads(_FILE.read_text("utf-8")))


def with_entered_years(base: Calendar, *, entered: Mapping[str, Any]) -> Calendar:
    """`base` with whole years replaced by those entered; raises `ValueError` for a day of another year."""
    days_off, days_worked, years = set(base.days_off), set(base.days_worked), set(base.years)
    for row in entered.get("year", ()):
        year = row["year"]
        if stray := [day for day in (*row["days_off"], *row["days_worked"]) if day.year != year]:
            raise ValueError(f"holidays of {year}: {stray[0]} is of another year")
        if weekdays := [day for day in row["days_worked"] if day.weekday() < 5]:
            raise ValueError(f"holidays of {year}: {weekdays[0]} is a weekday and needs no making up")
        days_off = {day for day in days_off if day.year != year} | set(row["days_off"])
        days_worked = {day for day in days_worked if day.year != year} | set(row["days_worked"])
        years.add(year)
    return Calendar(days_off=frozenset(days_off), days_worked=frozenset(days_worked), years=frozenset(years))


def _packaged() -> Calendar:
    holidays: Mapping[date, str] = chinese_calendar.constants.holidays
    worked: Mapping[date, str] = chinese_calendar.constants.workdays
    return Calendar(
        days_off=frozenset(holidays),
        days_worked=frozenset(worked),
        years=frozenset(day.year for day in holidays),
    )
