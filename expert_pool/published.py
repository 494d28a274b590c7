"""What opens a candidate's commitments: wrapped at the freeze, unwrapped for publication and nothing else.

Not for: showing anybody a name before the names are published; callers ask first.
"""

from __future__ import annotations

import msgspec

from core.canonical import canonical_bytes
from expert_pool.tables import Candidate
from storage.keys import platform_keys

_LABEL = "draw-candidate"


class CandidateOpening(msgspec.Struct, frozen=True, kw_only=True):
    """Identity and salts of one candidate; salts are hex. `employer` is what the unit's tag binds."""

    expert_id: str
    code: str
    name: str
    salt: str
    employer: str
    employer_name: str
    unit_salt: str


def wrapped(opening: CandidateOpening) -> bytes:
    """The opening under the platform's key-encryption key."""
    return platform_keys().wrap(canonical_bytes(msgspec.structs.asdict(opening)), _LABEL)


def opening_of(candidate: Candidate) -> CandidateOpening:
    """The opening out of its wrapping."""
    plain = platform_keys().unwrap(bytes(candidate.opening_wrapped), _LABEL)
    return msgspec.json.decode(plain, type=CandidateOpening)
