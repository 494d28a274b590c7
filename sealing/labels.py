"""One label per key use, and the limits of the format. There are no algorithm options.

A label is the first line of everything that is hashed, signed or derived, so that bytes made for one use
never mean anything in another.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

VERSION = "tianping/sealed-bid/v1"
RECEIPT_VERSION = "tianping/receipt/v1"
KEY_BOX_VERSION = "tianping/key-box/v1"

CHUNK_BYTES = 8 * 1024 * 1024
TAG_BYTES = 16
NONCE_BYTES = 12
BLOCK_BYTES = 4096

MAX_OFFICERS = 9
MIN_THRESHOLD = 2
MAX_FILES = 200
MAX_CHUNKS_PER_FILE = 10_000  # parts of one S3 multipart upload
MAX_CHUNKS = 20_000
MAX_MANIFEST_BYTES = 2 * 1024 * 1024
MAX_RECEIPT_BYTES = 64 * 1024
MAX_FORM_BLOCKS = 16
MAX_CONTENTS_BLOCKS = 64
PBKDF2_ROUNDS = 600_000


class Envelope(StrEnum):
    """The three envelopes of a bid, in the order the manifest lists them."""

    QUALIFICATION = "qualification"
    TECHNICAL = "technical"
    PRICE = "price"


class Label(StrEnum):
    """What a hash, signature or derived key is for."""

    SHARE = "tianping/v1/share"
    RECOVERY = "tianping/v1/recovery"
    KEY_COMMITMENT = "tianping/v1/key-commitment"
    SHARE_COMMITMENT = "tianping/v1/share-commitment"
    FILE_KEY = "tianping/v1/file-key"
    FORM_KEY = "tianping/v1/form-key"
    CONTENTS_KEY = "tianping/v1/contents-key"
    PANEL = "tianping/v1/panel"
    MANIFEST_ROOT = "tianping/v1/manifest-root"
    MANIFEST_SIGNATURE = "tianping/v1/manifest-signature"
    WITHDRAWAL = "tianping/v1/withdrawal"
    RECEIPT = "tianping/v1/receipt"
    REFUSAL = "tianping/v1/refusal"
    KEY_BOX = "tianping/v1/key-box"
    CHALLENGE = "tianping/v1/possession-challenge"
    POSSESSION = "tianping/v1/possession-of-both-keys"
    REWRAP = "tianping/v1/key-box-rewrap"
    CLIENT_CODE = "tianping/v1/client-code"
    DRAFT_NOTES = "tianping/v1/draft-notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The envelope a secret belongs to. `lot` and `bid` are lower-case UUID text."""

    lot: str
    bid: str
    envelope: Envelope


def context(label: Label, scope: Scope, *more: str) -> bytes:
    """HPKE and HKDF `info`: label, lot, bid, envelope and what follows, one per line, no line end at the end."""
    return "\n".join((label, scope.lot, scope.bid, scope.envelope, *more)).encode()


def framed(head: bytes | Label, data: bytes) -> bytes:
    """What is hashed or signed under a label or context: head ‖ 0x00 ‖ data."""
    return (head.encode() if isinstance(head, Label) else head) + b"\x00" + data


def digest(head: bytes | Label, data: bytes) -> bytes:
    """SHA-256 of the framed bytes."""
    return hashlib.sha256(framed(head, data)).digest()


def client_code_hash(sources: dict[str, bytes]) -> str:
    """What a client says about its own code: a labelled hash over `name ‖ space ‖ SHA-256` lines, sorted."""
    lines = sorted(f"{name} {hashlib.sha256(text).hexdigest()}" for name, text in sources.items())
    return digest(Label.CLIENT_CODE, "\n".join(lines).encode()).hex()
