"""End an opening: account for every bid of the frozen set, issue the record, disclose the log.

《电子招标投标办法》第三十二条: the record is generated and published.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from bidding_room.audit_tags import AuditTag
from bidding_room.domain.deadline import enough_bidders
from bidding_room.domain.panel import check_may_finish
from bidding_room.operations.begin_opening import irregularities, opening_for_update
from bidding_room.operations.frozen_set import shut_bids
from bidding_room.operations.keep_opened import keep_opened, keep_shut, remember
from bidding_room.operations.read_bids import held_shares
from bidding_room.operations.release_shares import read_all
from bidding_room.permissions import Permission
from bidding_room.queries.record import opening_record
from bidding_room.states import OPENING_STATES, OpenedBy, OpeningEvent, OpeningState
from bidding_room.tables import OpenedBid, Opening, Receipt
from core.canonical import canonical_bytes
from core.errors import Conflict
from identity.actor import Actor
from identity.permissions import check
from storage import audit, outbox
from storage.database import transaction
from trading.projects.operations import move_lot
from trading.projects.queries import lot_for_update, lot_view
from trading.rules import Term


async def finish_opening(*, actor: Actor, lot_id: UUID, now: datetime) -> None:
    """Record and close the opening; the host may do so when all is open or the window is over.

    Raises `Conflict` (`opening-unfinished`, `opening-not-running`). Fewer than three opened bids end the lot.
    """
    await _reconcile(actor, lot_id, now=now)
    async with transaction():
        opening = await _running(actor, lot_id)
        opening.irregularities = await irregularities(actor, opening, now=now)
        waiting = await shut_bids(lot_id)
        reads, shut = await read_all(waiting, await held_shares(waiting))
        lot = await lot_view(lot_id)
        check_may_finish(
            all_open=not any(one.may_yet_open for one in shut),
            now=now,
            until=opening.decrypt_until,
            terms=lot.terms,
            article=lot.kind_of_transaction.offer.opening.decrypting,
        )
        kept, unfit = await keep_opened(reads, opened_by=OpenedBy.OFFICERS, now=now)
        await keep_shut([*shut, *unfit], now=now)
        await remember(kept, [*shut, *unfit], actor=actor.audit_name, opened_by=OpenedBy.OFFICERS, now=now)
        await _finish(actor, opening, now=now)


async def _reconcile(actor: Actor, lot_id: UUID, *, now: datetime) -> None:
    """Put right by the log what differs from it, in a transaction of its own: no refusal to finish undoes that."""
    async with transaction():
        opening = await _running(actor, lot_id)
        opening.irregularities = await irregularities(actor, opening, now=now)
        await opening.save()


async def _running(actor: Actor, lot_id: UUID) -> Opening:
    await lot_for_update(lot_id)
    check(actor, Permission.OPENING_HOST)
    opening = await opening_for_update(lot_id)
    if opening.state != OpeningState.RELEASING.value or opening.decrypt_until is None:
        w = (await lot_view(lot_id)).terms
        raise Conflict(code="opening-not-running", message=f"{w.opening}尚未开始或已经结束")
    return opening


async def _finish(actor: Actor, opening: Opening, *, now: datetime) -> None:
    await _issue_record(actor, opening, now=now)
    await audit.disclose(numbers=await _withheld_seqs(opening.lot), now=now)
    await move_lot.finish_opening(lot_id=opening.lot, actor=actor, now=now)
    opened = await OpenedBid.count().where((OpenedBid.lot == opening.lot) & OpenedBid.opened_by.is_not_null())
    lot = await lot_view(opening.lot)
    least = lot.rules[Term.LEAST_BIDDERS]
    if not enough_bidders(opened, least=least):
        too_few = least.unmet_by(f"有效解密的{lot.terms.offer}")
        reason = f"{lot.terms.opening}后，{too_few}，不得{lot.terms.evaluation}。"
        await move_lot.fail_lot(lot_id=opening.lot, actor=actor, reason=reason, now=now)
    await outbox.emit("bidding_room.bids_opened", subject_id=opening.lot)


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
    opening.finished_at, opening.record, opening.record_audit_seq = now, body.decode(), entry.ticket
    await opening.save()


async def _withheld_seqs(lot_id: UUID) -> list[int]:
    """Every receipt and refusal of the lot has its entry; all become readable with the record."""
    rows = await Receipt.select(Receipt.audit_seq).where(Receipt.lot == lot_id)
    return [row["audit_seq"] for row in rows]
