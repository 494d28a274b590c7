"""综合评分法 (《政府采购货物和服务招标投标管理办法》第五十五条、第五十七条).

Price score: the lowest evaluated price of the valid bids is the base and gets full points; every other bid gets
base ÷ its evaluated price × price points, half-up to 2 decimals. No quotation is dropped from the base.
Members' score: each criterion's mean over the members, kept as an exact fraction; their sum is rounded once,
half-up, to 2 decimals. The total is the exact sum of the two, so it has 2 decimals and no further rounding.
Ranking: total from high to low; equal totals by quoted price from low to high; equal again share a rank (并列),
and choosing among them is left to the tender documents or the draw of 第六十八条.
Policy deductions change the evaluated price only: the award is at the quoted price.
Not for: fewer than three valid bids, which is a failure of the lot and not of the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from core.errors import Invalid
from core.money import FEN
from evaluation.methods.rounding import half_up
from trading.kinds.procurement.scheme import PRICE_BASE, PRICE_FORMULA

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """The method as data: what is computed, in the words published with every result, and to how many places."""

    code: str
    title: str
    article: str
    price_score: str
    members_score: str
    total: str
    ranking: tuple[str, ...]
    places: int


COMPREHENSIVE = Formula(
    code="comprehensive",
    title="综合评分法",
    article="《政府采购货物和服务招标投标管理办法》第五十五条、第五十七条",
    price_score=f"价格分＝{PRICE_FORMULA}，四舍五入保留两位小数；{PRICE_BASE}",
    members_score="评委评分＝各评审因素全体评委打分的算术平均值之和，平均值不取舍，求和后四舍五入保留两位小数",
    total="评审得分＝价格分＋评委评分",
    ranking=("评审得分由高到低", "得分相同的，投标报价由低到高", "得分且投标报价相同的，并列"),
    places=2,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionPoints:
    """A criterion and the most a member may give for it."""

    id: str
    max_points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BidEntry:
    """One bid as it enters the arithmetic.

    `marks` maps criterion id → one mark per member, members always in the same order. `excluded` is why the
    bid was found invalid; such a bid needs no marks. `deduction_percent` is the 小微企业 price deduction.
    """

    bid: str
    quoted: Decimal
    marks: Mapping[str, tuple[Decimal, ...]]
    deduction_percent: Decimal = Decimal(0)
    excluded: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BidResult:
    """One bid's outcome. For an excluded bid the scores and the rank are None.

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


def rank_bids(
    *,
    price_points: Decimal,
    criteria: Sequence[CriterionPoints],
    ceiling: Decimal | None,
    entries: Sequence[BidEntry],
) -> tuple[BidResult, ...]:
    """Score and rank: ranked bids best first, then the excluded ones in the order given.

    Raises `Invalid` (`marks-incomplete`, `mark-out-of-range`) when the marks are not whole.
    """
    reasons = {entry.bid: exclusion(entry, ceiling=ceiling) for entry in entries}
    valid = [entry for entry in entries if reasons[entry.bid] is None]
    check_marks(criteria=criteria, entries=valid)
    base = min((evaluated_price(entry) for entry in valid), default=Decimal(0))
    scored = [_scored(entry, base, price_points, criteria) for entry in valid]
    excluded = [_unscored(entry, reason) for entry in entries if (reason := reasons[entry.bid])]
    return (*ranked(scored), *excluded)


def exclusion(entry: BidEntry, *, ceiling: Decimal | None) -> str | None:
    """Why the bid is invalid and out of the base, or None (87令第六十三条: 报价超过最高限价 is invalid)."""
    if entry.excluded is not None:
        return entry.excluded
    if entry.quoted <= 0:
        return "投标报价为零元，不属于有偿取得（《政府采购法》第二条）"
    if ceiling is not None and entry.quoted > ceiling:
        return "投标报价超过最高限价（《政府采购货物和服务招标投标管理办法》第六十三条）"
    return None


def evaluated_price(entry: BidEntry) -> Decimal:
    """The quoted price less the policy deduction, to the fen; used for the base and for the bid's own score."""
    kept = Fraction(HUNDRED - entry.deduction_percent) / 100
    return half_up(Fraction(entry.quoted) * kept)


def price_score(*, base: Decimal, price: Decimal, points: Decimal) -> Decimal:
    """base ÷ price × points, half-up to 2 decimals."""
    return half_up(Fraction(base) / Fraction(price) * Fraction(points), places=COMPREHENSIVE.places)


def mean(marks: Sequence[Decimal]) -> Fraction:
    """The exact arithmetic mean. Highest and lowest marks stay in: the 办法 knows no dropping."""
    return sum((Fraction(mark) for mark in marks), Fraction(0)) / len(marks)


def ranked(scored: Sequence[BidResult]) -> Iterator[BidResult]:
    """In order, with ranks; bids equal in total and quoted price share one and the next rank is skipped."""
    ordered = sorted(scored, key=lambda result: (*_merit(result), result.bid))
    rank, last = 0, None
    for position, result in enumerate(ordered, start=1):
        if (merit := _merit(result)) != last:
            rank, last = position, merit
        yield replace(result, rank=rank)


def check_marks(*, criteria: Sequence[CriterionPoints], entries: Sequence[BidEntry]) -> None:
    """Refuse marks that are missing, uneven between members, beyond 0 … max, or finer than 2 decimals."""
    members = {len(marks) for entry in entries for marks in entry.marks.values()}
    wanted = {criterion.id for criterion in criteria}
    if len(members) > 1 or 0 in members or any(set(entry.marks) != wanted for entry in entries):
        raise Invalid(
            code="marks-incomplete", message="评分不完整：每位评委须对每个有效投标的每项评审因素打分"
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
            article="《政府采购货物和服务招标投标管理办法》第六十四条",
            facts={"max": str(max_points), "given": str(mark)},
        )
    if mark != mark.quantize(FEN):
        raise Invalid(code="mark-too-fine", message="评分最多保留两位小数", field=field)


def _scored(
    entry: BidEntry, base: Decimal, price_points: Decimal, criteria: Sequence[CriterionPoints]
) -> BidResult:
    means = {criterion.id: mean(entry.marks[criterion.id]) for criterion in criteria}
    evaluated = evaluated_price(entry)
    price = price_score(base=base, price=evaluated, points=price_points)
    members = half_up(sum(means.values(), Fraction(0)), places=COMPREHENSIVE.places)
    return BidResult(
        bid=entry.bid,
        quoted=entry.quoted,
        evaluated=evaluated,
        price_score=price,
        means={key: half_up(value) for key, value in means.items()},
        members_score=members,
        total=price + members,
    )


def _unscored(entry: BidEntry, reason: str) -> BidResult:
    return BidResult(
        bid=entry.bid, quoted=entry.quoted, evaluated=evaluated_price(entry), means={}, excluded=reason
    )


def _merit(result: BidResult) -> tuple[Decimal, Decimal]:
    assert result.total is not None
    return -result.total, result.quoted
