"""Shamir's threshold sharing of a 32-byte key over GF(2^128), as two 16-byte halves in one 32-byte share.

Field polynomial x^128 + x^7 + x^2 + x + 1, big-endian bytes, share i = P(i), secret = P(0). Agrees with
`Crypto.Protocol.SecretSharing.Shamir(ssss=False)`.
Not for: checking shares; a wrong share yields a wrong secret silently, which is why every share and key has
a commitment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

_FIELD = (1 << 128) | 0x87
_HALF = 16
SECRET_BYTES = 2 * _HALF


def split(secret: bytes, *, threshold: int, count: int, random: Callable[[int], bytes]) -> tuple[bytes, ...]:
    """Shares 1 … `count` of `secret`; any `threshold` of them give it back, fewer say nothing about it."""
    if len(secret) != SECRET_BYTES or not 1 <= threshold <= count <= 255:
        raise ValueError("cannot split this way")
    halves = [_polynomial(secret[at : at + _HALF], threshold, random) for at in (0, _HALF)]
    return tuple(
        b"".join(_value(half, ordinal).to_bytes(_HALF, "big") for half in halves)
        for ordinal in range(1, count + 1)
    )


def combine(shares: Mapping[int, bytes]) -> bytes:
    """The secret behind exactly `threshold` shares, keyed by ordinal."""
    if not shares or any(len(share) != SECRET_BYTES or not 1 <= x <= 255 for x, share in shares.items()):
        raise ValueError("not shares")
    return b"".join(
        _at_zero([(x, int.from_bytes(share[at : at + _HALF], "big")) for x, share in shares.items()])
        for at in (0, _HALF)
    )


def _polynomial(constant: bytes, threshold: int, random: Callable[[int], bytes]) -> list[int]:
    return [int.from_bytes(constant, "big")] + [
        int.from_bytes(random(_HALF), "big") for _ in range(threshold - 1)
    ]


def _value(coefficients: Sequence[int], x: int) -> int:
    value = 0
    for coefficient in reversed(coefficients):
        value = _times(value, x) ^ coefficient
    return value


def _at_zero(points: Sequence[tuple[int, int]]) -> bytes:
    """Lagrange interpolation at 0; subtraction is XOR."""
    value = 0
    for weight, (_, y) in zip(_weights(tuple(x for x, _ in points)), points, strict=True):
        value ^= _times(y, weight)
    return value.to_bytes(_HALF, "big")


@lru_cache(maxsize=1024)
def _weights(ordinals: tuple[int, ...]) -> tuple[int, ...]:
    """What each share counts for at 0. One opening asks for the same few sets of officers again and again, and
    the inverse in it costs a hundred multiplications; ordinals are public, so remembering them tells nothing."""
    weights = []
    for x in ordinals:
        above, below = 1, 1
        for other in ordinals:
            if other != x:
                above, below = _times(above, other), _times(below, x ^ other)
        weights.append(_times(above, _inverse(below)))
    return tuple(weights)


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a >> 128:
            a ^= _FIELD
        b >>= 1
    return product


def _inverse(a: int) -> int:
    """a^(2^128 − 2), the inverse of a ≠ 0."""
    result, power = 1, a
    for _ in range(127):
        power = _times(power, power)
        result = _times(result, power)
    return result
