"""The wrapped keys an opening officer's or a bidder's browser works with, each their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from bidding_room.permissions import Permission, own_ordinal
from bidding_room.queries.own import my_sealed_bid
from core.errors import NotFound
from identity.actor import Actor
from identity.permissions import check
from identity.queries import wrapped_keys
from sealing.manifest import parse_manifest
from trading.projects.queries import lot_view, opening_panel


async def officer_key_box(*, actor: Actor, lot_id: UUID) -> dict[str, Any]:
    """The wrapped key box whose public key the lot's panel was frozen with, even if it is retired by now.

    Raises `Forbidden` (`not-on-panel`), `NotFound` (`key-box-unknown`).
    """
    check(actor, Permission.SHARE_RELEASE)
    terms, panel = (await lot_view(lot_id)).terms, await opening_panel(lot_id)
    ordinal = own_ordinal(actor=actor, panel=panel, terms=terms)
    return await _wrapped(actor, panel.officers[ordinal - 1].sealing_public)


async def bidder_key_box(*, actor: Actor, lot_id: UUID) -> dict[str, Any]:
    """The wrapped key box the actor's standing bid is recoverable with, if it is the actor's own.

    Raises `NotFound` (`bid-unknown`, `key-box-unknown`).
    """
    own = await my_sealed_bid(actor=actor, lot_id=lot_id)
    return await _wrapped(actor, bytes.fromhex(parse_manifest(own.manifest).bidder.sealing_key))


async def _wrapped(actor: Actor, sealing_public: bytes) -> dict[str, Any]:
    wrapped = await wrapped_keys(person_id=actor.person_id, sealing_public=sealing_public)
    if wrapped is None:
        raise NotFound(code="key-box-unknown", message="所用密钥盒属于您单位的其他人员，须由其本人登录后解密")
    return wrapped
