"""What the report says of the notice, the opening and the standards: facts that stood before the committee sat."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bidding_room.domain.opening_form import told_lines
from bidding_room.queries.openings import record_of
from core.clock import instant_text
from evaluation.domain.report_facts import NoticeLine, OpeningLine, StandardLine
from trading.notices.queries.published import notices_of_project
from trading.projects.domain.offer import Offer
from trading.projects.queries import LotView, Scheme
from trading.states import NoticeKind

MEDIUM = "天平公共资源交易平台"


async def notice_line(lot: LotView) -> NoticeLine:
    """Where and when the notice stood, and when the bids were opened."""
    record = await record_of(lot.id)
    published = [n for n in await notices_of_project(lot.project_no) if n.kind is NoticeKind.ANNOUNCEMENT]
    return NoticeLine(
        tenderer=lot.tenderer_name,
        agency=lot.agency_name,
        budget=lot.budget,
        ceiling_price=lot.ceiling_price,
        notice_published_at=instant_text(lot.notice_published_at) if lot.notice_published_at else None,
        bids_due_at=instant_text(lot.bids_due_at) if lot.bids_due_at else None,
        opening_place=lot.opening_place,
        medium=MEDIUM,
        notice_no=published[-1].no if published else None,
        opening_begun_at=record["begun_at"],
    )


async def opening_lines(lot: LotView) -> tuple[OpeningLine, ...]:
    """Everybody who bid, as the issued opening record has them."""
    return tuple(_line(bid, lot.kind_of_transaction.offer) for bid in (await record_of(lot.id))["bids"])


def standard_lines(scheme: Scheme) -> tuple[StandardLine, ...]:
    """The sentences experts score by."""
    return tuple(StandardLine(criterion=str(one.id), guide=one.guide) for one in scheme.criteria)


def _line(bid: dict[str, Any], offer: Offer) -> OpeningLine:
    opened = bid["price"] is not None
    return OpeningLine(
        position=bid["position"],
        bidder=bid["bidder"],
        submitted_at=bid["submitted_at"],
        price=Decimal(bid["price"]) if opened else None,
        lines=told_lines(bid["form"], offer=offer) if opened else (),
        reason=bid["reason"],
    )
