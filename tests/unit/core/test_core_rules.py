"""A rule is in force from its day until, not on, the day it ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from core.rules import Rule, RuleBook, Severity, Source


def rule(valid_to: date | None = None) -> Rule:
    return Rule(
        id="TG05",
        title="投标截止期限",
        instrument="《政府采购法》",
        clause="第三十五条",
        value=Decimal(20),
        unit="day",
        severity=Severity.HARD,
        evidence=Source.TEXT,
        valid_from=date(2003, 1, 1),
        valid_to=valid_to,
    )


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2002, 12, 31), False),
        (date(2003, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_the_days_of_a_rule(day: date, in_force: bool) -> None:
    assert rule(valid_to=date(2027, 1, 1)).in_force_on(day) is in_force


def test_a_rule_without_an_end_stays_in_force() -> None:
    assert rule().in_force_on(date(2100, 1, 1))


def test_a_book_answers_by_id() -> None:
    book = RuleBook(day=date(2026, 1, 1), rules={"TG05": rule()})
    assert book["TG05"].count == 20
    with pytest.raises(KeyError):
        book["TG99"]


@pytest.mark.parametrize(
    ("kind", "status"), [(Invalid, 422), (Forbidden, 403), (NotFound, 404), (Conflict, 409)]
)
def test_refusals_have_a_status_and_a_code(kind: type[DomainError], status: int) -> None:
    refusal = kind(code="some-code", message="不行")
    assert refusal.status == status
    assert str(refusal) == "some-code: 不行"
