"""What the bidding room's JSON looks like. Bytes travel as standard base64."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from bidding_room.domain import limits
from bidding_room.domain.parts import FORMATS
from bidding_room.queries.draft import Notes
from bidding_room.queries.openings import OpeningView
from bidding_room.queries.sealed_with import Draft
from sealing.labels import CHUNK_BYTES, MAX_CHUNKS, MAX_FILES
from sealing.manifest import Bidder
from sealing.panel import Panel
from trading.projects.domain.offer import Offer
from web.form_fields import FewBytes, Line, ManyBytes, each_once, may_repeat


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a bid may hold; sizes in bytes of plaintext."""

    chunk_size: int = CHUNK_BYTES
    max_files: int = MAX_FILES
    max_file_size: int = limits.MAX_FILE_BYTES
    max_bid_size: int = limits.MAX_BID_BYTES
    max_parts_per_call: int = limits.MAX_PARTS_PER_CALL
    formats: tuple[str, ...] = FORMATS
    least_files: dict[str, int]
    titles: dict[str, str]


def limits_of(offer: Offer) -> Limits:
    """With the parts this kind asks for, by envelope."""
    return Limits(
        least_files={part.envelope.value: part.least for part in offer.parts},
        titles={part.envelope.value: part.title for part in offer.parts},
    )


class DraftBody(msgspec.Struct, frozen=True, kw_only=True):
    """What the client seals with; `sealed` is what it saved last of an unfinished bid, null before."""

    bid: UUID
    lot: UUID
    sequence: int
    panel: Panel
    bidder: Bidder
    limits: Limits
    revision: int
    sealed: bytes | None
    saved_at: datetime | None


def draft_body(draft: Draft, notes: Notes | None = None, *, offer: Offer) -> DraftBody:
    """A draft as told; new ones have no notes."""
    return DraftBody(
        bid=draft.bid_id,
        lot=draft.lot_id,
        sequence=draft.sequence,
        panel=draft.panel,
        bidder=draft.bidder,
        limits=limits_of(offer),
        revision=notes.revision if notes else 0,
        sealed=notes.sealed if notes else None,
        saved_at=notes.saved_at if notes else None,
    )


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """The file whose parts may now be uploaded."""

    upload: UUID


class StoredPart(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    size: int
    etag: str


class StoredParts(msgspec.Struct, frozen=True, kw_only=True):
    parts: list[StoredPart]


class UploadedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What the store answered for a file's parts, in order."""

    file: UUID
    etags: Annotated[list[Line], Meta(max_length=MAX_CHUNKS), may_repeat("equal parts have one tag")]


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    manifest: ManyBytes
    signature: FewBytes
    files: Annotated[list[UploadedFile], Meta(max_length=MAX_FILES), each_once("file")]


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    signature: FewBytes


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
        officers=[
            OfficerBody(ordinal=one.ordinal, name=one.name, duty=one.duty, released_at=one.released_at)
            for one in view.officers
        ],
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
