"""Fixed "randomness", fixed plaintext and the names all vectors share."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from Crypto.Protocol.DH import import_x25519_private_key
from Crypto.PublicKey import ECC

from sealing.keybox import PrivateKeys

LOT = "0b5c1e5e-7f0a-4c57-9d55-3a8f0c2a1d01"
BID = "5f0d4c1a-2b3e-4f60-8a71-92b3c4d5e6f7"
BIDDER = "9c8b7a69-5847-4635-a241-302f1e0d0c0b"
AT = datetime(2026, 12, 1, 1, 30, 0, 123456, tzinfo=UTC)
DUE = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
FORM = {"delivery": "合同签订后30日内", "price": "1234567.00", "remarks": None, "validity_days": 90}
PASSPHRASE = "天平 ＡＢＣ-correct horse"  # full-width letters: NFKC makes them ASCII


class Drawn:
    """Fixed "random" bytes from a name: SHA-256(name ‖ counter), concatenated."""

    def __init__(self, name: str) -> None:
        self._name, self._counter = name.encode(), 0

    def __call__(self, count: int) -> bytes:
        out = b""
        while len(out) < count:
            out += hashlib.sha256(self._name + self._counter.to_bytes(8, "big")).digest()
            self._counter += 1
        return out[:count]


@contextmanager
def fixed_ephemerals(random: Drawn) -> Iterator[None]:
    """HPKE seals inside use ephemeral keys from `random`."""
    generate = ECC.generate
    ECC.generate = lambda **_: import_x25519_private_key(random(32))
    try:
        yield
    finally:
        ECC.generate = generate


def pattern(size: int) -> bytes:
    """Plaintext both sides can make: byte i is i mod 251."""
    block = bytes(range(251))
    return (block * (size // 251 + 1))[:size]


def keys_hex(keys: PrivateKeys) -> dict[str, str]:
    return hexes(
        signing=keys.signing,
        sealing=keys.sealing,
        signing_public=keys.signing_public,
        sealing_public=keys.sealing_public,
    )


def hexes(**parts: bytes) -> dict[str, str]:
    return {name: part.hex() for name, part in parts.items()}


def file_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"
