"""What an opening officer's or a bidder's browser works on: sealed bids and wrapped keys, each their own.

No sealed bid leaves to an officer before the host has begun the opening.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bidding_room.permissions import Permission, own_ordinal
from bidding_room.queries.own import OwnSealed, my_sealed_bid
from bidding_room.sealing.manifest import parse_manifest
from bidding_room.states import BidState, OpeningState
from bidding_room.tables import Bid, Opening
from bidding_room.wrapping import unwrap_manifest
from core.errors import Conflict, NotFound
from identity.actor import Actor
from identity.permissions import check
from identity.tables import KeyBox
from storage.keys import UnwrapFailed
from trading.queries import opening_panel


async def officer_key_box(*, actor: Actor, lot_id: UUID) -> dict[str, Any]:
    """The wrapped key box whose public key the lot's panel was frozen with, even if it is retired by now.

    Raises `Forbidden` (`not-on-panel`), `NotFound` (`key-box-unknown`).
    """
    check(actor, Permission.SHARE_RELEASE)
    panel = await opening_panel(lot_id)
    ordinal = own_ordinal(actor=actor, panel=panel)
    return await _wrapped(actor, panel.officers[ordinal - 1].sealing_public)


async def bidder_key_box(*, actor: Actor, lot_id: UUID) -> dict[str, Any]:
    """The wrapped key box the actor's standing bid is recoverable with, if it is the actor's own.

    Raises `NotFound` (`bid-unknown`, `key-box-unknown`).
    """
    own = await my_sealed_bid(actor=actor, lot_id=lot_id)
    return await _wrapped(actor, bytes.fromhex(parse_manifest(own.manifest).bidder.sealing_key))


async def _wrapped(actor: Actor, sealing_public: bytes) -> dict[str, Any]:
    row = (
        await KeyBox.select(KeyBox.wrapped)
        .where((KeyBox.sealing_public == sealing_public) & (KeyBox.person == actor.person_id))
        .output(load_json=True)
        .first()
    )
    if row is None:
        raise NotFound(code="key-box-unknown", message="所用密钥盒属于您单位的其他人员，须由其本人登录后解密")
    wrapped: dict[str, Any] = row["wrapped"]
    return wrapped


async def sealed_for_officer(*, actor: Actor, lot_id: UUID) -> tuple[OwnSealed, ...]:
    """The signed manifests of the bids still shut, for an officer of the lot's panel.

    Raises `Forbidden` (`not-on-panel`), `Conflict` (`opening-not-running`).
    """
    check(actor, Permission.SHARE_RELEASE)
    own_ordinal(actor=actor, panel=await opening_panel(lot_id))
    running = await Opening.exists().where(
        (Opening.lot == lot_id) & (Opening.state == OpeningState.RELEASING.value)
    )
    if not running:
        raise Conflict(code="opening-not-running", message="主持人尚未宣布开标或开标已结束，现在不能解密")
    rows = (
        await Bid.objects()
        .where((Bid.lot == lot_id) & (Bid.state == BidState.FROZEN.value))
        .order_by(Bid.submitted_at)
    )
    return await asyncio.to_thread(_readable, rows)


def _readable(rows: Sequence[Bid]) -> tuple[OwnSealed, ...]:
    """Without those that can no longer be read: nobody's share could open them, and the record says so."""
    found = []
    for row in rows:
        try:
            manifest = unwrap_manifest(row.manifest_wrapped, bid_id=row.id)
        except UnwrapFailed:
            continue
        found.append(OwnSealed(bid_id=row.id, manifest=manifest, signature=row.signature))
    return tuple(found)
