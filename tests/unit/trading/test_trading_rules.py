"""The statutory values and the calendar, checked as one configuration."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import Invalid
from core.rules import Severity
from trading.kinds import KINDS
from trading.rules import Term, official_calendar, rulebook
from trading.rules.book import FOLDER, read_rule, rules_of
from trading.rules.wording import value_text
from trading.rules.working_days import with_years_of_file

TODAY = date(2026, 11, 22)
ROW = {
    "id": "X01",
    "title": "期限",
    "instrument": "《某法》",
    "article": "第一条",
    "value": "5",
    "unit": "days",
    "severity": "hard",
    "evidence": "V",
    "valid_from": date(2020, 1, 1),
}


def test_every_term_of_procurement_is_in_force() -> None:
    book = KINDS["procurement"].rules_on(TODAY)
    assert {str(term) for term in Term if term is not Term.LAND_TERM} <= {
        key.partition(":")[0] for key in book.rules
    }


def test_every_rule_names_its_article_in_book_title_marks() -> None:
    assert all(
        "《" in rule.article and "》" in rule.article for rule in rules_of(KINDS["procurement"].rule_file)
    )


def test_rules_recalled_without_the_text_are_marked_unverified() -> None:
    unverified = {rule.id for rule in rules_of(KINDS["procurement"].rule_file) if not rule.verified}
    assert {"G03-goods", "G03-services", "C03", "TG02", "O03", "E06-window"} <= unverified


@pytest.mark.parametrize(
    ("rule_id", "value", "unit"),
    [
        ("TG02", 5, "working_days"),
        ("TG03", 5, "working_days"),
        ("TG05", 20, "days"),
        ("TG15", 5, "working_days"),
        ("TG16", 2, "working_days"),
        ("G03-goods", 30, "percent"),
        ("G03-services", 10, "percent"),
        ("O03", 3, "bidders"),
        ("C03", 5, "people"),
        ("C03-large", 7, "people"),
    ],
)
def test_values_are_those_of_the_catalogue(rule_id: str, value: int, unit: str) -> None:
    rule = KINDS["procurement"].rules_on(TODAY)[rule_id]
    assert (rule.value, rule.unit) == (Decimal(value), unit)


def test_a_rule_is_absent_before_its_day() -> None:
    assert "TG02" not in KINDS["procurement"].rules_on(date(2017, 9, 30)).rules
    assert "TG02" in KINDS["procurement"].rules_on(date(2017, 10, 1)).rules


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"unit": "fortnights"}, "unit"),
        ({"value": "five"}, "not a number"),
        ({"value": 5}, "written as text"),
        ({"value": "-1"}, "above zero"),
        ({"instrument": ""}, "names itself"),
        ({"surprise": 1}, "unknown"),
        ({"valid_to": date(2019, 1, 1)}, "ends before"),
        ({"severity": "gentle"}, "gentle"),
        ({"evidence": "hearsay"}, "hearsay"),
        ({"jurisdiction": "5"}, "digits"),
        ({"jurisdiction": "five1"}, "digits"),
        ({"unit": "demand"}, "no value"),
        ({"enforced": "somewhere"}, "module:name"),
    ],
)
def test_a_nonsensical_row_stops_the_program(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_rule({**ROW, **change})


def test_a_missing_field_stops_the_program() -> None:
    with pytest.raises(ValueError, match="missing"):
        read_rule({name: value for name, value in ROW.items() if name != "article"})


PLACES = """
[[rule]]
id = "A"
title = "数额"
instrument = "《某目录》"
article = ""
value = "200"
unit = "yuan"
severity = "configured"
evidence = "local"
valid_from = 2020-01-01
{country}
[[rule]]
id = "A"
title = "数额"
instrument = "《某省目录》"
article = ""
value = "400"
unit = "yuan"
severity = "configured"
evidence = "local"
valid_from = 2020-01-01
jurisdiction = "51"
{place}
[[rule]]
id = "A"
title = "数额"
instrument = "《某市目录》"
article = ""
value = "300"
unit = "yuan"
severity = "configured"
evidence = "local"
valid_from = 2021-01-01
jurisdiction = "5101"
{place}
"""


@pytest.mark.parametrize(
    ("day", "region", "value"),
    [
        (date(2022, 1, 1), "", 200),
        (date(2022, 1, 1), "440000", 200),
        (date(2022, 1, 1), "510000", 400),
        (date(2022, 1, 1), "510700", 400),
        (date(2022, 1, 1), "510116", 300),
        (date(2020, 12, 31), "510116", 400),
    ],
)
def test_the_nearest_place_overrides(tmp_path: Path, day: date, region: str, value: int) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(PLACES.format(country="", place=""), "utf-8")
    assert rulebook(file, day, region)["A"].count == value


def test_a_rule_has_one_term_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(PLACES.format(country='term = "notice-days"', place=""), "utf-8")
    with pytest.raises(ValueError, match="two terms"):
        rules_of(file)


def test_severity_is_parsed() -> None:
    assert read_rule(ROW).severity is Severity.HARD


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 9, 18), 2, date(2026, 9, 21)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
    ],
)
def test_working_days_over_make_up_days(day: date, count: int, expected: date) -> None:
    assert official_calendar().add_working_days(day, count) == expected


def test_the_arrangement_of_2026_is_the_published_one() -> None:
    off = {day for day in official_calendar().days_off if day.year == 2026}
    worked = {day for day in official_calendar().days_worked if day.year == 2026}
    assert worked == {
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    }
    assert len(off) == 33


def test_a_year_nobody_entered_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        official_calendar().is_working_day(date(2027, 1, 4))
    assert refusal.value.code == "calendar-unknown-year"


def test_an_entered_year_replaces_and_extends() -> None:
    entered = {"year": [{"year": 2027, "days_off": [date(2027, 1, 1)], "days_worked": [date(2027, 1, 3)]}]}
    extended = with_years_of_file(official_calendar(), content=entered)
    assert not extended.is_working_day(date(2027, 1, 1))
    assert extended.is_working_day(date(2027, 1, 3))
    assert not extended.is_working_day(date(2026, 10, 1))


def test_a_day_of_another_year_is_a_mistake() -> None:
    entered = {"year": [{"year": 2027, "days_off": [date(2026, 1, 1)], "days_worked": []}]}
    with pytest.raises(ValueError, match="another year"):
        with_years_of_file(official_calendar(), content=entered)


def test_an_age_is_told_as_an_age_and_a_span_as_a_span() -> None:
    told = {rule.term: value_text(rule) for rule in rules_of(FOLDER / "procurement.toml")}
    assert (told["expert-age"], told["working-age"], told["recusal-years"]) == ("70岁", "16岁", "3年")
