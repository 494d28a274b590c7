"""The ranking of the evaluation report, as evaluation hands it down, and what it must satisfy.

Not for: computing scores and ranks — `evaluation.methods` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from core.errors import Invalid
from core.money import grouped
from core.rules import Rule
from trading.choices import Enterprise
from trading.projects.domain.ceiling import CEILING_ARTICLE

_ORDER_ARTICLE = "《政府采购货物和服务招标投标管理办法》第五十七条"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One factor's score of one bidder, averaged over the committee, as the report states it."""

    name: str
    max_points: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedBid:
    """One bidder in the report. Invalid bids have no total and no rank, but a reason (87令第六十三条).

    `small_firm`: whether the committee held the declared `enterprise` borne out, so that the price was deducted; None
    where nothing depended on it. `small_firm_reason` says why not.
    """

    bidder_id: UUID
    bidder_name: str
    price: Decimal
    evaluated_price: Decimal
    scores: tuple[ScoreLine, ...]
    total: Decimal | None
    rank: int | None
    reason: str = ""
    enterprise: Enterprise | None = None
    small_firm: bool | None = None
    small_firm_reason: str = ""

    @property
    def valid(self) -> bool:
        return self.rank is not None


def ranking_faults(*, bids: tuple[RankedBid, ...], least: Rule, ceiling: Decimal) -> Iterator[Invalid]:
    """What would make this ranking unlawful to record."""
    valid = sorted((bid for bid in bids if bid.valid), key=lambda bid: bid.rank or 0)
    if len(valid) < least.count:
        yield Invalid(
            code="too-few-valid-bids",
            message=f"有效投标人不足{least.count}家，应予废标",
            article="《政府采购法》第三十六条",
            facts={"least": least.count, "valid": len(valid)},
        )
    for bid in valid:
        if bid.price > ceiling:
            yield Invalid(
                code="ranked-above-ceiling",
                message=f"{bid.bidder_name}的投标报价超过最高限价{grouped(ceiling)}元，投标无效，不得列入排序",
                article=CEILING_ARTICLE,
                facts={"ceiling": str(ceiling), "price": str(bid.price)},
            )
    if len({bid.bidder_id for bid in bids}) != len(bids):
        yield Invalid(code="bidder-repeated", message="评标结果中同一投标人重复出现")
    if any((bid.rank is None) != (bid.total is None) or not (bid.valid or bid.reason) for bid in bids):
        yield Invalid(code="ranking-incomplete", message="有效投标应有得分和排名，无效投标应写明原因")
        return
    if [bid.rank for bid in valid] != _ranks(valid):
        yield Invalid(
            code="ranking-out-of-order",
            message="评标结果应按评审后得分由高到低排列，得分相同的按投标报价由低到高排列",
            article=_ORDER_ARTICLE,
        )


def _ranks(valid: list[RankedBid]) -> list[int]:
    """The ranks the order of 87令第五十七条 gives to bids already sorted by their stated rank."""
    if not valid:
        return []
    ranks = [1]
    for place, (earlier, later) in enumerate(pairwise(valid), start=2):
        if _order(later) < _order(earlier):
            return []
        ranks.append(ranks[-1] if _order(earlier) == _order(later) else place)
    return ranks


def _order(bid: RankedBid) -> tuple[Decimal, Decimal]:
    return (-(bid.total or Decimal(0)), bid.price)
