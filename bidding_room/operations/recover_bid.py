"""A bidder opens the own bid with the own key: one dead officer's key never kills a bid.

《电子招标投标办法》第三十条: bidders decrypt in the way and time the documents say.
"""

from __future__ import annotations

from uuid import UUID

from bidding_room.operations.open_bid import (
    FrozenBid,
    Keys,
    frozen_bids,
    remember_opened,
    store_opened,
    try_form,
)
from bidding_room.operations.release_shares import running_opening
from bidding_room.permissions import bid_unknown, check_bidder
from bidding_room.sealing.envelopes import check_key
from bidding_room.sealing.labels import Envelope
from bidding_room.states import BidState, OpenedBy
from bidding_room.wrapping import bidder_handle
from core.errors import Invalid
from identity.actor import Actor
from storage import outbox
from storage.clock import platform_now
from storage.database import transaction
from trading.queries import lot_view


async def recover_bid(*, actor: Actor, lot_id: UUID, keys: Keys) -> None:
    """Open the actor's frozen bid with its content keys; doing it twice changes nothing.

    Raises `NotFound` (`bid-unknown`), `KeyRefused` (`key-refused`), `Invalid` (`form-unreadable`,
    `keys-incomplete`), `Conflict` (`opening-not-running`).
    """
    async with transaction():
        await running_opening(lot_id)
        bid = await _own_frozen(actor=actor, lot_id=lot_id)
        if bid.row.state != BidState.FROZEN.value:
            return
        _check_keys(bid, keys)
        form = try_form(bid.manifest, keys)
        if form is None:
            raise Invalid(code="form-unreadable", message="解密后的开标一览表无法识别，请联系交易中心")
        now = await platform_now()
        await store_opened(bid, keys=keys, form=form, opened_by=OpenedBy.BIDDER, now=now)
        await remember_opened(
            bid, actor=f"bidder:{bid.row.bidder_handle}", opened_by=OpenedBy.BIDDER, now=now
        )
        await outbox.emit("bidding_room.bid_recovered", subject_id=lot_id)


async def _own_frozen(*, actor: Actor, lot_id: UUID) -> FrozenBid:
    organisation_id = check_bidder(actor=actor, lot=await lot_view(lot_id))
    handle = bidder_handle(lot_id=lot_id, organisation_id=organisation_id)
    own = next((bid for bid in await frozen_bids(lot_id) if bid.row.bidder_handle == handle), None)
    if own is None:
        raise bid_unknown()
    return own


def _check_keys(bid: FrozenBid, keys: Keys) -> None:
    if set(keys) != set(Envelope):
        raise Invalid(code="keys-incomplete", message="须同时提供三个信封的内容密钥", field="keys")
    for envelope, key in keys.items():
        check_key(bid.manifest, envelope, content_key=key)
