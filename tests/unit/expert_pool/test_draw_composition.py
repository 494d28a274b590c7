"""The committee's size, the pool's door, and the time of the draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.errors import Invalid
from expert_pool.domain.composition import check_composition, committee_rules, least_experts
from expert_pool.domain.qualification import Birth, TitleLevel, check_qualification
from expert_pool.domain.timing import check_start
from trading.kinds import KINDS
from trading.rules import official_calendar

RULES = committee_rules(rules=KINDS["procurement"].rules_on(date(2026, 11, 1)))
AHEAD = KINDS["procurement"].rules_on(date(2026, 11, 1))["D04"]
LIMITS = {
    "age": KINDS["procurement"].rules_on(date(2026, 11, 1))["X03-age"],
    "field_years": KINDS["procurement"].rules_on(date(2026, 11, 1))["X03-field"],
    "working_age": KINDS["procurement"].rules_on(date(2026, 11, 1))["X03-working-age"],
}
SMALL, LARGE = Decimal("9999999.99"), Decimal("10000000.00")


@pytest.mark.parametrize(
    ("experts", "representatives", "budget"), [(5, 0, SMALL), (4, 1, SMALL), (7, 0, LARGE), (5, 2, LARGE)]
)
def test_lawful_committees_pass(experts: int, representatives: int, budget: Decimal):
    check_composition(
        experts=experts, representatives=representatives, budget=budget, rules=RULES, called="委员会"
    )


@pytest.mark.parametrize(
    ("experts", "representatives", "budget", "code"),
    [
        (3, 0, SMALL, "committee-too-small"),
        (5, 0, LARGE, "committee-too-small"),
        (6, 0, SMALL, "committee-even"),
        (3, 2, SMALL, "experts-too-few"),
        (4, 3, LARGE, "experts-too-few"),
    ],
)
def test_unlawful_committees_are_refused_with_the_article(
    experts: int, representatives: int, budget: Decimal, code: str
):
    with pytest.raises(Invalid) as refusal:
        check_composition(
            experts=experts, representatives=representatives, budget=budget, rules=RULES, called="委员会"
        )
    assert (refusal.value.code, refusal.value.article) == (
        code,
        "《政府采购货物和服务招标投标管理办法》第四十七条",
    )


def test_two_thirds_are_rounded_up():
    assert [least_experts(n, thirds=RULES.experts_in_thirds) for n in (3, 5, 7, 9, 11)] == [2, 4, 5, 6, 8]


def test_an_intermediate_title_needs_eight_years():
    day = date(2026, 11, 1)
    check_qualification(level=TitleLevel.INTERMEDIATE, years=8, birth=Birth(year=1980), day=day, **LIMITS)
    with pytest.raises(Invalid) as refusal:
        check_qualification(level=TitleLevel.INTERMEDIATE, years=7, birth=Birth(year=1980), day=day, **LIMITS)
    assert refusal.value.code == "expert-too-short-in-field"


def test_nobody_of_seventy_enters_the_pool():
    with pytest.raises(Invalid) as refusal:
        check_qualification(
            level=TitleLevel.SENIOR, years=40, birth=Birth(year=1956), day=date(2026, 1, 1), **LIMITS
        )
    assert refusal.value.code == "expert-too-old"


@pytest.mark.parametrize(
    ("birth", "day", "reached"),
    [
        (Birth(year=1956, on=date(1956, 6, 1)), date(2026, 5, 31), False),
        (Birth(year=1956, on=date(1956, 6, 1)), date(2026, 6, 1), True),
        (Birth(year=1956, on=date(1956, 12, 31)), date(2026, 1, 1), False),
        (Birth(year=1956, on=date(1956, 2, 29)), date(2026, 2, 28), False),
        (Birth(year=1956, on=date(1956, 2, 29)), date(2026, 3, 1), True),
        (Birth(year=1956), date(2026, 1, 1), True),
        (Birth(year=1957), date(2026, 12, 31), False),
    ],
)
def test_seventy_is_reached_on_the_birthday_and_of_a_year_alone_at_its_beginning(
    birth: Birth, day: date, reached: bool
):
    assert birth.has_reached(70, day=day) is reached


def test_nobody_is_born_later_than_today():
    for birth in (Birth(year=2027), Birth(year=2026, on=date(2026, 11, 2))):
        with pytest.raises(Invalid) as refusal:
            check_qualification(
                level=TitleLevel.SENIOR, years=9, birth=birth, day=date(2026, 11, 1), **LIMITS
            )
        assert refusal.value.code == "birth-after-today"


@pytest.mark.parametrize(
    ("birth", "years", "lawful"),
    [
        (Birth(year=2015, on=date(2015, 3, 1)), 20, False),
        (Birth(year=2015), 0, False),
        (Birth(year=1990, on=date(1990, 11, 1)), 20, True),
        (Birth(year=1990, on=date(1990, 11, 2)), 20, False),
        (Birth(year=1990), 21, False),
    ],
)
def test_nobody_has_worked_longer_than_since_their_sixteenth_birthday(birth: Birth, years: int, lawful: bool):
    told = None
    try:
        check_qualification(
            level=TitleLevel.SENIOR, years=years, birth=birth, day=date(2026, 11, 1), **LIMITS
        )
    except Invalid as refusal:
        told = refusal.code
    assert told == (None if lawful else "years-beyond-age")


def test_the_age_somebody_may_work_from_is_the_rule_books():
    rule = replace(LIMITS["working_age"], value=Decimal(18), instrument="《某法》", clause="第一条")
    with pytest.raises(Invalid, match="满18周岁") as refusal:
        check_qualification(
            level=TitleLevel.SENIOR,
            years=20,
            birth=Birth(year=1990, on=date(1990, 11, 1)),
            day=date(2026, 11, 1),
            **LIMITS | {"working_age": rule},
        )
    assert (refusal.value.code, refusal.value.article) == ("years-beyond-age", "《某法》第一条")


@pytest.mark.parametrize("draw_day", [date(2026, 9, 18), date(2026, 9, 20), date(2026, 9, 21)])
def test_a_draw_up_to_two_working_days_before_the_evaluation_needs_no_reason(draw_day: date):
    """Sunday 2026-09-20 is a working day."""
    check_start(
        draw_day=draw_day,
        evaluation_day=date(2026, 9, 21),
        calendar=official_calendar(),
        early_reason="",
        most_ahead=AHEAD,
    )


def test_an_earlier_draw_needs_a_reason():
    early, evaluation = date(2026, 9, 17), date(2026, 9, 21)
    with pytest.raises(Invalid) as refusal:
        check_start(
            draw_day=early,
            evaluation_day=evaluation,
            calendar=official_calendar(),
            early_reason=" ",
            most_ahead=AHEAD,
        )
    assert refusal.value.code == "draw-too-early"
    check_start(
        draw_day=early,
        evaluation_day=evaluation,
        calendar=official_calendar(),
        early_reason="异地评审",
        most_ahead=AHEAD,
    )


def test_an_evaluation_before_its_draw_is_refused():
    with pytest.raises(Invalid) as refusal:
        check_start(
            draw_day=date(2026, 9, 21),
            evaluation_day=date(2026, 9, 20),
            calendar=official_calendar(),
            early_reason="x",
            most_ahead=AHEAD,
        )
    assert refusal.value.code == "evaluation-before-draw"
