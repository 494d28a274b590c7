"""最低评标价法 (《政府采购货物和服务招标投标管理办法》第五十四条、第五十六条).

Among the bids that answer the documents in full, the lowest evaluated price ranks first. Nothing adjusts a price
but arithmetic correction and policy deductions; equal evaluated prices share a rank (并列).
Not for: same-brand bids (第三十一条), which are one before they come here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluation.methods.comprehensive import BidEntry, evaluated_price, exclusion


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedResult:
    """One bid's place by price; `rank` is None for an excluded bid."""

    bid: str
    quoted: Decimal
    evaluated: Decimal
    rank: int | None
    excluded: str | None


def rank_by_price(*, ceiling: Decimal | None, entries: Sequence[BidEntry]) -> tuple[PricedResult, ...]:
    """Ranked bids from the lowest evaluated price up, then the excluded ones in the order given."""
    reasons = {entry.bid: exclusion(entry, ceiling=ceiling) for entry in entries}
    prices = {entry.bid: evaluated_price(entry) for entry in entries}
    valid = sorted(
        (entry for entry in entries if reasons[entry.bid] is None), key=lambda e: (prices[e.bid], e.bid)
    )
    ranks = {e.bid: 1 + sum(prices[other.bid] < prices[e.bid] for other in valid) for e in valid}
    shut_out = [entry for entry in entries if reasons[entry.bid] is not None]
    return tuple(
        PricedResult(
            bid=entry.bid,
            quoted=entry.quoted,
            evaluated=prices[entry.bid],
            rank=ranks.get(entry.bid),
            excluded=reasons[entry.bid],
        )
        for entry in (*valid, *shut_out)
    )
