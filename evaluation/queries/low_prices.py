"""Prices under review: as the committee sees them, and as the supplier concerned does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast
from uuid import UUID

from core.errors import NotFound
from evaluation.queries.report_facts import trigger_text
from evaluation.queries.standing import standing_of
from evaluation.states import SessionState
from evaluation.tables import LowPriceFinding, LowPriceOpinion, Session
from trading.projects.queries import LotView, lot_view


@dataclass(frozen=True, slots=True, kw_only=True)
class LowPriceView:
    """One price under review. `opinions` counts who has given one; `mine` is the reader's own, if any."""

    id: UUID
    bid_id: UUID
    bidder_id: UUID
    bidder_name: str
    price: Decimal
    triggers: tuple[str, ...]
    raised_at: datetime
    explanation_due_at: datetime
    explanation: str
    explained_at: datetime | None
    opinions: int
    mine: bool | None
    accepted: bool | None

    def can_decide(self, now: datetime) -> bool:
        """Whether opinions may be given: explained, or the time for it has passed."""
        return self.accepted is None and (self.explained_at is not None or now >= self.explanation_due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPrice:
    """A question to a supplier about its own price."""

    finding: LowPriceView
    lot: LotView
    is_open: bool


async def low_prices(*, session: Session, member_id: UUID | None = None) -> tuple[LowPriceView, ...]:
    """The findings of the review as closed last, or raised for the closing to come."""
    upcoming = session.review_round + (session.review_closed_at is None)
    rows = (
        await LowPriceFinding.objects()
        .where((LowPriceFinding.session == session.id) & (LowPriceFinding.review_round == upcoming))
        .order_by(LowPriceFinding.price)
        .output(load_json=True)
    )
    return tuple([await _view(session, await lot_view(session.lot), row, member_id) for row in rows])


async def low_prices_by_id(*, session_id: UUID, member_id: UUID | None = None) -> tuple[LowPriceView, ...]:
    """The same by the session's id."""
    session = await Session.objects().where(Session.id == session_id).first()
    return await low_prices(session=session, member_id=member_id) if session else ()


async def asked_price(*, finding_id: UUID, organisation_id: UUID | None) -> AskedPrice:
    """What the committee asks a supplier; anybody else gets `NotFound`."""
    row = (
        await LowPriceFinding.objects().where(LowPriceFinding.id == finding_id).output(load_json=True).first()
    )
    if row is None:
        raise finding_unknown()
    session = await Session.objects().where(Session.id == row.session).first()
    assert session is not None
    lot = await lot_view(session.lot)
    view = await _view(session, lot, row, None)
    asked = session.review_closed_at is not None and row.review_round == session.review_round
    if organisation_id is None or view.bidder_id != organisation_id or not asked:
        raise finding_unknown()
    return AskedPrice(
        finding=view,
        lot=lot,
        is_open=session.state == SessionState.REVIEWING and row.explained_at is None and row.accepted is None,
    )


async def asked_prices(organisation_id: UUID | None) -> tuple[AskedPrice, ...]:
    """Every open question to this supplier."""
    rows = await LowPriceFinding.objects(LowPriceFinding.session).where(
        LowPriceFinding.accepted.is_null()
        & LowPriceFinding.explained_at.is_null()
        & (LowPriceFinding.session.state == SessionState.REVIEWING.value)
    )
    found: list[AskedPrice] = []
    for row in rows:
        try:
            found.append(await asked_price(finding_id=row.id, organisation_id=organisation_id))
        except NotFound:
            continue
    return tuple(found)


async def _view(session: Session, lot: LotView, row: LowPriceFinding, member_id: UUID | None) -> LowPriceView:
    bid = next(b for b in (await standing_of(session)).bids if b.bid_id == row.bid)
    opinions = await LowPriceOpinion.objects().where(LowPriceOpinion.finding == row.id)
    titles = lot.kind_of_transaction.judging.triggers
    mine = next((opinion.accepts for opinion in opinions if opinion.member == member_id), None)
    return LowPriceView(
        id=row.id,
        bid_id=row.bid,
        bidder_id=bid.bidder_id,
        bidder_name=bid.bidder_name,
        price=row.price,
        triggers=tuple(trigger_text(t, titles) for t in cast("list[dict[str, str]]", row.triggers)),
        raised_at=row.raised_at,
        explanation_due_at=row.explanation_due_at,
        explanation=row.explanation,
        explained_at=row.explained_at,
        opinions=len(opinions),
        mine=mine,
        accepted=row.accepted,
    )


def finding_unknown() -> NotFound:
    """Also to whom the question was not put."""
    return NotFound(code="finding-unknown", message="没有这项异常低价审查")
