"""The arrangement of days off and days worked of one year: what it must hold to be entered.

《全国年节及纪念日放假办法》 names thirteen days off for all; the yearly notice of the General Office of the State
Council places them and says which weekends are worked for it. Not for: counting — see `core.calendar`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import day_text, plain_date_text, read_day
from core.errors import Invalid

STATUTORY_ARTICLE = "《全国年节及纪念日放假办法》第二条"
ARRANGING_ARTICLE = "《全国年节及纪念日放假办法》第七条"

#: The decree these demands are taken from is in force since this year (国务院令第795号).
FIRST_YEAR = 2025

STATUTORY_DAYS = 13

#: Those of the thirteen that the solar calendar fixes: (title, (month, day) …).
FIXED_DAYS: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = (
    ("元旦", ((1, 1),)),
    ("劳动节", ((5, 1), (5, 2))),
    ("国庆节", ((10, 1), (10, 2), (10, 3))),
)

_RANGE = re.compile(r" ?(?:\.\.|至|到|~|—+|–) ?")
_BETWEEN = re.compile(r"[\s,、;。]+")
_IN_THE_YEAR = re.compile(r"(?:([0-9]{1,2})月)?([0-9]{1,2})[日号]")
_LONGEST_RANGE = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """One year as entered. `days_off` holds weekends within a holiday too, as the notices print them.

    `provisional`: made up for training, until the notice is published.
    """

    year: int
    days_off: tuple[date, ...]
    days_worked: tuple[date, ...]
    source: str
    provisional: bool


def arrangement_faults(*, arrangement: Arrangement, today: date, training: bool) -> Iterator[Invalid]:
    """Every reason this arrangement cannot be the official one of its year."""
    yield from _whole_faults(arrangement, today=today, training=training)
    for field, days in (("days_off", arrangement.days_off), ("days_worked", arrangement.days_worked)):
        yield from _year_faults(days, year=arrangement.year, field=field)
    yield from _worked_faults(arrangement)
    yield from _statutory_faults(arrangement)


def amendment_faults(
    *, arrangement: Arrangement, days_off: AbstractSet[date], days_worked: AbstractSet[date]
) -> Iterator[Invalid]:
    """Why this cannot replace an arrangement that is known: nothing differs, or it is made up."""
    if arrangement.provisional:
        yield Invalid(
            code="amendment-provisional",
            message=f"{arrangement.year}年节假日安排已正式公布，只能按正式的调整通知修订，不能录入演练用的安排",
            field="provisional",
            article=ARRANGING_ARTICLE,
        )
    if (set(arrangement.days_off), set(arrangement.days_worked)) == (days_off, days_worked):
        yield Invalid(
            code="amendment-changes-nothing",
            message=f"与现行的{arrangement.year}年安排相同，没有需要修订的日期",
            field="days_off",
        )


def read_days(text: str, *, field: str, year: int | None = None) -> tuple[date, ...]:
    """Days as notices print them, `2027年1月1日（星期五）至3日、2月5日`, or as `2027-01-01..2027-01-03`.

    A day without its year is one of `year`, or of the year its run began in.
    Raises `Invalid` (`days-unreadable`) naming the first piece that is no day, and what `read_day` raises.
    """
    pieces = _BETWEEN.split(_RANGE.sub("..", plain_date_text(text)))
    days = {day for piece in pieces if piece for day in _days_of(piece, field=field, year=year)}
    return tuple(sorted(days))


def runs(days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """Days following one another, as (first, last)."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and found[-1][1] + timedelta(days=1) == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


def _days_of(piece: str, *, field: str, year: int | None) -> Iterator[date]:
    first_text, is_run, last_text = piece.partition("..")
    try:
        first = _day(first_text, since=None if year is None else date(year, 1, 1), field=field)
        last = _day(last_text, since=first, field=field) if is_run else first
    except (ValueError, Invalid):
        raise _unreadable(piece, field=field) from None
    if not timedelta(0) <= last - first <= _LONGEST_RANGE:
        raise _unreadable(piece, field=field)
    for count in range((last - first).days + 1):
        yield first + timedelta(days=count)


def _day(text: str, *, since: date | None, field: str) -> date:
    """A whole day, or `3日` and `1月3日` in the month and year of `since`."""
    found = _IN_THE_YEAR.fullmatch(text)
    if found is None or since is None:
        return read_day(text, field=field)
    return date(since.year, int(found[1] or since.month), int(found[2]))


def _unreadable(piece: str, *, field: str) -> Invalid:
    return Invalid(
        code="days-unreadable",
        message=f"“{piece[:40]}”无法识别，日期应写作 2027年1月1日 或 2027-01-01，连续日期应写作 2027年1月1日至1月3日",
        field=field,
    )


def _whole_faults(arrangement: Arrangement, *, today: date, training: bool) -> Iterator[Invalid]:
    if not FIRST_YEAR <= arrangement.year <= today.year + 1:
        yield Invalid(
            code="holiday-year-out-of-range",
            message=f"只能录入{FIRST_YEAR}年至{today.year + 1}年的安排，更晚年度的安排尚不会公布",
            field="year",
            article=ARRANGING_ARTICLE,
        )
    if not arrangement.source.strip():
        yield Invalid(code="holiday-source-missing", message="请填写安排的文件名称和文号", field="source")
    if arrangement.provisional and not training:
        yield Invalid(
            code="holiday-year-provisional",
            message="演练用的安排只能在演练环境录入，正式平台须等待国务院办公厅公布",
            field="provisional",
            article=ARRANGING_ARTICLE,
        )


def _year_faults(days: tuple[date, ...], *, year: int, field: str) -> Iterator[Invalid]:
    if strays := [day for day in days if day.year != year]:
        yield Invalid(
            code="holiday-of-another-year",
            message=f"{day_text(strays[0])}不属于{year}年，应在其所属年度的安排中录入",
            field=field,
            facts={"day": strays[0].isoformat()},
        )


def _worked_faults(arrangement: Arrangement) -> Iterator[Invalid]:
    if weekdays := [day for day in arrangement.days_worked if day.weekday() < 5]:
        yield Invalid(
            code="worked-day-on-weekday",
            message=f"{day_text(weekdays[0])}不是周末，调休上班日只能是星期六或星期日",
            field="days_worked",
            article=ARRANGING_ARTICLE,
            facts={"day": weekdays[0].isoformat()},
        )
    if both := sorted(set(arrangement.days_off) & set(arrangement.days_worked)):
        yield Invalid(
            code="day-off-and-worked",
            message=f"{day_text(both[0])}不能既放假又上班",
            field="days_worked",
            facts={"day": both[0].isoformat()},
        )


def _statutory_faults(arrangement: Arrangement) -> Iterator[Invalid]:
    off = {(day.month, day.day) for day in arrangement.days_off}
    for title, fixed in FIXED_DAYS:
        if missing := [f"{month}月{day}日" for month, day in fixed if (month, day) not in off]:
            yield Invalid(
                code="statutory-holiday-missing",
                message=f"{title}{'、'.join(missing)}是法定节假日，应列入放假日期",
                field="days_off",
                article=STATUTORY_ARTICLE,
            )
    if len(off) < STATUTORY_DAYS:
        yield Invalid(
            code="statutory-days-too-few",
            message=f"全体公民放假的节日全年共{STATUTORY_DAYS}天，放假日期只有{len(off)}天",
            field="days_off",
            article=STATUTORY_ARTICLE,
            facts={"least": STATUTORY_DAYS, "given": len(off)},
        )
