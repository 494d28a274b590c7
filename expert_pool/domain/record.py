"""The published record of a draw: what anybody needs to repeat it, in one signed file.

Bytes are hex, places and positions count from 0. The file is canonical JSON: `{"record", "public_key",
"signature"}`, the signature over a label and the record's canonical bytes. Unknown fields are refused, and whatever
is longer, larger or spelt otherwise than a record of this platform: a verifier must end on any file.
Not for: collecting it (`expert_pool.queries.draw_record`) or judging it (`expert_pool.draw_verify`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Struct

from core.canonical import canonical_bytes, parse_canonical
from core.rfc3797 import LARGEST_POOL
from storage.hexadecimal import Hex32, Hex64

FORMAT: Literal["tianping-draw-record/1"] = "tianping-draw-record/1"
SIGNATURE_LABEL = b"tianping/draw/record/v1\0"
LARGEST_FILE = 33_554_432

Id: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
]
Place: TypeAlias = Annotated[int, msgspec.Meta(ge=0, lt=LARGEST_POOL)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]
SeatNumber: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=99)]
Proof: TypeAlias = Annotated[list[Hex32], msgspec.Meta(max_length=63)]


class _Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class RecordedDraw(_Strict, frozen=True, kw_only=True):
    """The terms, as they were opened."""

    id: Id
    lot: Id
    attempt: Annotated[int, msgspec.Meta(ge=1)]
    size: SeatNumber
    representatives: Annotated[int, msgspec.Meta(ge=0, le=99)]
    max_per_unit: SeatNumber
    specialities: Annotated[list[str], msgspec.Meta(max_length=1000)]


class RecordedParty(_Strict, frozen=True, kw_only=True):
    """One party, in the order the secrets enter the seed."""

    duty: str
    commitment: Hex32
    secret: str


class RecordedCandidate(_Strict, frozen=True, kw_only=True):
    """One line of the frozen list."""

    commitment: Hex32
    unit: Hex32


class RecordedCall(_Strict, frozen=True, kw_only=True):
    """Who was called to a seat at the draw: the place in the drawn order, and the commitment there."""

    seat: SeatNumber
    place: Place
    commitment: Hex32


class RecordedReplacement(_Strict, frozen=True, kw_only=True):
    """A seat left and who was called next; null when nobody was left."""

    seat: SeatNumber
    place: Place
    commitment: Hex32
    cause: str
    next_place: Place | None
    next_commitment: Hex32 | None


class RecordedMember(_Strict, frozen=True, kw_only=True):
    """A published member: identity and salts that open the two commitments."""

    seat: SeatNumber
    place: Place
    expert_id: Id
    code: str
    name: str
    salt: Hex32
    employer: str
    employer_name: str
    unit_salt: Hex32


class RecordedEntry(_Strict, frozen=True, kw_only=True):
    """An entry of the audit log with its inclusion proof; the payload is the very text that was hashed."""

    seq: Count
    payload: str
    proof: Proof


class RecordedHead(_Strict, frozen=True, kw_only=True):
    """A signed tree head."""

    log: Literal["tianping"]
    size: Count
    root: Hex32
    at: str
    signature: Hex64


class RecordedLog(_Strict, frozen=True, kw_only=True):
    """The entries about this draw, under one head; `consistency` leads from the freeze's head to it."""

    frozen_head: RecordedHead
    head: RecordedHead
    consistency: Annotated[list[Hex32], msgspec.Meta(max_length=130)]
    entries: Annotated[list[RecordedEntry], msgspec.Meta(max_length=2000)]


class DrawRecord(_Strict, frozen=True, kw_only=True):
    """Everything about one draw. `members` is null until the names are published."""

    format: Literal["tianping-draw-record/1"]
    draw: RecordedDraw
    parties: Annotated[list[RecordedParty], msgspec.Meta(max_length=9)]
    candidates: Annotated[list[RecordedCandidate], msgspec.Meta(max_length=LARGEST_POOL)]
    candidates_hash: Hex32
    seed: Annotated[str, msgspec.Meta(max_length=1000)]
    order: Annotated[list[Place], msgspec.Meta(max_length=LARGEST_POOL)]
    calls: Annotated[list[RecordedCall], msgspec.Meta(max_length=99)]
    replacements: Annotated[list[RecordedReplacement], msgspec.Meta(max_length=999)]
    members: Annotated[list[RecordedMember], msgspec.Meta(max_length=99)] | None
    log: RecordedLog


class SignedRecord(_Strict, frozen=True, kw_only=True):
    """The file."""

    record: DrawRecord
    public_key: Hex32
    signature: Hex64


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
