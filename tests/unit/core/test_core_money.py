"""Money to the fen, and 大写 as 《支付结算办法》 writes it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.errors import Invalid
from core.money import grouped, in_capitals, yuan


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1234567.5", "1234567.50"),
        ("1,234,567.50", "1234567.50"),
        ("1，000", "1000.00"),
        (" 0 ", "0.00"),
        ("999999999999.99", "999999999999.99"),
        (12, "12.00"),
    ],
)
def test_what_is_typed_is_read(typed: str | int, value: str) -> None:
    assert str(yuan(typed)) == value


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "money-unreadable"),
        ("十元", "money-unreadable"),
        ("1.005", "money-too-fine"),
        ("NaN", "money-unreadable"),
        ("Infinity", "money-unreadable"),
        ("-0.01", "money-out-of-range"),
        ("1000000000000", "money-out-of-range"),
    ],
)
def test_what_is_no_sum_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        yuan(typed, field="price")
    assert (refusal.value.code, refusal.value.field) == (code, "price")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1234567.5", "壹佰贰拾叁万肆仟伍佰陆拾柒元伍角整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("1000010000", "壹拾亿零壹万元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capitals(value: str, written: str) -> None:
    assert in_capitals(Decimal(value)) == written


def test_grouped() -> None:
    assert grouped(Decimal("1234567.5")) == "1,234,567.50"
