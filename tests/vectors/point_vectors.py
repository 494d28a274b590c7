"""Vectors of the edges of Curve25519, where verifiers differ: what is taken and what is refused."""

from hashlib import sha512
from typing import Any

from Crypto.PublicKey.ECC import EccPoint
from Crypto.Signature import eddsa
from vector_draws import Drawn

from core import curve25519

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
B = EccPoint(curve25519._BASE_X, curve25519._BASE_Y, curve="Ed25519")
NEUTRAL = EccPoint(0, 1, curve="Ed25519")
DATA = b"tianping"
SMALL_U = (
    0,
    1,
    P - 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)


def point_vectors() -> dict[str, Any]:
    return {
        "data": DATA.decode(),
        "sealing_keys": sealing_keys(),
        "signing_keys": signing_keys(),
        "signatures": signatures(),
    }


def sealing_keys() -> list[dict[str, Any]]:
    refused = {f"small order, u = {number}": little(u) for number, u in enumerate(SMALL_U)}
    refused |= {f"not canonical, u = p + {more}": little(P + more) for more in (0, 1, 2, 9, 18)}
    refused |= {f"small order with the unused bit, {n}": little(u | 1 << 255) for n, u in enumerate(SMALL_U)}
    refused |= {
        "good but for the unused bit": little(9 | 1 << 255),
        "31 bytes": little(9)[:31],
        "33 bytes": little(9) + b"\0",
        "empty": b"",
    }
    made = [{"what": what, "key": key.hex(), "usable": False} for what, key in refused.items()]
    return [*made, {"what": "the base point", "key": little(9).hex(), "usable": True}]


def signing_keys() -> list[dict[str, Any]]:
    """`usable` is the platform's word, `shaped` what a browser can see without arithmetic on the curve."""
    rows: list[tuple[str, bytes, bool, bool]] = [("the base point", encoded(B), True, True)]
    rows += [("small order", encoding, False, False) for encoding in small_encodings()]
    rows += [
        ("mixed order", encoded(B + torsion()), False, True),
        ("not on the curve", little(2), False, True),
        ("31 bytes", encoded(B)[:31], False, False),
    ]
    return [
        {"what": what, "key": key.hex(), "usable": usable, "shaped": shaped}
        for what, key, usable, shaped in rows
    ]


def signatures() -> list[dict[str, Any]]:
    random = Drawn("points")
    a, r = (int.from_bytes(random(32), "little") % L for _ in range(2))
    key, nonce = encoded(B * a), encoded(B * r)
    good = (r + challenge(nonce, key) * a) % L
    mixed = encoded(B * r + torsion())
    rows = [("good", key, nonce, good, True)]
    rows += [("S + L", key, nonce, good + L, False), ("S = L", key, nonce, L, False)]
    rows += [
        ("R of mixed order, holds only times eight", key, mixed, (r + challenge(mixed, key) * a) % L, False)
    ]
    for small in small_encodings():
        rows.append(("A of small order", small, nonce, r, False))
        rows.append(("R of small order", key, small, challenge(small, key) * a % L, False))
    rows.append(("A = R = 0, S = 0", encoded(NEUTRAL), encoded(NEUTRAL), 0, False))
    made = [
        {"what": what, "public": A.hex(), "signature": (R + little(S)).hex(), "valid": valid}
        for what, A, R, S, valid in rows
    ]
    cut = {
        "what": "63 bytes",
        "public": key.hex(),
        "signature": (nonce + little(good))[:63].hex(),
        "valid": False,
    }
    return [*made, cut]


def small_encodings() -> list[bytes]:
    """Every spelling, canonical or not, of the eight points of small order."""
    ys = (0, 1, P - 1, curve25519._Y8, P - curve25519._Y8, P, P + 1)
    return [little(y | sign << 255) for y in ys for sign in (0, 1)]


def torsion() -> EccPoint:
    """A point of order eight."""
    return eddsa.import_public_key(little(curve25519._Y8)).pointQ


def challenge(nonce: bytes, key: bytes) -> int:
    return int.from_bytes(sha512(nonce + key + DATA).digest(), "little") % L


def encoded(point: EccPoint) -> bytes:
    x, y = (int(part) for part in point.xy)
    return little(y | (x & 1) << 255)


def little(number: int) -> bytes:
    return number.to_bytes(32, "little")
