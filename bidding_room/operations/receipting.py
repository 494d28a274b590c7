"""Putting an act of a bidder into the log, and its receipt beside it, in one transaction.

The entry is withheld and its actor is a handle: before the opening the log tells nobody who did what.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from bidding_room.audit_tags import AuditTag
from bidding_room.queries.receipts import Acknowledged
from bidding_room.states import ReceiptKind
from bidding_room.tables import Bid, Receipt
from bidding_room.wrapping import bidder_actor, wrap_receipt
from core.canonical import Json
from sealing.receipts import Action, receipt_facts
from storage import audit

_TAGS = {
    Action.SUBMITTED: AuditTag.BID_SUBMIT,
    Action.REPLACED: AuditTag.BID_SUBMIT,
    Action.WITHDRAWN: AuditTag.BID_WITHDRAW,
}
_KINDS = {
    Action.SUBMITTED: ReceiptKind.SUBMISSION,
    Action.REPLACED: ReceiptKind.SUBMISSION,
    Action.WITHDRAWN: ReceiptKind.WITHDRAWAL,
}


async def log_act(
    *, action: Action, bid: Bid, root: bytes, now: datetime, more: dict[str, Json] | None = None
) -> audit.Queued:
    """Append the act; its facts are those the receipt's verifier compares."""
    facts = receipt_facts(action=action, lot=str(bid.lot), bid=str(bid.id), root=root, sequence=bid.sequence)
    return await audit.record(
        _TAGS[action],
        actor=bidder_actor(bid.bidder_handle),
        subject=str(bid.id),
        facts={**facts, **(more or {})},
        now=now,
        public=False,
    )


async def keep_receipt(
    *, action: Action, bid: Bid, root: bytes, entry: audit.Queued, now: datetime
) -> Receipt:
    """Keep what the receipt acknowledges; its signed text with the proof can be had once the act is committed."""
    acknowledged = Acknowledged(
        action=action, at=now, leaf=entry.leaf_hash.hex(), root=root.hex(), sequence=bid.sequence
    )
    return await keep_statement(
        msgspec.json.encode(acknowledged),
        lot_id=bid.lot,
        bid_id=bid.id,
        handle=bid.bidder_handle,
        kind=_KINDS[action],
        now=now,
        audit_seq=entry.ticket,
    )


async def keep_statement(
    body: bytes,
    *,
    lot_id: UUID,
    bid_id: UUID | None,
    handle: str,
    kind: ReceiptKind,
    now: datetime,
    audit_seq: int,
) -> Receipt:
    """Keep a receipt or refusal as given; never altered, never deleted."""
    receipt_id = uuid4()
    row = Receipt(
        id=receipt_id,
        lot=lot_id,
        bid=bid_id,
        bidder_handle=handle,
        kind=kind.value,
        body_wrapped=wrap_receipt(body, receipt_id=receipt_id),
        issued_at=now,
        audit_seq=audit_seq,
    )
    await row.save()
    return row
