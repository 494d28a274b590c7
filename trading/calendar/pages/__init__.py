"""Pages of the year's days off."""

from litestar import Router

from trading.calendar.pages.holidays import this_year, year_page

pages_router = Router(path="/", route_handlers=[this_year, year_page])

__all__ = ["pages_router"]
