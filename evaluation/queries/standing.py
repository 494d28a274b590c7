"""Which opened bids stand in a session, and which were found invalid and why."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from bidding_room.queries import OpenedBid, opened_bids
from evaluation.tables import ComplianceFinding, LowPriceFinding, Session
from trading.choices import Enterprise
from trading.projects.queries import LotView, lot_view
from trading.rules import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All opened bids; which are invalid and why, and who is a small firm, as the committee has found."""

    bids: tuple[OpenedBid, ...]
    excluded: dict[UUID, str]
    small_firms: dict[UUID, bool]

    @property
    def valid(self) -> tuple[OpenedBid, ...]:
        return tuple(bid for bid in self.bids if bid.bid_id not in self.excluded)


async def standing_of(session: Session) -> Standing:
    """As of the last closing of the review; before it, only what the price itself decides."""
    bids = await opened_bids(session.lot)
    excluded = await price_exclusions(session.lot, bids)
    return Standing(
        bids=bids,
        excluded={**excluded, **await findings_of(session, session.review_round)},
        small_firms=await small_firms_of(session),
    )


async def small_firms_of(session: Session) -> dict[UUID, bool]:
    """What the last closing of the review found of the declarations that matter."""
    rows = await ComplianceFinding.objects().where(
        (ComplianceFinding.session == session.id)
        & (ComplianceFinding.review_round == session.review_round)
        & ComplianceFinding.small_firm.is_not_null()
    )
    return {row.bid: row.small_firm for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a bidder declared to be, and what the committee found; `confirmed` is None where nothing depends on it."""

    enterprise: Enterprise | None
    confirmed: bool | None
    refused_because: str


async def declarations_of(session: Session) -> dict[UUID, Declaration]:
    """By bid, as of the last closing of the review."""
    rows = await ComplianceFinding.objects().where(
        (ComplianceFinding.session == session.id) & (ComplianceFinding.review_round == session.review_round)
    )
    found = {row.bid: row for row in rows}
    return {
        bid.bid_id: Declaration(
            enterprise=bid.enterprise,
            confirmed=found[bid.bid_id].small_firm,
            refused_because=""
            if found[bid.bid_id].small_firm is not False
            else found[bid.bid_id].small_firm_reason,
        )
        for bid in await opened_bids(session.lot)
    }


async def price_exclusions(lot_id: UUID, bids: tuple[OpenedBid, ...]) -> dict[UUID, str]:
    """Bids invalid by their price alone; nobody votes on these."""
    lot = await lot_view(lot_id)
    offer = lot.kind_of_transaction.offer
    reasons = {bid.bid_id: offer.fault_of(bid.price, limit=lot.ceiling_price) for bid in bids}
    return {bid_id: reason for bid_id, reason in reasons.items() if reason is not None}


async def findings_of(session: Session, review_round: int) -> dict[UUID, str]:
    """Invalid bids and reasons of one closing of the review."""
    compliance = await ComplianceFinding.objects().where(
        (ComplianceFinding.session == session.id)
        & (ComplianceFinding.review_round == review_round)
        & (ComplianceFinding.compliant == False)  # noqa: E712 — a column
    )
    prices = await LowPriceFinding.objects().where(
        (LowPriceFinding.session == session.id)
        & (LowPriceFinding.review_round == review_round)
        & (LowPriceFinding.accepted == False)  # noqa: E712 — a column
    )
    lot = await lot_view(session.lot)
    return {row.bid: row.reason for row in compliance} | {row.bid: _unproven(lot) for row in prices}


def _unproven(lot: LotView) -> str:
    article = lot.articles[Article.UNPROVEN_PRICE]
    return f"报价异常低，{lot.terms.bidder}未能证明其报价合理性（{article}）"
