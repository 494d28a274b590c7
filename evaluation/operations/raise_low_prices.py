"""Put abnormally low prices under review (财库〔2026〕2号). Inside the caller's transaction and session lock."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from core.canonical import Json
from evaluation.domain.low_price import Finding, low_price_findings, thresholds_on
from evaluation.methods.rounding import half_up
from evaluation.queries.standing import standing_of
from evaluation.tables import LowPriceFinding, Session
from trading.choices import Trigger
from trading.projects.queries import LotView, lot_view
from trading.rules import Term

#: 给予供应商的合理说明时间一般不少于30分钟。


def explanation_due_at(*, lot: LotView, now: datetime) -> datetime:
    """When the supplier must have explained its price in writing."""
    return now + timedelta(minutes=lot.rules[Term.EXPLANATION_MINUTES].count)


async def raise_low_prices(*, session: Session, now: datetime) -> bool:
    """Open a finding for every price a trigger hits, and keep those the committee raised by its own judgement.

    Returns whether any finding waits for a decision. Judgements about bids found invalid meanwhile are dropped.
    """
    standing = await standing_of(session)
    lot = await lot_view(session.lot)
    thresholds = thresholds_on(lot.rules)
    prices = {str(bid.bid_id): bid.price for bid in standing.valid}
    hits: dict[str, list[Json]] = {bid: [] for bid in prices}
    if thresholds is not None:
        limit = lot.ceiling_price
        for hit in low_price_findings(prices=prices, limit=limit, thresholds=thresholds):
            hits[hit.bid].append(_trigger(hit))
    for row in await _judgements(session):
        if str(row.bid) in hits:
            hits[str(row.bid)].extend(row.triggers)
        await row.remove()
    raised = [
        LowPriceFinding(
            session=session.id,
            review_round=session.review_round,
            bid=bid,
            price=prices[bid],
            triggers=triggers,
            raised_at=now,
            explanation_due_at=explanation_due_at(lot=lot, now=now),
        )
        for bid, triggers in hits.items()
        if triggers
    ]
    if raised:
        await LowPriceFinding.insert(*raised)
    return bool(raised)


async def _judgements(session: Session) -> list[LowPriceFinding]:
    """What the leader raised before this closing stands under the round being closed."""
    return (
        await LowPriceFinding.objects()
        .where(
            (LowPriceFinding.session == session.id) & (LowPriceFinding.review_round == session.review_round)
        )
        .output(load_json=True)
    )


def _trigger(hit: Finding) -> Json:
    line: Fraction = hit.line
    return {"trigger": hit.trigger.value, "line": str(half_up(line)), "percent": str(hit.percent)}


def judgement(reason: str) -> Json:
    """The trigger entry of a professional judgement."""
    return {"trigger": Trigger.JUDGEMENT.value, "reason": reason}
