"""What the bidding room's JSON looks like. Bytes travel as standard base64."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from bidding_room.queries.openings import OpeningView


class StoredPart(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    size: int
    etag: str


class StoredParts(msgspec.Struct, frozen=True, kw_only=True):
    parts: list[StoredPart]


class SealedBid(msgspec.Struct, frozen=True, kw_only=True):
    bid: UUID
    manifest: bytes
    signature: bytes


class OwnSealedBid(SealedBid, frozen=True, kw_only=True):
    """With the notes the bidder's client saved; null where it saved none."""

    notes: bytes | None


class SealedBids(msgspec.Struct, frozen=True, kw_only=True):
    """A page: `waiting` counts the bids still shut from here on, `next` is what to ask for `after`, null at the end."""

    bids: list[SealedBid]
    waiting: int
    next: UUID | None


class WrappedBox(msgspec.Struct, frozen=True, kw_only=True):
    """A key box as stored; opening it takes the passphrase."""

    wrapped: dict[str, Any]


class OwnBidBody(msgspec.Struct, frozen=True, kw_only=True):
    bid: UUID
    sequence: int
    state: str
    root: str | None
    submitted_at: datetime | None
    bytes_intact: bool | None


class OwnStatement(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str
    issued_at: datetime
    statement: msgspec.Raw


class OfficerBody(msgspec.Struct, frozen=True, kw_only=True):
    ordinal: int
    name: str
    duty: str
    released_at: datetime | None


class BidLineBody(msgspec.Struct, frozen=True, kw_only=True):
    position: int
    bidder: str
    price: Decimal | None
    root: str
    opened_by: str | None
    reason: str


class OpeningBody(msgspec.Struct, frozen=True, kw_only=True):
    """The opening as the public sees it. `bids` is null until the host has begun."""

    lot: UUID
    lot_state: str
    state: str | None
    bids_due_at: datetime | None
    set_root: str | None
    begun_at: datetime | None
    decrypt_until: datetime | None
    finished_at: datetime | None
    threshold: int
    officers: list[OfficerBody]
    bids: int | None
    opened: list[BidLineBody]


def opening_body(view: OpeningView) -> OpeningBody:
    """The view as published."""
    return OpeningBody(
        lot=view.lot.id,
        lot_state=view.lot.state.value,
        state=view.state.value if view.state else None,
        bids_due_at=view.lot.bids_due_at,
        set_root=view.set_root.hex() if view.set_root else None,
        begun_at=view.begun_at,
        decrypt_until=view.decrypt_until,
        finished_at=view.finished_at,
        threshold=view.threshold,
        officers=msgspec.convert(view.officers, list[OfficerBody], from_attributes=True),
        bids=view.bids_in_set,
        opened=[
            BidLineBody(
                position=line.position,
                bidder=line.bidder_name,
                price=line.price,
                root=line.root.hex(),
                opened_by=line.opened_by,
                reason=line.reason,
            )
            for line in view.lines
        ],
    )
