"""At the deadline: fix the set of bids, sign its root, and call off the opening when they are too few."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from bidding_room.audit_tags import AuditTag
from bidding_room.domain.deadline import (
    enough_bidders,
    frozen_set_root,
    is_open,
)
from bidding_room.operations.call_off_unopened import arm_calling_off
from bidding_room.operations.lapse_drafts import lapse
from bidding_room.operations.reconcile_bids import reconcile_bids
from bidding_room.states import BID_STATES, OPENING_STATES, BidEvent, BidState, OpeningEvent
from bidding_room.tables import Bid, Opening
from core.canonical import Json, canonical_bytes
from core.rules import Rule
from identity.actor import Actor
from storage import audit, timers
from storage.database import transaction
from trading.projects.operations.move_lot import close_bidding, fail_lot
from trading.projects.queries import lot_for_update, lot_view
from trading.rules import Term
from trading.states import LotState
from trading.terms import Terms

FREEZE_TIMER = "bidding_room.freeze_bids"


async def freeze_bids(*, actor: Actor, lot_id: UUID, now: datetime) -> None:
    """Close the lot and freeze its bids; does nothing when that is done, waits when the deadline has moved.

    The lot's lock is the one submissions take, so every submission is either in the set or refused.
    The log learns the set's root and no count; fewer than three bids end the lot (不得开标).
    """
    async with transaction():
        lot = await lot_for_update(lot_id)
        if lot.state != LotState.BIDDING.value or lot.bids_due_at is None:
            return
        if is_open(now=now, bids_due_at=lot.bids_due_at):
            await timers.set_timer(FREEZE_TIMER, subject_id=lot_id, due_at=lot.bids_due_at)
            return
        await _lapse_drafts(lot_id, now=now)
        irregular = await reconcile_bids(actor=actor, lot_id=lot_id, known=(), now=now, public=False)
        frozen = await _freeze_standing(lot_id)
        await close_bidding(lot_id=lot_id, actor=actor, now=now)
        opening = await _found_opening(actor, lot_id, frozen, irregular, now=now)
        view = await lot_view(lot_id)
        least = view.rules[Term.LEAST_BIDDERS]
        if not enough_bidders(len(frozen), least=least):
            await _call_off(actor, opening, count=len(frozen), least=least, terms=view.terms, now=now)
            return
        await arm_calling_off(lot=view)


async def _lapse_drafts(lot_id: UUID, *, now: datetime) -> None:
    for bid in await _locked(lot_id, BidState.DRAFTING):
        await lapse(bid, now=now)


async def _freeze_standing(lot_id: UUID) -> list[Bid]:
    bids = await _locked(lot_id, BidState.SUBMITTED)
    if bids:
        after = BID_STATES.after(BidState.SUBMITTED, BidEvent.FREEZE).value
        await Bid.update({Bid.state: after}).where(Bid.id.is_in([bid.id for bid in bids]))
    return await _locked(lot_id, BidState.FROZEN)


async def _locked(lot_id: UUID, state: BidState) -> list[Bid]:
    return await Bid.objects().where((Bid.lot == lot_id) & (Bid.state == state.value)).lock_rows("UPDATE")


async def _found_opening(
    actor: Actor, lot_id: UUID, frozen: list[Bid], irregular: list[Json], *, now: datetime
) -> Opening:
    root = frozen_set_root([bid.root_hash for bid in frozen])
    entry = await audit.record(
        AuditTag.BIDS_FREEZE,
        actor=actor.audit_name,
        subject=str(lot_id),
        facts={"lot": str(lot_id), "set_root": root.hex()},
        now=now,
    )
    opening = Opening(
        id=uuid4(),
        lot=lot_id,
        state=OPENING_STATES.initial.value,
        set_root=root,
        frozen_at=now,
        freeze_audit_seq=entry.ticket,
        irregularities=canonical_bytes(irregular).decode(),
    )
    await opening.save()
    return opening


async def _call_off(
    actor: Actor, opening: Opening, *, count: int, least: Rule, terms: Terms, now: datetime
) -> None:
    lot_id = opening.lot
    opening.state = OPENING_STATES.after(opening.state, OpeningEvent.CANCEL).value
    await opening.save([Opening.state])
    await audit.record(
        AuditTag.BIDS_TOO_FEW,
        actor=actor.audit_name,
        subject=str(lot_id),
        facts={"lot": str(lot_id), "bids": count, "least": least.count},
        now=now,
    )
    await audit.disclose_about(subject=str(lot_id), tags=[AuditTag.BIDS_IRREGULAR], now=now)
    reason = f"{terms.deadline}后，{least.unmet_by(terms.bidder)}（{least.article}），不得{terms.opening}。"
    await fail_lot(lot_id=lot_id, actor=actor, reason=reason, now=now)
