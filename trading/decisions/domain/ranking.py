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
from trading.decisions.domain.deciding import Better, Method
from trading.projects.domain.offer import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One factor's score of one bidder, averaged over the committee, as the report states it."""

    name: str
    max_points: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedBid:
    """One bidder of the ranking. Invalid bids have no total and no rank, but a reason.

    Where nothing is scored no bid has a total.

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


def ranking_faults(
    *, bids: tuple[RankedBid, ...], least: Rule, limit: Decimal, offer: Offer, method: Method
) -> Iterator[Invalid]:
    """What would make this ranking unlawful to record."""
    valid = sorted((bid for bid in bids if bid.valid), key=lambda bid: bid.rank or 0)
    if len(valid) < least.count:
        yield Invalid(
            code="too-few-valid-bids",
            message=f"{least.unmet_by('有效的报价')}，不能形成排序",
            article=least.article,
            facts={"least": least.count, "valid": len(valid)},
        )
    for bid in valid:
        if not offer.holds(bid.price, limit=limit):
            yield Invalid(
                code="ranked-above-ceiling",
                message=f"{bid.bidder_name}的{offer.beyond}（{grouped(limit)}元），不得列入排序",
                article=offer.article,
                facts={"ceiling": str(limit), "price": str(bid.price)},
            )
    if len({bid.bidder_id for bid in bids}) != len(bids):
        yield Invalid(code="bidder-repeated", message="结果中同一单位重复出现")
    unscored = any((bid.total is not None) != (method.scored and bid.valid) for bid in bids)
    if unscored or any(not (bid.valid or bid.reason) for bid in bids):
        yield Invalid(code="ranking-incomplete", message="有效的应有排名，评分的应有得分，无效的应写明原因")
        return
    if [bid.rank for bid in valid] != _ranks(valid, method):
        yield Invalid(code="ranking-out-of-order", message=method.order, article=method.article)


def _ranks(valid: list[RankedBid], method: Method) -> list[int]:
    """The ranks the method's order gives to bids already sorted by their stated rank."""
    if not valid:
        return []
    ranks = [1]
    for place, (earlier, later) in enumerate(pairwise(valid), start=2):
        if _order(later, method) < _order(earlier, method):
            return []
        shared = method.equals_share and _order(earlier, method) == _order(later, method)
        ranks.append(ranks[-1] if shared else place)
    return ranks


def _order(bid: RankedBid, method: Method) -> tuple[Decimal, Decimal]:
    """The best first."""
    return (-(bid.total or Decimal(0)), bid.price if method.better is Better.LOWER else -bid.price)
