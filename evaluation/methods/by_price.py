"""By price alone, the lower or the higher one first.

Nothing adjusts a price but arithmetic correction and policy deductions. Offers come in the order they arrived in; where
equals do not share a rank (并列), the first to arrive goes first.
Not for: bids that count as one by law, which are one before they come here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from evaluation.methods.question import BidEntry, BidResult, Question, unranked
from trading.decisions.domain.deciding import Better


def rank_by_price(question: Question) -> tuple[BidResult, ...]:
    """Ranked offers from the best evaluated price on, then the excluded ones, in the order given."""
    valid = [entry for entry in question.entries if entry.excluded is None]
    valid.sort(key=lambda entry: _merit(entry, question.better))
    return (
        *(replace(unranked(entry), rank=_rank(place, valid, question)) for place, entry in enumerate(valid)),
        *(unranked(entry) for entry in question.entries if entry.excluded is not None),
    )


def _rank(place: int, valid: Sequence[BidEntry], question: Question) -> int:
    if not question.equals_share:
        return place + 1
    merits = [_merit(entry, question.better) for entry in valid]
    return 1 + sum(merit < merits[place] for merit in merits)


def _merit(entry: BidEntry, better: Better) -> Decimal:
    """The smaller, the better."""
    return entry.evaluated if better is Better.LOWER else -entry.evaluated
