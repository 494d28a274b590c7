"""What every method of evaluation is asked and what it answers. Not for: any formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from evaluation.methods.rounding import half_up
from trading.decisions.domain.deciding import Better
from trading.projects.domain.scheme import NO_SCHEME, Scheme

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionPoints:
    """A criterion and the most a member may give for it."""

    id: str
    max_points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BidEntry:
    """One bid as it enters the arithmetic.

    `marks` maps criterion id → one mark per member, members always in the same order. `excluded` is why the
    bid was found invalid; such a bid needs no marks. `deduction_percent` is taken off its price by policy.
    """

    bid: str
    quoted: Decimal
    marks: Mapping[str, tuple[Decimal, ...]]
    deduction_percent: Decimal = Decimal(0)
    excluded: str | None = None

    @property
    def evaluated(self) -> Decimal:
        """The quoted price less the deduction, to the fen: what is compared, and never what is paid."""
        return half_up(Fraction(self.quoted) * Fraction(HUNDRED - self.deduction_percent) / 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Bids in the order they arrived in, and which of two prices is better; what members scored, and the lot's scheme.

    `equals_share`: equals share a rank; else the first to arrive goes first.
    """

    entries: Sequence[BidEntry]
    better: Better
    equals_share: bool
    scheme: Scheme = NO_SCHEME.blank
    criteria: Sequence[CriterionPoints] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BidResult:
    """One bid's outcome: its rank, or why it has none. Scores are None where nothing was scored.

    `means` are the criterion means half-up to 2 decimals for people to read; the total is not made of them.
    """

    bid: str
    quoted: Decimal
    evaluated: Decimal
    price_score: Decimal | None = None
    means: Mapping[str, Decimal]
    members_score: Decimal | None = None
    total: Decimal | None = None
    rank: int | None = None
    excluded: str | None = None


Ranking: TypeAlias = Callable[[Question], tuple[BidResult, ...]]
"""A method: ranked bids best first, then the excluded ones in the order given."""


def unranked(entry: BidEntry) -> BidResult:
    """The bid with nothing found of it yet, or with the reason why nothing will be."""
    return BidResult(
        bid=entry.bid, quoted=entry.quoted, evaluated=entry.evaluated, means={}, excluded=entry.excluded
    )
