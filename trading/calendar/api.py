"""The working calendar over JSON. Not for: counting days; pages ask `/api/working-days`."""

from __future__ import annotations

from litestar import Router, get

from trading.calendar.fields import Year
from trading.calendar.queries.holiday_years import HolidayYearView, known_holiday_year
from web.guards import public


@get("/calendar/{year:int}", opt=public())
async def show_holiday_year(year: Year) -> HolidayYearView:
    """The State Council's arrangement of a year; 404 (`holiday-year-unknown`) where nobody has entered it."""
    return await known_holiday_year(year)


api_router = Router(path="/api", route_handlers=[show_holiday_year])
