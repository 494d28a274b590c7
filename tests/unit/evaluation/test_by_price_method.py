"""By price alone: 最低评标价法 with equal prices 并列, and 价高者得 where the first of equals goes first."""

from dataclasses import replace
from decimal import Decimal

from evaluation.methods import METHODS
from evaluation.methods.question import BidEntry, Question
from trading.decisions.domain.deciding import Better
from trading.kinds.procurement.deciding import METHOD

LOWEST = replace(METHOD, code="price", committee=False)
HIGHEST = replace(LOWEST, better=Better.HIGHER, equals_share=False)


def ranks(*prices: tuple[str, str, int], ceiling: str | None = None, method=LOWEST) -> dict[str, int | None]:
    entries = [
        BidEntry(
            bid=b,
            quoted=Decimal(p),
            marks={},
            deduction_percent=Decimal(d),
            excluded="太高" if ceiling and Decimal(p) > Decimal(ceiling) else None,
        )
        for b, p, d in prices
    ]
    found = METHODS[method.code](
        Question(entries=entries, better=method.better, equals_share=method.equals_share)
    )
    return {r.bid: r.rank for r in found}


def test_the_lowest_evaluated_price_ranks_first():
    assert ranks(("a", "100", 0), ("b", "105", 10), ("c", "99", 0)) == {"b": 1, "c": 2, "a": 3}


def test_equal_prices_share_a_rank():
    assert ranks(("a", "90", 0), ("b", "90", 0), ("c", "99", 0)) == {"a": 1, "b": 1, "c": 3}


def test_above_the_ceiling_has_no_rank():
    assert ranks(("a", "90", 0), ("b", "100.01", 0), ceiling="100") == {"a": 1, "b": None}


def test_where_higher_is_better_the_first_of_equals_to_arrive_goes_first():
    assert ranks(("c", "90", 0), ("b", "100", 0), ("a", "100", 0), method=HIGHEST) == {"b": 1, "a": 2, "c": 3}
