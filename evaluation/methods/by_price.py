"""By price alone: 最低评标价法 (87令第五十四条、第五十六条), and 价高者得 where the higher price is the better one.

Nothing adjusts a price but arithmetic correction and policy deductions. Offers come in the order they arrived in; where
equals do not share a rank (并列), the first to arrive goes first.
Not for: same-brand bids (87令第三十一条), which are one before they come here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from evaluation.methods.comprehensive import BidEntry, BidResult, evaluated_price
from trading.decisions.domain.deciding import Better, Method


def rank_by_price(
    *, entries: Sequence[BidEntry], method: Method, exclusion: Callable[[BidEntry], str | None]
) -> tuple[BidResult, ...]:
    """Ranked offers from the best evaluated price on, then the excluded ones, in the order given."""
    reasons = {entry.bid: exclusion(entry) for entry in entries}
    valid = sorted(
        (entry for entry in entries if reasons[entry.bid] is None), key=lambda e: _merit(e, method)
    )
    ranks = {e.bid: _rank(place, valid, method) for place, e in enumerate(valid)}
    shut_out = [entry for entry in entries if reasons[entry.bid] is not None]
    return tuple(
        BidResult(
            bid=entry.bid,
            quoted=entry.quoted,
            evaluated=evaluated_price(entry),
            means={},
            rank=ranks.get(entry.bid),
            excluded=reasons[entry.bid],
        )
        for entry in (*valid, *shut_out)
    )


def _rank(place: int, valid: Sequence[BidEntry], method: Method) -> int:
    if not method.equals_share:
        return place + 1
    merits = [_merit(entry, method) for entry in valid]
    return 1 + sum(merit < merits[place] for merit in merits)


def _merit(entry: BidEntry, method: Method) -> Decimal:
    """The smaller, the better."""
    price = evaluated_price(entry)
    return price if method.better is Better.LOWER else -price
