"""What the platform gives back in writing, signed: receipts and refusals, version 1.

A receipt stands by itself: with the platform's public key it proves, without the platform, what was received
when, and that the audit log held it under a signed head.
Not for: the inclusion proof's arithmetic, which is the log's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from core.canonical import Json, canonical_bytes
from core.clock import instant_text
from sealing.errors import refused
from sealing.labels import MAX_RECEIPT_BYTES, RECEIPT_VERSION, Label, framed
from sealing.signing import check_signed, is_signed, sign
from sealing.wire import (
    Hex32,
    Hex64,
    Id,
    Instant,
    Word,
    convert,
    parse_json,
    struct_bytes,
)

Count = Annotated[int, msgspec.Meta(ge=0)]


class Action(StrEnum):
    """What a receipt acknowledges."""

    SUBMITTED = "submitted"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class LogEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The audit-log entry of the act: its number and the very text whose hash is the leaf."""

    payload: str
    seq: Count


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signed tree head of the audit log, as the log publishes it."""

    at: Instant
    log: Literal["tianping"]
    root: Hex32
    signature: Hex64
    size: Count

    def signed_bytes(self) -> bytes:
        """What `signature` covers."""
        return canonical_bytes({"at": self.at, "log": self.log, "root": self.root, "size": self.size})


class Receipt(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="receipt",
):
    """The body of a receipt. `root` is the manifest's root hash; `proof` leads from the entry to the head."""

    action: Action
    at: Instant
    bid: Id
    entry: LogEntry
    head: Head
    lot: Id
    platform_key: Hex32
    proof: Annotated[tuple[Hex32, ...], msgspec.Meta(max_length=63)]
    root: Hex32
    sequence: Count
    version: str


class Refusal(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="refusal",
):
    """The body of a refusal: what was offered (`root`, if it came that far), when, and why it is not taken."""

    at: Instant
    bid: Id | None
    code: Word
    due_at: Instant
    lot: Id
    platform_key: Hex32
    root: Hex32 | None
    version: str


class _Signed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    body: Receipt | Refusal
    signature: Hex64


Statement: TypeAlias = Receipt | Refusal
_LABELS: dict[type, Label] = {Receipt: Label.RECEIPT, Refusal: Label.REFUSAL}


def receipt_facts(*, action: Action, lot: str, bid: str, root: bytes, sequence: int) -> dict[str, Json]:
    """The facts the audit entry of a receipted act carries; a verifier compares them with the receipt."""
    return {"action": str(action), "bid": bid, "lot": lot, "root": root.hex(), "sequence": sequence}


def build_receipt(
    *,
    action: Action,
    at: datetime,
    lot: str,
    bid: str,
    root: bytes,
    sequence: int,
    entry_seq: int,
    entry_payload: bytes,
    head: Mapping[str, Any],
    proof: Sequence[bytes],
    platform_key: bytes,
    sign: Callable[[bytes], bytes],
) -> bytes:
    """A signed receipt. `head` is the published form of the tree head, `sign` signs bytes as the platform."""
    body = Receipt(
        action=action,
        at=instant_text(at),
        bid=bid,
        entry=LogEntry(payload=entry_payload.decode(), seq=entry_seq),
        head=convert(dict(head), Head),
        lot=lot,
        platform_key=platform_key.hex(),
        proof=tuple(step.hex() for step in proof),
        root=root.hex(),
        sequence=sequence,
        version=RECEIPT_VERSION,
    )
    return _signed(body, sign)


def build_refusal(
    *,
    code: str,
    at: datetime,
    due_at: datetime,
    lot: str,
    bid: str | None,
    root: bytes | None,
    platform_key: bytes,
    sign: Callable[[bytes], bytes],
) -> bytes:
    """A signed refusal; `code` is the public code of the refusal, such as `bids-closed`."""
    body = Refusal(
        at=instant_text(at),
        bid=bid,
        code=code,
        due_at=instant_text(due_at),
        lot=lot,
        platform_key=platform_key.hex(),
        root=root.hex() if root is not None else None,
        version=RECEIPT_VERSION,
    )
    return _signed(body, sign)


def parse_statement(data: bytes, *, expected_key: bytes | None = None) -> Statement:
    """The body of a receipt or refusal whose signature holds; raises `ManifestRefused`.

    Without `expected_key` it is signed by the key it names itself, which proves nothing about the platform.
    """
    value = parse_json(data, most=MAX_RECEIPT_BYTES)
    body = value.get("body") if isinstance(value, dict) else None
    if not isinstance(body, dict) or body.get("version") != RECEIPT_VERSION:
        raise refused("sealed-version-unknown")
    signed = convert(value, _Signed)
    public = bytes.fromhex(signed.body.platform_key)
    if expected_key is not None and public != expected_key:
        raise refused("signature-wrong", field="platform_key")
    check_signed(
        canonical_bytes(msgspec.to_builtins(signed.body)),
        label=_LABELS[type(signed.body)],
        public=public,
        signature=bytes.fromhex(signed.signature),
    )
    return signed.body


def sign_withdrawal(*, lot: str, bid: str, root: bytes, signing_seed: bytes) -> bytes:
    """The bidder's signature that takes back the submission named by `root`."""
    return sign(_withdrawal(lot, bid, root), label=Label.WITHDRAWAL, seed=signing_seed)


def is_withdrawal(*, lot: str, bid: str, root: bytes, signing_key: bytes, signature: bytes) -> bool:
    """Whether the bidder signed the withdrawal of exactly this submission."""
    return is_signed(
        _withdrawal(lot, bid, root), label=Label.WITHDRAWAL, public=signing_key, signature=signature
    )


def _withdrawal(lot: str, bid: str, root: bytes) -> bytes:
    return canonical_bytes({"bid": bid, "lot": lot, "root": root.hex()})


def _signed(body: Statement, sign_bytes: Callable[[bytes], bytes]) -> bytes:
    covered = canonical_bytes(msgspec.to_builtins(body))
    signature = sign_bytes(framed(_LABELS[type(body)], covered))
    return struct_bytes(_Signed(body=body, signature=signature.hex()))
