"""The working calendar over JSON. Not for: counting days; pages ask `/api/working-days`."""

from __future__ import annotations

from datetime import datetime

from litestar import Controller, Router, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from identity.actor import Actor
from trading.calendar import forms
from trading.calendar.operations.enter_holiday_year import enter_holiday_year
from trading.calendar.queries.holiday_years import HolidayYearView, known_holiday_year
from trading.permissions import Permission
from web.guards import public, requires


class CalendarApi(Controller):
    """The State Council's arrangement, year by year."""

    path = "/api/calendar/{year:int}"

    @get(opt=public())
    async def year(self, year: forms.Year) -> HolidayYearView:
        """404 (`holiday-year-unknown`) for a year nobody has entered."""
        return await known_holiday_year(year)

    @put(guards=[requires(Permission.CALENDAR_ENTER)])
    async def enter(
        self,
        year: forms.Year,
        data: JSONBody[forms.HolidayYearForm],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> HolidayYearView:
        """Enter a year, or correct an entry."""
        await enter_holiday_year(actor=actor, arrangement=data.arrangement(year), now=now)
        return await known_holiday_year(year)


api_router = Router(path="/", route_handlers=[CalendarApi])
