"""Opened bids for the evaluation. Not for: anything before the opening has finished."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from bidding_room.domain.inspection import CAUTION_TITLES, Caution
from bidding_room.domain.opening_form import declared_enterprise, told_lines
from bidding_room.states import OpeningState
from bidding_room.tables import OpenedBid as OpenedBidRow
from bidding_room.tables import OpenedFile as OpenedFileRow
from bidding_room.tables import Opening
from core.errors import Conflict
from trading.choices import Enterprise
from trading.projects.domain.offer import Offer
from trading.projects.queries import lot_view


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """A document of an opened bid; `id` is what `read_opened_file` takes, `size` counts plaintext bytes.

    `shown_as` is the type by content when a reader may show it, else empty; `cautions` are told beside the name.
    """

    id: UUID
    envelope: str
    name: str
    size: int
    media_type: str
    shown_as: str
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBid:
    """A bid as opened. `form` is the opening form as sealed, text by field name; `offer` what its kind asks for."""

    bid_id: UUID
    bidder_id: UUID
    bidder_name: str
    price: Decimal
    form: dict[str, Any]
    offer: Offer
    files: tuple[OpenedFile, ...]

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What the form says besides the price, as people read it."""
        return told_lines(self.form, offer=self.offer)

    @property
    def enterprise(self) -> Enterprise | None:
        """The type of enterprise the bidder declared."""
        return declared_enterprise(self.form)


async def opened_bids(lot_id: UUID) -> tuple[OpenedBid, ...]:
    """The opened bids in order of arrival; raises `Conflict` (`not-opened`) before the opening has finished."""
    if not await is_read_out(lot_id):
        raise await not_opened(lot_id)
    offer = (await lot_view(lot_id)).kind_of_transaction.offer
    rows = (
        await OpenedBidRow.objects()
        .where((OpenedBidRow.lot == lot_id) & OpenedBidRow.opened_by.is_not_null())
        .order_by(OpenedBidRow.position)
        .output(load_json=True)
    )
    files = await _files_by_bid([row.bid for row in rows])
    return tuple(
        OpenedBid(
            bid_id=row.bid,
            bidder_id=row.bidder,
            bidder_name=row.bidder_name,
            price=row.price,
            form=cast("dict[str, Any]", row.form),
            offer=offer,
            files=files.get(row.bid, ()),
        )
        for row in rows
    )


async def not_opened(lot_id: UUID) -> Conflict:
    """The refusal of what asks for opened bids: there are none yet, or there never will be."""
    lot = await lot_view(lot_id)
    w = lot.terms
    if lot.has_failed:
        return Conflict(
            code="not-opened",
            message=f"该{w.lot}未{w.opening}即{w.has_failed}，没有已{w.opening}的{w.offered}",
        )
    return Conflict(code="not-opened", message=f"该{w.lot}尚未{w.opening}")


async def is_read_out(lot_id: UUID) -> bool:
    """Whether the opening has finished: from then on everybody may know who bid."""
    return await Opening.exists().where(
        (Opening.lot == lot_id) & (Opening.state == OpeningState.FINISHED.value)
    )


async def bidder_names(lot_id: UUID) -> tuple[str, ...]:
    """Everybody whose bid came to the opening, in order of arrival, whether it could be opened or not."""
    rows = (
        await OpenedBidRow.select(OpenedBidRow.bidder_name)
        .where(OpenedBidRow.lot == lot_id)
        .order_by(OpenedBidRow.position)
    )
    return tuple(row["bidder_name"] for row in rows)


async def _files_by_bid(bid_ids: list[UUID]) -> dict[UUID, tuple[OpenedFile, ...]]:
    if not bid_ids:
        return {}
    rows = await OpenedFileRow.objects().where(OpenedFileRow.bid.is_in(bid_ids)).output(load_json=True)
    order = ("qualification", "technical", "price")
    found: dict[UUID, list[OpenedFile]] = {}
    for row in sorted(rows, key=lambda row: (order.index(row.envelope), row.name)):
        found.setdefault(row.bid, []).append(
            OpenedFile(
                id=row.id,
                envelope=row.envelope,
                name=row.name,
                size=row.size,
                media_type=row.media_type,
                shown_as=_shown_as(row),
                cautions=tuple(CAUTION_TITLES[Caution(one)] for one in cast("list[str]", row.cautions)),
            )
        )
    return {bid_id: tuple(files) for bid_id, files in found.items()}


def _shown_as(row: OpenedFileRow) -> str:
    """Before it was looked into, the bidder's word: the bytes are judged again when they are asked for."""
    if row.inspected_at is None:
        return str(row.media_type)
    return "" if row.cautions else str(row.recognised)
