"""The arrangement of days off and days worked of one year: what it must hold to be entered.

《全国年节及纪念日放假办法》 names thirteen days off for all; the yearly notice of the General Office of the State
Council places them and says which weekends are worked for it. Not for: counting — see `core.calendar`; nor reading
what was typed — see `trading.calendar.domain.holiday_lines`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import day_text
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


def runs(days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """Days following one another, as (first, last)."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and found[-1][1] + timedelta(days=1) == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


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
