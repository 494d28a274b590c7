"""最低评标价法: the lowest evaluated price first, equal prices 并列."""

from decimal import Decimal

from evaluation.methods.comprehensive import BidEntry
from evaluation.methods.lowest_price import rank_by_price


def ranks(*prices: tuple[str, str, int], ceiling: str | None = None) -> dict[str, int | None]:
    entries = [
        BidEntry(bid=b, quoted=Decimal(p), marks={}, deduction_percent=Decimal(d)) for b, p, d in prices
    ]
    return {
        r.bid: r.rank for r in rank_by_price(ceiling=Decimal(ceiling) if ceiling else None, entries=entries)
    }


def test_the_lowest_evaluated_price_ranks_first():
    assert ranks(("a", "100", 0), ("b", "105", 10), ("c", "99", 0)) == {"b": 1, "c": 2, "a": 3}


def test_equal_prices_share_a_rank():
    assert ranks(("a", "90", 0), ("b", "90", 0), ("c", "99", 0)) == {"a": 1, "b": 1, "c": 3}


def test_above_the_ceiling_has_no_rank():
    assert ranks(("a", "90", 0), ("b", "100.01", 0), ceiling="100") == {"a": 1, "b": None}
