"""A scheme as its method keeps it: exact, within its bounds, in a document that says its version."""

from __future__ import annotations

import json
from decimal import Decimal

import msgspec
import pytest

from core.errors import Invalid
from core.ids import new_id
from trading.choices import TieRule
from trading.kinds import KINDS
from trading.projects.domain.comprehensive import COMPREHENSIVE, ComprehensiveScheme
from trading.projects.domain.scheme import CriterionView, Scheme


def criterion(**changes: str) -> CriterionView:
    said = {"name": "方案", "kind": "subjective", "guide": "逐项评分", "envelope": "technical"} | changes
    return CriterionView(id=new_id(), ordinal=1, max_points=Decimal(70), **said)


def document(**changes: object) -> str:
    return json.dumps({"version": 1, "price_points": "30.00"} | changes)


def test_it_comes_back_to_the_last_decimal_and_without_its_criteria() -> None:
    scheme = ComprehensiveScheme(
        price_points=Decimal(30),
        tie_rule=TieRule.DRAW,
        small_firm_percent=Decimal("12.5"),
        criteria=(criterion(),),
    )
    kept = COMPREHENSIVE.written(scheme)
    assert json.loads(kept) == {
        "version": 1,
        "price_points": "30.00",
        "tie_rule": "draw",
        "small_firm_percent": "12.50",
    }
    read = COMPREHENSIVE.read(kept)
    assert (str(read.price_points), str(read.small_firm_percent), read.criteria) == ("30.00", "12.50", ())


@pytest.mark.parametrize("field", ["price_points", "small_firm_percent"])
@pytest.mark.parametrize("value", ["0", "0.01", "99.99", "100"])
def test_bounds_are_within_them(field: str, value: str) -> None:
    read = COMPREHENSIVE.read(document(**{field: value}))
    assert getattr(read, field) == Decimal(value)


@pytest.mark.parametrize("field", ["price_points", "small_firm_percent"])
@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("-0.01", "points-out-of-range"),
        ("100.01", "points-out-of-range"),
        ("29.999", "points-too-fine"),
        ("NaN", "points-unreadable"),
    ],
)
def test_what_is_beyond_them_is_neither_kept_nor_read(field: str, value: str, code: str) -> None:
    scheme = ComprehensiveScheme(**{"price_points": Decimal(30), field: Decimal(value)})
    with pytest.raises(Invalid) as refusal:
        COMPREHENSIVE.written(scheme)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    with pytest.raises(msgspec.ValidationError):
        COMPREHENSIVE.read(document(**{field: value}))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"kind": "lucky"}, "criteria-1-kind"), ({"envelope": "price"}, "criteria-1-envelope")],
)
def test_a_criterion_of_no_kind_the_method_knows_is_not_kept(changes: dict[str, str], field: str) -> None:
    criteria = (criterion(), criterion(**changes))
    with pytest.raises(Invalid) as refusal:
        COMPREHENSIVE.written(ComprehensiveScheme(price_points=Decimal(30), criteria=criteria))
    assert (refusal.value.code, refusal.value.field) == ("criterion-unknown", field)


@pytest.mark.parametrize("said", [{"tie_rule": "by lot"}, {"price_points": None}, {"version": 2}])
def test_what_the_method_does_not_hold_with_is_not_read(said: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"tie_rule|price_points|version 2"):
        COMPREHENSIVE.read(document(**said))


def test_a_listing_lays_nothing_down() -> None:
    schema = KINDS["land_listing"].method.scheme
    assert schema.written(schema.blank) == '{"version":1}'
    read = schema.read('{"version": 1}')
    assert read == Scheme()
    assert (read.price_points, read.small_firm_percent, read.total) == (0, None, 0)
