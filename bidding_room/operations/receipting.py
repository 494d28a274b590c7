"""Putting an act of a bidder into the log and into the bidder's hands, in one transaction.

The entry is withheld and its actor is a handle: before the opening the log tells nobody who did what.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from bidding_room.audit_tags import AuditTag
from bidding_room.states import ReceiptKind
from bidding_room.tables import Bid, Receipt
from bidding_room.wrapping import bidder_actor, wrap_receipt
from core.canonical import Json
from sealing.receipts import Action, build_receipt, receipt_facts
from storage import audit
from storage.keys import platform_keys
from storage.tree_head import SignedHead

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
) -> audit.Entry:
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


async def issue_receipt(*, action: Action, bid: Bid, root: bytes, entry: audit.Entry, now: datetime) -> bytes:
    """The signed receipt with its inclusion proof, also kept (wrapped) for the bidder to fetch again."""
    head = SignedHead(size=entry.seq + 1, root=entry.root, at=entry.at, signature=entry.signature)
    body = build_receipt(
        action=action,
        at=now,
        lot=str(bid.lot),
        bid=str(bid.id),
        root=root,
        sequence=bid.sequence,
        entry_seq=entry.seq,
        entry_payload=entry.payload,
        head=head.as_json(),
        proof=await audit.inclusion(seq=entry.seq, size=entry.seq + 1),
        platform_key=platform_keys().public_key,
        sign=platform_keys().sign,
    )
    await keep_statement(
        body,
        lot_id=bid.lot,
        bid_id=bid.id,
        handle=bid.bidder_handle,
        kind=_KINDS[action],
        now=now,
        audit_seq=entry.seq,
    )
    return body


async def keep_statement(
    body: bytes,
    *,
    lot_id: UUID,
    bid_id: UUID | None,
    handle: str,
    kind: ReceiptKind,
    now: datetime,
    audit_seq: int,
) -> None:
    """Keep a receipt or refusal as given; never altered, never deleted."""
    receipt_id = uuid4()
    await Receipt(
        id=receipt_id,
        lot=lot_id,
        bid=bid_id,
        bidder_handle=handle,
        kind=kind.value,
        body_wrapped=wrap_receipt(body, receipt_id=receipt_id),
        issued_at=now,
        audit_seq=audit_seq,
    ).save()
