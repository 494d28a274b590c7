"""What comes in at the doors of the calendar, for HTML forms and for JSON alike. Not for: judging it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import msgspec
from litestar.params import PathParameter

from core.clock import YEARS
from trading.calendar.domain.holiday_lines import days_typed
from trading.calendar.domain.holidays import Arrangement
from trading.projects.domain.faults import refuse_faults
from trading.projects.forms import LongText
from web.form_fields import Name as Line
from web.form_fields import each_once

Year: TypeAlias = Annotated[int, PathParameter(ge=YEARS[0], le=YEARS[-1])]
"""A year in an address; the bounds stand where Litestar looks."""


Days: TypeAlias = Annotated[tuple[date, ...], msgspec.Meta(max_length=366), each_once()]


class HolidayYearForm(msgspec.Struct, frozen=True, kw_only=True):
    """A year's arrangement over JSON."""

    days_off: Days
    source: Line
    days_worked: Days = ()
    provisional: bool = False

    def arrangement(self, year: int) -> Arrangement:
        return Arrangement(
            year=year,
            days_off=tuple(sorted(set(self.days_off))),
            days_worked=tuple(sorted(set(self.days_worked))),
            source=self.source,
            provisional=self.provisional,
        )


class HolidayYearPageForm(msgspec.Struct, frozen=True, kw_only=True):
    """The same on the page: days as text, see `days_typed`."""

    days_off: LongText
    source: Line
    days_worked: LongText = ""
    provisional: bool = False

    def arrangement(self, year: int) -> Arrangement:
        """Raises what is wrong with the lines of both fields at once."""
        days_off, off_faults = days_typed(self.days_off, field="days_off", year=year)
        days_worked, worked_faults = days_typed(self.days_worked, field="days_worked", year=year)
        refuse_faults((*off_faults, *worked_faults))
        return Arrangement(
            year=year,
            days_off=days_off,
            days_worked=days_worked,
            source=self.source,
            provisional=self.provisional,
        )
