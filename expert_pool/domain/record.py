"""The published record of a draw: what anybody needs to repeat it, in one signed file.

Bytes are hex, places and positions count from 0. The file is canonical JSON: `{"record", "public_key",
"signature"}`, the signature over a label and the record's canonical bytes. Unknown fields are refused.
Not for: collecting it (`expert_pool.queries.draw_record`) or judging it (`expert_pool.draw_verify`).
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from core.canonical import canonical_bytes, parse_canonical

FORMAT: Literal["tianping-draw-record/1"] = "tianping-draw-record/1"
SIGNATURE_LABEL = b"tianping/draw/record/v1\0"


class _Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class RecordedDraw(_Strict, frozen=True, kw_only=True):
    """The terms, as they were opened."""

    id: str
    lot: str
    attempt: int
    size: int
    representatives: int
    max_per_unit: int
    specialities: list[str]


class RecordedParty(_Strict, frozen=True, kw_only=True):
    """One party, in the order the secrets enter the seed."""

    duty: str
    commitment: str
    secret: str


class RecordedCandidate(_Strict, frozen=True, kw_only=True):
    """One line of the frozen list."""

    commitment: str
    unit: str


class RecordedCall(_Strict, frozen=True, kw_only=True):
    """Who was called to a seat at the draw: the place in the drawn order, and the commitment there."""

    seat: int
    place: int
    commitment: str


class RecordedReplacement(_Strict, frozen=True, kw_only=True):
    """A seat left and who was called next; null when nobody was left."""

    seat: int
    place: int
    commitment: str
    cause: str
    next_place: int | None
    next_commitment: str | None


class RecordedMember(_Strict, frozen=True, kw_only=True):
    """A published member: identity and salts that open the two commitments."""

    seat: int
    place: int
    expert_id: str
    code: str
    name: str
    salt: str
    employer: str
    employer_name: str
    unit_salt: str


class RecordedEntry(_Strict, frozen=True, kw_only=True):
    """An entry of the audit log with its inclusion proof; the payload is the very text that was hashed."""

    seq: int
    payload: str
    proof: list[str]


class RecordedHead(_Strict, frozen=True, kw_only=True):
    """A signed tree head."""

    log: Literal["tianping"]
    size: int
    root: str
    at: str
    signature: str


class RecordedLog(_Strict, frozen=True, kw_only=True):
    """The entries about this draw, under one head; `consistency` leads from the freeze's head to it."""

    frozen_head: RecordedHead
    head: RecordedHead
    consistency: list[str]
    entries: list[RecordedEntry]


class DrawRecord(_Strict, frozen=True, kw_only=True):
    """Everything about one draw. `members` is null until the names are published."""

    format: Literal["tianping-draw-record/1"]
    draw: RecordedDraw
    parties: list[RecordedParty]
    candidates: list[RecordedCandidate]
    candidates_hash: str
    seed: str
    order: list[int]
    calls: list[RecordedCall]
    replacements: list[RecordedReplacement]
    members: list[RecordedMember] | None
    log: RecordedLog


class SignedRecord(_Strict, frozen=True, kw_only=True):
    """The file."""

    record: DrawRecord
    public_key: str
    signature: str


def signed_bytes(record: DrawRecord) -> bytes:
    """What the platform signs."""
    return SIGNATURE_LABEL + canonical_bytes(msgspec.to_builtins(record))


def file_bytes(signed: SignedRecord) -> bytes:
    """The file's canonical bytes."""
    return canonical_bytes(msgspec.to_builtins(signed))


def read_file_bytes(data: bytes) -> SignedRecord:
    """Parse a file; raises `ValueError` for anything but the canonical bytes of a record of this format."""
    parsed: Any = parse_canonical(data)
    return msgspec.convert(parsed, SignedRecord)
