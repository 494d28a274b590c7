"""Small public answers that pages ask for."""

from __future__ import annotations

from datetime import date

from litestar import Router, get
from litestar.params import FromQuery
from msgspec import Struct

from core.errors import Invalid
from trading.rules import calendar
from web.guards import public

LONGEST_DAYS = 3660


class WorkingDays(Struct, frozen=True, kw_only=True):
    """How many working days lie after `start` up to and including `end`; None when a year is not yet arranged."""

    count: int | None


def working_days(start: date, end: date) -> int | None:
    """The count by the official calendar; None for a year it does not know, or for a span that makes no sense."""
    if not 0 <= (end - start).days <= LONGEST_DAYS:
        return None
    try:
        return calendar().working_days_between(start, end)
    except Invalid:
        return None


@get("/api/working-days", opt=public(), sync_to_thread=False)
def count_working_days(start: FromQuery[date], end: FromQuery[date]) -> WorkingDays:
    """Working days between two Beijing days; the first is not counted (《民法典》第二百零一条)."""
    return WorkingDays(count=working_days(start, end))


api_router = Router(path="/", route_handlers=[count_working_days])
