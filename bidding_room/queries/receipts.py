"""The texts of receipts and refusals, signed, as given.

A refusal is kept signed. Of a receipt the act keeps what it acknowledges; the entry's number, head and proof are the
log's to give, once the act is committed. From then on they are fixed, so every reading signs the same bytes.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from bidding_room.tables import Receipt
from bidding_room.wrapping import unwrap_receipt
from core.errors import NotFound
from sealing.receipts import Action, build_receipt
from storage import audit
from storage.keys import UnwrapFailed, platform_keys
from storage.tree_head import SignedHead


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a receipt acknowledges; hashes in hex. `leaf` is the act's own entry, whatever number stands beside it."""

    action: Action
    at: datetime
    leaf: str
    root: str
    sequence: int


class ReceiptDamaged(Exception):
    """What a row says leads to no text: it was altered after it was written."""


async def statement_of(row: Receipt) -> bytes:
    """The signed text, the same at every reading; the act must be committed. Raises `ReceiptDamaged`."""
    try:
        kept = unwrap_receipt(row.body_wrapped, receipt_id=row.id)
        acknowledged = _acknowledged(kept)
        return kept if acknowledged is None else await _receipt(row, acknowledged)
    except (UnwrapFailed, NotFound):
        raise ReceiptDamaged from None


def _acknowledged(kept: bytes) -> Acknowledged | None:
    """None for a signed text: a refusal, or a receipt given when signing was part of the act."""
    try:
        return msgspec.json.decode(kept, type=Acknowledged)
    except msgspec.ValidationError:
        return None


async def _receipt(row: Receipt, acknowledged: Acknowledged) -> bytes:
    entry = await audit.placed(row.audit_seq)
    if entry.leaf_hash.hex() != acknowledged.leaf:
        raise ReceiptDamaged
    head = SignedHead(size=entry.seq + 1, root=entry.root, at=entry.at, signature=entry.signature)
    return build_receipt(
        action=acknowledged.action,
        at=acknowledged.at,
        lot=str(row.lot),
        bid=str(row.bid),
        root=bytes.fromhex(acknowledged.root),
        sequence=acknowledged.sequence,
        entry_seq=entry.seq,
        entry_payload=entry.payload,
        head=head.as_json(),
        proof=await audit.inclusion(seq=entry.seq, size=head.size),
        platform_key=platform_keys().public_key,
        sign=platform_keys().sign,
    )
