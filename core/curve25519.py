"""Which points and signatures on Curve25519 the platform takes: one strict reading for every verifier.

Libraries differ at the edges: some take points of small order, doubled spellings of one point, or equations that
hold only after multiplying by eight. What one verifier takes and another refuses proves nothing, so the edges are
refused here, and `web/browser/points.js` refuses the same; `tests/vectors/points.json` binds both.
Not for: signing, and keys at rest; see `storage.keys` and `sealing`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha512

from Crypto.PublicKey.ECC import EccKey, EccPoint  # type: ignore[attr-defined]  # documented, not exported
from Crypto.Signature import eddsa

POINT_BYTES, SIGNATURE_BYTES = 32, 64

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493  # of the base point (RFC 8032, section 5.1)
_SIGN_BIT = 1 << 255
_BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
_BASE_Y = 46316835694926478169428394003475163141307993866256225615783033603165251855960

# The coordinates of all points whose order divides eight (RFC 7748, section 7; RFC 9180, section 7.1.4).
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_Y = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})
_U8A = 0xB8495F16056286FDB1329CEB8D09DA6AC49FF1FAE35616AEB8413B7C7AEBE0
_U8B = 0x57119FD0DD4E22D8868E1C58C45C44045BEF839C55B1D0B1248C50A3BC959C5F
_SMALL_U = frozenset({0, 1, _P - 1, _U8A, _U8B})


def is_sealing_key(public: bytes) -> bool:
    """Whether these are the bytes of an X25519 key one can seal to: spelled in the one canonical way, and of an
    order that keeps the shared secret secret."""
    u = int.from_bytes(public, "little")
    return len(public) == POINT_BYTES and u < _P and u not in _SMALL_U


def is_signing_key(public: bytes) -> bool:
    """Whether these are the bytes of an Ed25519 key that belongs to one signer: canonical, on the curve, and of
    the base point's own order."""
    point = _point(public)
    return point is not None and (point * _ORDER).is_point_at_infinity()


def is_signature(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether `signature` is `public`'s Ed25519 signature over `data` (RFC 8032, without the cofactor)."""
    try:
        return signature_check(public)(data, signature)
    except ValueError:
        return False


def signature_check(public: bytes) -> Callable[[bytes, bytes], bool]:
    """`is_signature` with the key read once; raises `ValueError` for bytes that are no key."""
    key = _point(public)
    if key is None:
        raise ValueError("not an Ed25519 public key")

    def check(data: bytes, signature: bytes) -> bool:
        commitment, s = signature[:POINT_BYTES], int.from_bytes(signature[POINT_BYTES:], "little")
        nonce = _point(commitment)
        if len(signature) != SIGNATURE_BYTES or s >= _ORDER or nonce is None:
            return False
        challenge = int.from_bytes(sha512(commitment + public + data).digest(), "little") % _ORDER
        return bool(_base() * s == nonce + key * challenge)

    return check


def _point(encoded: bytes) -> EccPoint | None:
    """The point, or None for what is not 32 bytes, not canonical, not on the curve or of small order."""
    y = int.from_bytes(encoded, "little") & (_SIGN_BIT - 1)
    if len(encoded) != POINT_BYTES or y >= _P or y in _SMALL_Y:
        return None
    try:
        key: EccKey = eddsa.import_public_key(encoded)
    except ValueError:
        return None
    return key.pointQ


@lru_cache(maxsize=1)
def _base() -> EccPoint:
    return EccPoint(_BASE_X, _BASE_Y, curve="Ed25519")
