"""One reader of numbers: the shared vectors, and what a bidder may have sealed as a price."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from core.money import MONEY, in_capitals, sealed_price, yuan
from core.numbers import MARK, PERCENTAGE, read_number

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "numbers.json").read_text(encoding="utf-8"))
MEASURES = {measure.code: measure for measure in (MONEY, MARK, PERCENTAGE)}


def read(case: dict[str, Any]) -> dict[str, Any]:
    try:
        value = str(read_number(case["typed"], MEASURES[case["measure"]], field="here"))
    except Invalid as refusal:
        return {"fault": refusal.code if refusal.field == "here" else refusal}
    return {"value": value}


def test_the_vectors_are_read_as_they_say() -> None:
    told = [{"measure": case["measure"], "typed": case["typed"], **read(case)} for case in VECTORS["numbers"]]
    assert told == VECTORS["numbers"]


def test_the_vectors_are_written_in_capitals_as_they_say() -> None:
    told = [
        {"typed": case["typed"], "told": in_capitals(yuan(case["typed"]))} for case in VECTORS["capitals"]
    ]
    assert told == VECTORS["capitals"]


@pytest.mark.parametrize(
    "value",
    [
        Decimal("1e26"),
        Decimal("1e400"),
        Decimal("1e999999"),
        Decimal("NaN"),
        Decimal("Infinity"),
        True,
        10**40,
    ],
)
def test_no_number_of_a_program_is_rounded_into_a_sum(value: Decimal | int) -> None:
    with pytest.raises(Invalid):
        yuan(value)


@pytest.mark.parametrize(
    "sealed",
    [
        *(
            "1e26",
            "1e400",
            "9" * 30,
            "NaN",
            "Infinity",
            "-5",
            "0",
            "0.00",
            "",
            "12,34",
            "1_000",
            "٣٨",
            "380000.126",
        ),
        *("5\x00", "\ud800", "9" * 1_000_000, 1e26, 392400, 392400.0, float("nan"), True, False, None),
        *([], ["5"], {}, {"price": "5"}, b"5", Decimal(5)),
    ],
)
def test_whatever_was_sealed_as_a_price_is_a_price_or_a_refusal(sealed: object) -> None:
    with pytest.raises(Invalid) as refusal:
        sealed_price(sealed)
    assert refusal.value.code in {"money-unreadable", "money-out-of-range", "money-too-fine"}
    assert refusal.value.field == "price"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(deadline=None)
@given(json_values | st.from_regex(r"\A[-+0-9.,eE_]{0,40}\Z"))
def test_no_sealed_value_raises_anything_but_a_refusal(sealed: object) -> None:
    try:
        price = sealed_price(sealed)
    except Invalid:
        return
    assert 0 < price <= MONEY.most
    assert price.as_tuple().exponent == -2


def test_an_honest_price_is_read_to_the_fen() -> None:
    assert str(sealed_price("392400.50")) == "392400.50"
