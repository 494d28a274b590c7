"""The working calendar as it stands: the years the programme brings, and those entered on this instance.

The table is read each time: an entry counts from its commit on, in every process. Not for:
entering a year, see `trading.calendar`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from core.calendar import Calendar
from trading.rules import official_calendar
from trading.rules.working_days import with_year, working_days
from trading.tables import HolidayYear


async def calendar_now() -> Calendar:
    """For counting working days. An amendment goes before what the programme knows, and that before other entries."""
    found = official_calendar()
    for row in await HolidayYear.objects():
        if row.amends or row.year not in official_calendar().years:
            found = with_year(found, year=row.year, days_off=row.days_off, days_worked=row.days_worked)
    return found


async def working_day_counter() -> Callable[[date, date], int | None]:
    """Counts working days in (start, end] for a page; None when that touches an unknown year."""
    return partial(working_days, calendar=await calendar_now())
