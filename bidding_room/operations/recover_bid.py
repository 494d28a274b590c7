"""A bidder opens the own bid with the own key: one dead officer's key never kills a bid.

《电子招标投标办法》第三十条: bidders decrypt in the way and time the documents say.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from bidding_room.operations.frozen_set import FrozenBid, frozen_bid_of
from bidding_room.operations.keep_opened import keep_opened, keep_shut, remember
from bidding_room.operations.read_bids import Keys, ReadBid, read_from_keys
from bidding_room.operations.release_shares import running_opening
from bidding_room.permissions import bid_unknown, check_bidder
from bidding_room.states import OpenedBy
from bidding_room.wrapping import bidder_actor, bidder_handle
from core.errors import Conflict, Invalid
from identity.actor import Actor
from sealing.envelopes import check_key
from sealing.labels import Envelope
from storage.database import transaction
from trading.projects.queries import lot_view
from web.form_fields import FewBytes


class OwnKeys(Struct, frozen=True, kw_only=True):
    """Content keys by envelope, 32 bytes each."""

    keys: Annotated[dict[Envelope, FewBytes], Meta(max_length=len(Envelope))]


async def recover_bid(*, actor: Actor, lot_id: UUID, word: OwnKeys, now: datetime) -> None:
    """Open the actor's frozen bid with its content keys; doing it twice changes nothing.

    Right keys to something that is no opening form end the bid, on the bidder's side, as the officers' shares would.
    Raises `NotFound` (`bid-unknown`), `KeyRefused` (`key-refused`), `Invalid` (`keys-incomplete`), `Conflict`
    (`opening-not-running`, `bid-unreadable`).
    """
    async with transaction():
        await running_opening(lot_id)
        bid = await _own_frozen(actor=actor, lot_id=lot_id)
        if not bid.is_shut:
            return
        _check_keys(bid, word.keys)
        found = await asyncio.to_thread(read_from_keys, bid, word.keys)
        reads, shut = ([found], []) if isinstance(found, ReadBid) else ([], [found])
        kept, unfit = await keep_opened(reads, opened_by=OpenedBy.BIDDER, now=now)
        await keep_shut(shut + unfit, now=now)
        handle = bidder_actor(bid.row.bidder_handle)
        await remember(kept, shut + unfit, actor=handle, opened_by=OpenedBy.BIDDER, now=now)


async def _own_frozen(*, actor: Actor, lot_id: UUID) -> FrozenBid:
    organisation_id = check_bidder(actor=actor, lot=await lot_view(lot_id))
    handle = bidder_handle(lot_id=lot_id, organisation_id=organisation_id)
    own = await frozen_bid_of(lot_id, bidder_handle=handle)
    if own is None:
        raise bid_unknown()
    return own


def _check_keys(bid: FrozenBid, keys: Keys) -> None:
    if set(keys) != set(Envelope):
        raise Invalid(code="keys-incomplete", message="须同时提供三个信封的内容密钥", field="keys")
    if bid.manifest is None:
        raise Conflict(
            code="bid-unreadable", message="平台保存的清单已损坏，不能解密；责任在平台，记录将予载明"
        )
    for envelope, key in keys.items():
        check_key(bid.manifest, envelope, content_key=key)
