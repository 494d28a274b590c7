"""End an opening: account for every bid of the frozen set, issue the record, disclose the log.

《电子招标投标办法》第三十二条: the record is generated and published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bidding_room.audit_tags import AuditTag
from bidding_room.domain.attribution import Failure
from bidding_room.domain.deadline import LEAST_BIDDERS, enough_bidders
from bidding_room.domain.panel import check_may_finish
from bidding_room.operations.begin_opening import opening_for_update
from bidding_room.operations.open_bid import (
    FrozenBid,
    frozen_bids,
    remember_unopened,
    store_unopened,
)
from bidding_room.operations.release_shares import combine_held
from bidding_room.permissions import Permission
from bidding_room.queries.record import opening_record
from bidding_room.sealing.errors import KeyRefused, SealError
from bidding_room.states import OPENING_STATES, BidState, OpeningEvent, OpeningState
from bidding_room.tables import Opening, Receipt
from core.canonical import canonical_bytes
from core.errors import Conflict
from identity.actor import Actor
from identity.permissions import check
from storage import audit, outbox
from storage.clock import platform_now
from storage.database import transaction
from trading.operations import move_lot
from trading.queries import lot_for_update


async def finish_opening(*, actor: Actor, lot_id: UUID) -> Opening:
    """Record and close the opening; the host may do so when all is open or the window is over.

    Raises `Conflict` (`opening-unfinished`, `opening-not-running`). Fewer than three opened bids end the lot.
    """
    async with transaction():
        await lot_for_update(lot_id)
        check(actor, Permission.OPENING_HOST)
        opening = await opening_for_update(lot_id)
        if opening.state != OpeningState.RELEASING.value or opening.decrypt_until is None:
            raise Conflict(code="opening-not-running", message="开标尚未开始或已经结束")
        now = await platform_now()
        bids = await frozen_bids(lot_id)
        shut = [(bid, await failure_of(bid)) for bid in bids if bid.row.state == BidState.FROZEN.value]
        check_may_finish(
            all_open=not any(_may_yet_open(failure) for _, failure in shut),
            now=now,
            until=opening.decrypt_until,
        )
        for bid, failure in shut:
            await store_unopened(bid, failure=failure, now=now)
        await _finish(actor, opening, bids, shut, now=now)
        return opening


async def _finish(
    actor: Actor,
    opening: Opening,
    bids: Sequence[FrozenBid],
    shut: Sequence[tuple[FrozenBid, Failure]],
    *,
    now: datetime,
) -> None:
    for bid, failure in shut:
        await remember_unopened(bid, actor=actor.audit_name, failure=failure, now=now)
    await _issue_record(actor, opening, now=now)
    await audit.disclose(seqs=await _withheld_seqs(opening.lot), now=now)
    await move_lot.finish_opening(lot_id=opening.lot, actor=actor, now=now)
    if not enough_bidders(len(bids) - len(shut)):
        reason = f"开标后，有效解密的投标文件不足{LEAST_BIDDERS}家，不得评标。"
        await move_lot.fail_lot(lot_id=opening.lot, actor=actor, reason=reason, now=now)
    await outbox.emit("bidding_room.bids_opened", subject_id=opening.lot)


async def failure_of(bid: FrozenBid) -> Failure:
    """Why this bid is still shut."""
    if bid.row.bytes_intact is False:
        return Failure.BYTES_ALTERED
    try:
        await combine_held(bid)
    except SealError:
        return Failure.SHARES_MISSING
    except KeyRefused:
        return Failure.KEY_MISMATCH
    return Failure.FORM_UNREADABLE


def _may_yet_open(failure: Failure) -> bool:
    """Whether a share or the bidder's own key may still open it within the window."""
    return failure in (Failure.SHARES_MISSING, Failure.KEY_MISMATCH)


async def _issue_record(actor: Actor, opening: Opening, *, now: datetime) -> None:
    record = await opening_record(opening, finished_at=now)
    body = canonical_bytes(record)
    entry = await audit.record(
        AuditTag.OPENING_FINISH,
        actor=actor.audit_name,
        subject=str(opening.lot),
        facts={
            "lot": str(opening.lot),
            "set_root": opening.set_root.hex(),
            "record_sha256": hashlib.sha256(body).hexdigest(),
        },
        now=now,
    )
    opening.state = OPENING_STATES.after(opening.state, OpeningEvent.FINISH).value
    opening.finished_at, opening.record, opening.record_audit_seq = now, body.decode(), entry.seq
    await opening.save()


async def _withheld_seqs(lot_id: UUID) -> list[int]:
    """Every receipt and refusal of the lot has its entry; all become readable with the record."""
    rows = await Receipt.select(Receipt.audit_seq).where(Receipt.lot == lot_id)
    return [row["audit_seq"] for row in rows]
