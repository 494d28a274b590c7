"""Take a bid back before the deadline. 《招标投标法》第二十九条; 87令第三十四条: the bidder alone may do it."""

from __future__ import annotations

from uuid import UUID

from asyncpg.exceptions import CheckViolationError
from msgspec import Raw, Struct

from bidding_room.domain.deadline import BidsClosed
from bidding_room.operations.bidding import Bidding, enter_bidding
from bidding_room.operations.receipting import keep_receipt, log_act
from bidding_room.operations.refuse_late import refuse_late
from bidding_room.operations.submit_bid import IN_TIME
from bidding_room.permissions import bid_unknown
from bidding_room.queries.receipts import statement_of
from bidding_room.queries.sealed_with import key_box_for_bidding
from bidding_room.states import BID_STATES, BidEvent, BidState
from bidding_room.tables import Bid, Receipt
from core.errors import Invalid
from identity.actor import Actor
from sealing.receipts import Action, is_withdrawal
from storage.database import transaction
from web.form_fields import FewBytes


class Withdrawal(Struct, frozen=True, kw_only=True):
    """The bidder's signature over the withdrawal."""

    signature: FewBytes


async def withdraw_bid(*, actor: Actor, lot_id: UUID, word: Withdrawal) -> Raw:
    """Withdraw the standing bid, on the bidder's own signature; returns the signed receipt.

    The bytes stay until the opening, unreadable, so that the log's story can be checked.
    Raises `NotFound` (`bid-unknown`), `Invalid` (`withdrawal-unsigned`), `Conflict` (`bids-closed`).
    """
    try:
        taken = await _withdraw(actor=actor, lot_id=lot_id, signature=word.signature)
        return Raw(await statement_of(taken))
    except (BidsClosed, CheckViolationError) as late:
        if isinstance(late, CheckViolationError) and late.constraint_name != IN_TIME:
            raise
    raise await refuse_late(actor=actor, lot_id=lot_id)


async def _withdraw(*, actor: Actor, lot_id: UUID, signature: bytes) -> Receipt:
    async with transaction():
        bidding = await enter_bidding(actor=actor, lot_id=lot_id)
        box = await key_box_for_bidding(actor)
        bid = await _standing_for_update(bidding)
        _check_signed(bid, signing_key=box.signing_public, signature=signature)
        bid.state = BID_STATES.after(bid.state, BidEvent.WITHDRAW).value
        bid.ended_at = bidding.now
        await bid.save([Bid.state, Bid.ended_at])
        proof = {"signature": signature.hex(), "signing_key": box.signing_public.hex()}
        entry = await log_act(
            action=Action.WITHDRAWN, bid=bid, root=bid.root_hash, now=bidding.now, more={**proof}
        )
        return await keep_receipt(
            action=Action.WITHDRAWN, bid=bid, root=bid.root_hash, entry=entry, now=bidding.now
        )


async def _standing_for_update(bidding: Bidding) -> Bid:
    row = (
        await Bid.objects()
        .where(
            (Bid.lot == bidding.lot.id)
            & (Bid.bidder_handle == bidding.handle)
            & (Bid.state == BidState.SUBMITTED.value)
        )
        .lock_rows("UPDATE")
        .first()
    )
    if row is None:
        raise bid_unknown()
    return row


def _check_signed(bid: Bid, *, signing_key: bytes, signature: bytes) -> None:
    if not is_withdrawal(
        lot=str(bid.lot), bid=str(bid.id), root=bid.root_hash, signing_key=signing_key, signature=signature
    ):
        raise Invalid(
            code="withdrawal-unsigned",
            message="撤回须由您用自己的密钥签名确认",
            field="signature",
        )
