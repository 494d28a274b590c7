"""The working calendar over JSON. Not for: counting days; pages ask `/api/working-days`."""

from __future__ import annotations

from trading.calendar.queries.holiday_years import known_holiday_year
from web.guards import PUBLIC
from web.views import told

YEAR = told("/api/calendar/{year:int}", known_holiday_year, needs=PUBLIC)
