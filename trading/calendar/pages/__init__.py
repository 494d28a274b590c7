"""Pages of the year's days off."""

from litestar import Router

from trading.calendar.pages.holidays import HolidayPages

pages_router = Router(path="/", route_handlers=[HolidayPages])

__all__ = ["pages_router"]
