"""A training instance finds an arrangement for every year its clock may come to."""

from __future__ import annotations

from datetime import date

import pytest

from trading.calendar.domain.holidays import Arrangement, arrangement_faults
from trading.rules import provisional_body


def arrangement(year: int) -> Arrangement:
    body = provisional_body(year)
    assert body is not None
    return Arrangement(
        year=year,
        days_off=tuple(map(date.fromisoformat, body["days_off"].splitlines())),
        days_worked=tuple(map(date.fromisoformat, body["days_worked"].splitlines())),
        source=body["source"],
        provisional=body["provisional"],
    )


@pytest.mark.parametrize("year", [*range(2027, 2101), 2118, 2150, 2500])
def test_it_is_one_that_can_be_entered_the_year_before(year: int) -> None:
    faults = arrangement_faults(arrangement=arrangement(year), today=date(year - 1, 1, 1), training=True)
    assert list(faults) == []


@pytest.mark.parametrize(
    ("year", "festivals"),
    [
        (2028, ("2028-01-26", "2028-04-04", "2028-05-28", "2028-10-03")),
        (2033, ("2033-01-31", "2033-04-04", "2033-06-01", "2033-09-08")),
        (2050, ("2050-01-23", "2050-04-04", "2050-06-23", "2050-09-30")),
    ],
)
def test_its_festivals_are_those_of_the_chinese_calendar(year: int, festivals: tuple[str, ...]) -> None:
    assert {date.fromisoformat(day) for day in festivals} <= set(arrangement(year).days_off)


def test_a_year_with_a_real_arrangement_gets_none() -> None:
    assert provisional_body(2024) is None
