"""What a bidder's client seals a bid with: the lot's frozen panel, the registered bidder and the bidder's keys."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.errors import Conflict
from identity.actor import Actor
from identity.queries import KeyBoxView, key_box_of, organisation
from sealing.manifest import Bidder
from sealing.panel import Panel, make_panel
from trading.projects.queries import opening_panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the bidder's client seals with: its bid's id and sequence, the frozen panel, and who it is."""

    bid_id: UUID
    lot_id: UUID
    sequence: int
    panel: Panel
    bidder: Bidder


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
            code="key-box-missing", message="请先在“我的密钥”中生成密钥盒，投标文件须由您的密钥签名"
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
