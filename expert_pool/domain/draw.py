"""A draw that nobody steers and anybody can repeat.

Each party commits to a secret before the candidate list is final; the list is frozen and its hash logged;
the log's tree head of that moment and the secrets, revealed afterwards, make the RFC 3797 seed. Whoever
wanted another result would need to have known the other secrets and the root before committing.
Candidates stand in the list as salted commitments, sorted, so names can wait (《招标投标法》第三十七条) while
the proof does not.

Every hash carries its own label and the draw's id: nothing can be replayed from one draw, or from one place
of a draw, into another. Not for: storing, signing or logging any of it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from core import rfc3797
from core.canonical import canonical_bytes
from core.errors import Invalid

SECRET_LABEL = b"tianping/draw/secret/v1\0"
CANDIDATE_LABEL = b"tianping/draw/candidate/v1\0"
UNIT_LABEL = b"tianping/draw/unit/v1\0"
LIST_LABEL = b"tianping/draw/candidates/v1\0"

SHORTEST_SECRET = 24  # letters and digits; 24 throws of a ten-sided die are 80 bits
LONGEST_SECRET = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a commitment binds an expert to: the register's id and code, and the name to be published."""

    expert_id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One line of the frozen list: who, and for whom they work, each behind a salt."""

    commitment: bytes
    unit: bytes


def canonical_secret(text: str) -> str:
    """A party's secret as it is hashed and as it enters the seed: upper-case letters and digits.

    Raises `Invalid` (`secret-too-short`, `secret-too-long`).
    """
    secret = rfc3797.canonical_text(text)
    if len(secret) < SHORTEST_SECRET:
        raise Invalid(
            code="secret-too-short",
            message=f"秘密数至少{SHORTEST_SECRET}位字母或数字，过短容易被他人猜出",
            field="secret",
            facts={"least": SHORTEST_SECRET},
        )
    if len(secret) > LONGEST_SECRET:
        raise Invalid(
            code="secret-too-long",
            message=f"秘密数最多{LONGEST_SECRET}位字母或数字",
            field="secret",
            facts={"most": LONGEST_SECRET},
        )
    return secret


def secret_commitment(*, draw_id: UUID, duty: str, secret: str) -> bytes:
    """SHA-256 a party publishes before the list is final. `secret` is canonical; `duty` keeps one party
    from copying another's commitment."""
    return _hash(SECRET_LABEL, draw_id, duty.encode("ascii") + b"\0" + secret.encode("ascii"))


def candidate_commitment(*, draw_id: UUID, salt: bytes, identity: Identity) -> bytes:
    """SHA-256 that stands for an expert in the list. `salt` is 32 random bytes, one per expert and draw."""
    who = canonical_bytes(
        {"code": identity.code, "expert_id": str(identity.expert_id), "name": identity.name}
    )
    return _hash(CANDIDATE_LABEL, draw_id, salt + who)


def unit_tag(*, draw_id: UUID, salt: bytes, employer: str) -> bytes:
    """SHA-256 that stands for an employer (USCC). One salt per employer and draw, so colleagues are seen to
    be colleagues and nothing else is seen."""
    return _hash(UNIT_LABEL, draw_id, salt + employer.encode())


def candidates_hash(*, draw_id: UUID, candidates: Sequence[Candidate]) -> bytes:
    """The one hash that is logged when the list is frozen: order and content."""
    lines = [{"commitment": c.commitment.hex(), "unit": c.unit.hex()} for c in candidates]
    return _hash(LIST_LABEL, draw_id, canonical_bytes(lines))


def seed_string(*, secrets: Sequence[str], root: bytes) -> str:
    """The RFC 3797 seed: the parties' secrets in the order of their duties, then the log's root in hex."""
    return rfc3797.seed_string([*secrets, root.hex()])


def drawn_order(*, seed: str, candidates: int) -> tuple[int, ...]:
    """The whole list in drawn order, as positions in the list from 0: replacements are drawn already."""
    return rfc3797.selection(seed=seed, pool=candidates, count=candidates)


def next_in_order(
    *,
    order: Sequence[int],
    units: Sequence[bytes],
    seated: Collection[int],
    used: Collection[int],
    max_per_unit: int,
) -> int | None:
    """The place in `order` of who comes next, or None when nobody is left.

    `seated` and `used` hold places in `order`: who sits now, and who has ever been called. Somebody passed
    over because a colleague sits is not used up, and comes next once that colleague has left.
    """
    at_table = Counter(units[order[place]] for place in seated)
    for place, candidate in enumerate(order):
        if place not in used and at_table[units[candidate]] < max_per_unit:
            return place
    return None


def seating(
    *, order: Sequence[int], units: Sequence[bytes], seats: int, max_per_unit: int
) -> tuple[int, ...]:
    """The places in `order` that take seats 1, 2, … at the draw; fewer than `seats` if the list runs out."""
    taken: list[int] = []
    while len(taken) < seats:
        place = next_in_order(order=order, units=units, seated=taken, used=taken, max_per_unit=max_per_unit)
        if place is None:
            break
        taken.append(place)
    return tuple(taken)


def _hash(label: bytes, draw_id: UUID, data: bytes) -> bytes:
    return hashlib.sha256(label + draw_id.bytes + data).digest()
