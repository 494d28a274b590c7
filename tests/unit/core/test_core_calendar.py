"""Days as 《民法典》 counts them: the first is not counted, days off are not working days, 调休 days are."""

from __future__ import annotations

from datetime import date

import pytest

from core.calendar import Calendar
from core.errors import Invalid

# The week around 国庆节 2026 with Sunday 27 September worked instead.
CALENDAR = Calendar(
    days_off=frozenset(date(2026, 10, day) for day in (1, 2, 5, 6, 7)),
    days_worked=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
    years=frozenset({2026}),
)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 3), False),
        (date(2026, 10, 8), True),
        (date(2026, 9, 26), False),
        (date(2026, 9, 27), True),
        (date(2026, 10, 10), True),
    ],
)
def test_working_days_follow_the_official_arrangement(day: date, working: bool) -> None:
    assert CALENDAR.is_working_day(day) is working


def test_the_starting_day_is_not_counted() -> None:
    assert CALENDAR.add_working_days(date(2026, 9, 28), 1) == date(2026, 9, 29)
    assert CALENDAR.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.add_working_days(date(2026, 10, 9), 2) == date(2026, 10, 12)


def test_between_counts_the_end_and_not_the_start() -> None:
    assert CALENDAR.working_days_between(date(2026, 9, 30), date(2026, 10, 8)) == 1
    assert CALENDAR.working_days_between(date(2026, 9, 25), date(2026, 9, 27)) == 1
    assert CALENDAR.working_days_between(date(2026, 9, 30), date(2026, 9, 30)) == 0


def test_adding_and_counting_agree() -> None:
    start = date(2026, 9, 21)
    for count in range(1, 20):
        end = CALENDAR.add_working_days(start, count)
        assert CALENDAR.working_days_between(start, end) == count


def test_a_year_nobody_arranged_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        CALENDAR.add_working_days(date(2026, 12, 31), 1)
    assert refusal.value.code == "calendar-unknown-year"
    assert refusal.value.facts == {"year": 2027}
