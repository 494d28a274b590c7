"""Forms: typed text becomes a struct, or every mistake is named at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec
import pytest

from app.settings import PROJECT
from core.errors import Invalid
from web.form_fields import Choice, parse_scalar
from web.forms import FormRefused, FormValues, Moment, Yuan, errors_by_field, filled, parse_form


class Colour(StrEnum):
    RED = "red"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(min_length=2)]
    points: Decimal


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    name: str = ""


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(max_length=5)]
    budget: Yuan
    due_at: Moment
    count: int = 3
    colour: Colour = Colour.RED
    ceiling: Yuan | None = None
    day: date | None = None
    joint: bool = False
    tags: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    few: Annotated[tuple[Seat, ...], msgspec.Meta(max_length=2)] = ()
    pair: Annotated[tuple[str, ...], msgspec.Meta(max_length=2)] = ()


GOOD = [("name", " 食堂 "), ("budget", "1,320,000.5"), ("due_at", "2026-12-01T09:30")]


def parsed(*pairs: tuple[str, str]) -> Sample:
    return parse_form(FormValues([*GOOD, *pairs]), Sample)


def mistakes(*pairs: tuple[str, str]) -> dict[str, str]:
    with pytest.raises(FormRefused) as caught:
        parse_form(FormValues(list(pairs)), Sample)
    return {name: error.message for name, error in caught.value.errors.items()}


def test_text_is_stripped_money_is_to_the_fen_and_time_is_beijing_time() -> None:
    form = parsed()
    assert form.name == "食堂"
    assert form.budget == Decimal("1320000.50")
    assert form.due_at == datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


def test_a_blank_field_takes_its_default() -> None:
    form = parsed(("count", ""), ("colour", " "), ("ceiling", ""), ("day", ""))
    assert (form.count, form.colour, form.ceiling, form.day) == (3, Colour.RED, None, None)


def test_an_optional_sum_is_read_as_money_too() -> None:
    assert parsed(("ceiling", "1，000")).ceiling == Decimal("1000.00")


def test_a_tick_box_is_false_when_absent_and_true_when_on() -> None:
    assert not parsed().joint
    assert parsed(("joint", "on")).joint


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    agrees: Choice
    small: Choice | None = None


def test_a_choice_is_made_and_never_guessed() -> None:
    assert parse_form(FormValues([("agrees", "yes")]), Vote) == Vote(agrees=True)
    assert parse_form(FormValues([("agrees", "no"), ("small", "no")]), Vote) == Vote(
        agrees=False, small=False
    )
    assert refusals([("small", "yes")], Vote) == {"agrees": "field-required"}
    assert refusals([("agrees", "perhaps")], Vote) == {"agrees": "choice-unknown"}
    assert refusals([("agrees", "on")], Vote) == {"agrees": "choice-unknown"}


def refusals(pairs: list[tuple[str, str]], form: type[msgspec.Struct]) -> dict[str, str]:
    with pytest.raises(FormRefused) as refusal:
        parse_form(FormValues(pairs), form)
    return {field: error.code for field, error in refusal.value.errors.items()}


def test_a_repeated_name_fills_a_tuple_without_its_blanks() -> None:
    assert parsed(("tags", "a"), ("tags", ""), ("tags", "b")).tags == ("a", "b")


def test_rows_keep_their_order_across_gaps_in_their_numbers() -> None:
    form = parsed(
        ("rows-10-name", "乙项"),
        ("rows-10-points", "5"),
        ("rows-2-name", "甲项"),
        ("rows-2-points", "1,000.5"),
    )
    assert form.rows == (Row(name="甲项", points=Decimal("1000.5")), Row(name="乙项", points=Decimal(5)))


def test_a_list_holds_as_many_rows_as_over_json_and_blank_ones_do_not_count() -> None:
    rows = [(f"few-{n}-name", name) for n, name in enumerate(("甲", "", "乙", "丙"))]
    assert [seat.name for seat in parsed(*rows[:3]).few if seat.name] == ["甲", "乙"]
    assert mistakes(*GOOD, *rows) == {"few": "最多2项"}
    assert mistakes(*GOOD, *(("pair", one) for one in "甲乙丙")) == {"pair": "最多2项"}


def test_all_mistakes_are_named_at_once_each_at_its_field() -> None:
    found = mistakes(
        ("name", "一二三四五六"),
        ("budget", "很多"),
        ("count", "x"),
        ("colour", "blue"),
        ("day", "昨天"),
        ("rows-0-name", "甲"),
        ("rows-0-points", ""),
    )
    assert found == {
        "name": "最多5个字",
        "budget": "金额应为数字，例如 1234567.00；逗号只能按三位分节",
        "due_at": "请填写此项",
        "count": "数目应为整数，例如 30；逗号只能按三位分节",
        "colour": "请从列出的选项中选择",
        "day": "日期格式应为 2026-12-01",
        "rows-0-name": "至少填写2个字",
        "rows-0-points": "请填写此项",
    }


def test_a_refusal_with_a_field_stands_at_that_field_with_its_article() -> None:
    error = Invalid(code="deadline-too-soon", message="不得少于20日", field="due_at", article="第三十五条")
    assert errors_by_field(error)["due_at"].article == "第三十五条"


def test_a_refusal_about_no_field_is_told_as_a_whole() -> None:
    assert errors_by_field(Invalid(code="x", message="y")) == {}


def test_a_refusal_that_carries_others_tells_them_all() -> None:
    error = Invalid(code="several", message="两处")
    error.faults = (Invalid(code="a", message="甲", field="name"), Invalid(code="b", message="乙"))  # type: ignore[attr-defined]
    assert {name: fault.message for name, fault in errors_by_field(error).items()} == {
        "name": "甲",
        "b": "乙",
    }


def test_a_struct_shown_in_a_form_reads_back_the_same() -> None:
    form = parsed(
        ("rows-0-name", "甲项"), ("rows-0-points", "5"), ("joint", "on"), ("tags", "a"), ("tags", "b")
    )
    assert parse_form(filled(form), Sample) == form


def test_later_sources_win_when_a_form_is_filled() -> None:
    assert filled({"name": "甲"}, {"name": "乙"})["name"] == "乙"


def test_no_field_lets_the_browser_drop_what_a_chinese_keyboard_types() -> None:
    """A number field in Chromium turns `123。45` into 12345; ours are text with a numeric keyboard."""
    templates = [path for path in PROJECT.rglob("templates/**/*.html") if ".venv" not in path.parts]
    assert templates
    assert [path.name for path in templates if 'type="number"' in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(("typed", "read"), [("１２", 12), ("1，200", 1200), (" 7 ", 7)])
def test_a_count_is_read_as_every_number_is(typed: str, read: int) -> None:
    assert parse_scalar(typed, int, name="count") == read


@pytest.mark.parametrize("typed", ["12。5", "1e3", "٣", "1_000", "12,34", "9" * 5000, "-1"])
def test_what_is_no_count_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        parse_scalar(typed, int, name="count")
