"""By score: points for the price and the members' marks.

Price score: the best evaluated price of the valid bids is the base and gets full points; every other bid gets its part
of them, half-up to 2 decimals: base ÷ price where the lower price is better, price ÷ base where the higher is. No
quotation is dropped from the base.
Members' score: each criterion's mean over the members, kept as an exact fraction; their sum is rounded once,
half-up, to 2 decimals. The total is the exact sum of the two, so it has 2 decimals and no further rounding.
Ranking: total from high to low; equal totals by quoted price, the better one first; equal again share a rank (并列),
and choosing among them is left to the tender documents.
Policy deductions change the evaluated price only: the award is at the quoted price.
Not for: too few valid bids, which is a failure of the lot and not of the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from core.errors import Invalid
from core.money import FEN
from evaluation.methods.question import BidEntry, BidResult, CriterionPoints, Question, unranked
from evaluation.methods.rounding import half_up
from trading.decisions.domain.deciding import Better

PLACES = 2


def rank_by_score(question: Question) -> tuple[BidResult, ...]:
    """Score and rank: ranked bids best first, then the excluded ones in the order given.

    Raises `Invalid` (`marks-incomplete`, `mark-out-of-range`) when the marks are not whole.
    """
    valid = [entry for entry in question.entries if entry.excluded is None]
    check_marks(criteria=question.criteria, entries=valid)
    best = min if question.better is Better.LOWER else max
    base = best((entry.evaluated for entry in valid), default=Decimal(0))
    scored = [_scored(entry, base, question) for entry in valid]
    excluded = [unranked(entry) for entry in question.entries if entry.excluded is not None]
    return (*_ranked(scored, question.better), *excluded)


def price_score(*, base: Decimal, price: Decimal, points: Decimal, better: Better = Better.LOWER) -> Decimal:
    """The price's part of the points, half-up to 2 decimals."""
    part = Fraction(base) / Fraction(price)
    return half_up((part if better is Better.LOWER else 1 / part) * Fraction(points), places=PLACES)


def mean(marks: Sequence[Decimal]) -> Fraction:
    """The exact arithmetic mean. Highest and lowest marks stay in."""
    return sum((Fraction(mark) for mark in marks), Fraction(0)) / len(marks)


def _ranked(scored: Sequence[BidResult], better: Better) -> Iterator[BidResult]:
    """In order, with ranks; bids equal in total and quoted price share one and the next rank is skipped."""
    ordered = sorted(scored, key=lambda result: (*_merit(result, better), result.bid))
    rank, last = 0, None
    for position, result in enumerate(ordered, start=1):
        if (merit := _merit(result, better)) != last:
            rank, last = position, merit
        yield replace(result, rank=rank)


def check_marks(*, criteria: Sequence[CriterionPoints], entries: Sequence[BidEntry]) -> None:
    """Refuse marks that are missing, uneven between members, beyond 0 … max, or finer than 2 decimals."""
    members = {len(marks) for entry in entries for marks in entry.marks.values()}
    wanted = {criterion.id for criterion in criteria}
    if len(members) > 1 or 0 in members or any(set(entry.marks) != wanted for entry in entries):
        raise Invalid(
            code="marks-incomplete", message="评分不完整：每位评委须对每份有效文件的每项评审因素打分"
        )
    for criterion in criteria:
        for entry in entries:
            for mark in entry.marks[criterion.id]:
                check_mark(mark, max_points=criterion.max_points)


def check_mark(mark: Decimal, *, max_points: Decimal, field: str | None = None) -> None:
    """Refuse (`mark-out-of-range`, `mark-too-fine`) a mark outside 0 … max or finer than 0.01."""
    if not mark.is_finite() or not 0 <= mark <= max_points:
        raise Invalid(
            code="mark-out-of-range",
            message=f"评分应在0至{max_points.normalize():f}分之间",
            field=field,
            facts={"max": str(max_points), "given": str(mark)},
        )
    if mark != mark.quantize(FEN):
        raise Invalid(code="mark-too-fine", message="评分最多保留两位小数", field=field)


def _scored(entry: BidEntry, base: Decimal, question: Question) -> BidResult:
    means = {criterion.id: mean(entry.marks[criterion.id]) for criterion in question.criteria}
    price = price_score(
        base=base, price=entry.evaluated, points=question.scheme.price_points, better=question.better
    )
    members = half_up(sum(means.values(), Fraction(0)), places=PLACES)
    return replace(
        unranked(entry),
        price_score=price,
        means={key: half_up(value) for key, value in means.items()},
        members_score=members,
        total=price + members,
    )


def _merit(result: BidResult, better: Better) -> tuple[Decimal, Decimal]:
    assert result.total is not None
    return -result.total, result.quoted if better is Better.LOWER else -result.quoted
