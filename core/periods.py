"""Periods of days as instants: when the law's whole days are over (《民法典》第二百零一条、第二百零三条).

The day on which a period begins is not counted, and its last day ends at 24:00, which is the first instant of the
next. So "no fewer than five days" is over at one instant, and whether something comes before it is a comparison of
instants, never of dates. Not for: knowing working days, which is `core.calendar`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from core.calendar import Calendar
from core.clock import BEIJING, day_text, local_day
from core.errors import Invalid


def end_of(day: date) -> datetime:
    """24:00 Beijing time, when a period that ends with `day` is over."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=BEIJING)


def days_over(start: datetime, *, days: int) -> datetime:
    """When `days` whole days after `start` are over."""
    return end_of(local_day(start) + timedelta(days=days))


def working_days_over(start: datetime, *, days: int, calendar: Calendar) -> datetime:
    """When `days` whole working days after `start` are over; raises `Invalid` like the calendar."""
    return end_of(calendar.add_working_days(local_day(start), days))


def last_day_of(over: datetime, *, calendar: Calendar) -> date | None:
    """The last day of a period within which to act, moved past days off (《民法典》第二百零三条第一款).

    None when nobody can tell because a year is not entered.
    """
    day = last_whole_day(over)
    try:
        return day if calendar.is_working_day(day) else calendar.add_working_days(day, 1)
    except Invalid:
        return None


def years_after(day: date, years: int) -> date:
    """The corresponding day `years` later, or the last of its month (《民法典》第二百零二条)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def day_ending_with(moment: datetime) -> date:
    """The day a period that is over at `moment` ends with: 00:00 is 24:00 of the day before."""
    return local_day(moment - timedelta(microseconds=1))


def last_whole_day(moment: datetime) -> date:
    """The newest day that is over at `moment`: up to it days are whole."""
    return local_day(moment) - timedelta(days=1)


def end_text(moment: datetime) -> str:
    """`2026年6月9日（星期二）24时` for an end of day: the day that ends there, as people say it."""
    return f"{day_text(last_whole_day(moment))}24时"
