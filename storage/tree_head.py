"""What the platform signs about its log: size, root and time. Pure; a verifier needs no database.

Not for: making heads — that is `storage.audit`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from core.canonical import Json, canonical_bytes
from core.clock import instant_text
from storage.keys import verify

LOG_NAME = "tianping"

_LARGEST = 2**53 - 1  # what canonical JSON holds
_ROOT, _SIGNATURE = 32, 64  # bytes


def on_the_hour(moment: datetime) -> bool:
    """No public entry falls on an hour to the microsecond; a withheld one always does."""
    return (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class SignedHead:
    """The log had `size` entries with this root at `at`; 64-byte Ed25519 signature over `head_bytes`."""

    size: int
    root: bytes
    at: datetime
    signature: bytes

    @property
    def hourly(self) -> bool:
        """Whether `at` is the hour alone, as after an entry that is withheld."""
        return on_the_hour(self.at)

    def signed_by(self, public_key: bytes) -> bool:
        return verify(public_key, head_bytes(size=self.size, root=self.root, at=self.at), self.signature)

    def as_json(self) -> dict[str, Json]:
        """As it is published: hex for bytes, RFC 3339 for the time."""
        return {
            "log": LOG_NAME,
            "size": self.size,
            "root": self.root.hex(),
            "at": instant_text(self.at),
            "signature": self.signature.hex(),
        }

    @classmethod
    def from_json(cls, value: Json) -> SignedHead:
        """A published head. Raises `ValueError` for anything else."""
        match value:
            case {
                "log": "tianping",
                "size": int(size),
                "root": str(root),
                "at": str(at),
                "signature": str(signature),
            }:
                head = cls(
                    size=size,
                    root=bytes.fromhex(root),
                    at=parse_instant(at),
                    signature=bytes.fromhex(signature),
                )
                bounded = not isinstance(size, bool) and 0 <= size <= _LARGEST
                if bounded and len(head.root) == _ROOT and len(head.signature) == _SIGNATURE:
                    return head
        raise ValueError("not a signed head of this log")


def head_bytes(*, size: int, root: bytes, at: datetime) -> bytes:
    """The canonical bytes that are signed for a tree head."""
    return canonical_bytes({"at": instant_text(at), "log": LOG_NAME, "root": root.hex(), "size": size})


def parse_instant(text: str) -> datetime:
    """The inverse of `core.clock.instant_text`. Raises `ValueError`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
