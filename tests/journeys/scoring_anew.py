"""The ranking worked out a second time from the notice's formula, in exact fractions.

Shares no code with the platform, on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, TypeAlias

# Member → (bidder, criterion) → points.
Marks: TypeAlias = Mapping[str, Mapping[tuple[str, str], Decimal]]
_HUNDREDTH = Decimal("0.01")


def mark(criterion: dict[str, Any], *, bid: int, seat: int) -> Decimal:
    """Objective criteria alike for all members; subjective ones apart by hundredths, so that rounding matters."""
    share = Decimal(90 - 7 * bid) / 100
    if criterion["kind"] == "subjective":
        share += Decimal(seat) * Decimal("0.0137")
    return (Decimal(criterion["max_points"]) * share).quantize(_HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """One bidder as 87令第五十五条 and the notice's formula make it."""

    bidder: str
    price_score: Decimal
    total: Decimal


def ranking(
    *,
    prices: Mapping[str, Decimal],
    marks: Marks,
    price_points: Decimal,
) -> list[Ranked]:
    """Lowest price ÷ price × points, plus the sum of the members' means; best first."""
    lowest = min(prices.values())
    result = []
    for bidder, price in prices.items():
        price_score = _half_up(Fraction(lowest) / Fraction(price) * Fraction(price_points))
        given = [
            points for sheet in marks.values() for (whose, _), points in sheet.items() if whose == bidder
        ]
        members_score = _half_up(sum(map(Fraction, given), Fraction(0)) / len(marks))
        result.append(Ranked(bidder=bidder, price_score=price_score, total=price_score + members_score))
    return sorted(result, key=lambda one: (-one.total, prices[one.bidder]))


def _half_up(exact: Fraction) -> Decimal:
    return Decimal(int(exact * 100 + Fraction(1, 2))) / 100
