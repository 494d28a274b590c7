"""What is done to the calendar; see `web.acts`."""

from __future__ import annotations

from trading.calendar.operations.enter_holiday_year import PublishedYear, enter_holiday_year
from trading.calendar.pages import holidays
from trading.calendar.queries.holiday_years import known_holiday_year
from trading.permissions import Permission
from web.acts import Place

YEAR = Place(
    holidays.YEAR, api="/api/calendar/{year:int}", needs=Permission.CALENDAR_ENTER, ref=known_holiday_year
)
YEAR.act("", enter_holiday_year, PublishedYear, to="/calendar/{year}?said=entered")
