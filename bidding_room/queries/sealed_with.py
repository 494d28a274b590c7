"""What a bidder's client seals a bid with: the lot's frozen panel, the registered bidder and the bidder's keys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from bidding_room.domain import limits
from bidding_room.domain.parts import FORMATS
from core.errors import Conflict
from identity.actor import Actor
from identity.queries import KeyBoxView, key_box_of, organisation
from sealing.labels import CHUNK_BYTES, MAX_FILES
from sealing.manifest import Bidder
from sealing.panel import Panel, make_panel
from trading.projects.domain.offer import Offer
from trading.projects.queries import opening_panel


class Limits(Struct, frozen=True, kw_only=True):
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


class Draft(Struct, frozen=True, kw_only=True):
    """What the bidder's client seals with: its bid's id and sequence, the frozen panel, and who it is.

    `sealed` is what it saved last, unreadable here; null before.
    """

    bid: UUID
    lot: UUID
    sequence: int
    panel: Panel
    bidder: Bidder
    limits: Limits
    revision: int = 0
    sealed: bytes | None = None
    saved_at: datetime | None = None


async def sealing_panel(lot_id: UUID) -> Panel:
    """The lot's frozen panel in the words of the sealed format."""
    panel = await opening_panel(lot_id)
    return make_panel(
        lot=str(lot_id),
        threshold=panel.threshold,
        sealing_keys={officer.ordinal: officer.sealing_public for officer in panel.officers},
    )


async def key_box_for_bidding(actor: Actor) -> KeyBoxView:
    """The bidder's keys; raises `Conflict` (`key-box-missing`)."""
    box = await key_box_of(actor.person_id) if actor.person_id else None
    if box is None:
        raise Conflict(
            code="key-box-missing", message="请先在“我的密钥”中生成密钥盒，密封文件须由您的密钥签名"
        )
    return box


async def bidder_with(organisation_id: UUID, box: KeyBoxView) -> Bidder:
    """The bidder as a manifest must name it: the registered organisation and this key box."""
    employer = await organisation(organisation_id)
    return Bidder(
        id=str(employer.id),
        name=employer.name,
        uscc=employer.uscc,
        signing_key=box.signing_public.hex(),
        sealing_key=box.sealing_public.hex(),
    )
