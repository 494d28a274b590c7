"""RFC 3797, *Publicly Verifiable Nominations Committee (NomCom) Random Selection*, and nothing more.

MD5 is what the RFC fixes; it mixes a seed nobody can steer and guards no secret, so its collisions do no
harm here. Not for: making the seed unpredictable — `expert_pool.domain.draw` and `trading.decisions.domain.tie` say
what theirs is made of, and why nobody steers it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

LARGEST_POOL = 65_535  # the RFC counts rounds in two bytes

Source = int | str | Sequence[int]


def canonical_text(text: str) -> str:
    """Section 4.1: fold to ASCII, force upper case, drop whatever is not a letter or a digit."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").upper()
    return "".join(c for c in folded if c.isalnum())


def seed_string(sources: Sequence[Source]) -> str:
    """Section 4.1: each source in canonical form and in the order announced, each followed by `/`."""
    return "".join(_canonical(source) + "/" for source in sources)


def round_digest(*, seed: str, index: int) -> bytes:
    """Section 4.2: MD5 over the seed bracketed by the two-byte round number, counted from 0."""
    edge = index.to_bytes(2, "big")
    return hashlib.md5(edge + seed.encode("ascii") + edge, usedforsecurity=False).digest()


def selection(*, seed: str, pool: int, count: int) -> tuple[int, ...]:
    """`count` of `pool` positions, in the order selected, counted from 0 (the RFC prints them from 1).

    Raises `ValueError` for a pool the two-byte round number cannot serve, or a count beyond the pool.
    """
    if not 0 <= count <= pool <= LARGEST_POOL:
        raise ValueError("RFC 3797 selects 0..pool of at most 65535")
    remaining = list(range(pool))
    return tuple(
        remaining.pop(int.from_bytes(round_digest(seed=seed, index=index), "big") % len(remaining))
        for index in range(count)
    )


def _canonical(source: Source) -> str:
    if isinstance(source, str):
        return canonical_text(source)
    numbers = [source] if isinstance(source, int) else sorted(source)
    return "".join(f"{number}." for number in numbers)
