"""The bytes of key boxes: the wrapped form, and challenges that show whether somebody holds both private keys.

The bytes are those of bidding_room/sealing/SPEC.md, section 2, whose browser code answers; a test binds both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from Crypto.Protocol import HPKE
from Crypto.Protocol.DH import import_x25519_public_key

from core.canonical import canonical_bytes
from core.errors import Invalid

ANSWER_BYTES = 32
_CHALLENGE = "tianping/v1/possession-challenge"
_POSSESSION = b"tianping/v1/possession-of-both-keys\x00"


def sealed_challenge(answer: bytes, *, person_id: UUID, day: str, signing: bytes, sealing: bytes) -> bytes:
    """The answer, sealed (RFC 9180) so that only the holder of the X25519 key `sealing` reads it."""
    info = "\n".join((_CHALLENGE, str(person_id), day, signing.hex())).encode()
    key = import_x25519_public_key(sealing)
    cipher = HPKE.new(receiver_key=key, aead_id=HPKE.AEAD.AES256_GCM, info=info)
    return cipher.enc + cipher.seal(answer)


def possession_bytes(answer: bytes, *, person_id: UUID, day: str, signing: bytes, sealing: bytes) -> bytes:
    """What the new signing key signs: the answer, both keys, the person and the day."""
    return _POSSESSION + canonical_bytes(
        {
            "answer": answer.hex(),
            "day": day,
            "person": str(person_id),
            "sealing_key": sealing.hex(),
            "signing_key": signing.hex(),
        }
    )


_WRAPPED = {"cipher": 80, "nonce": 12, "salt": 16, "sealing_key": 32, "signing_key": 32}  # bytes, as hex
_VERSION = "tianping/key-box/v1"


def check_wrapped(wrapped: Mapping[str, str | int], *, signing: bytes, sealing: bytes) -> None:
    """Refuse (`key-box-malformed`) what is not the wrapped form of these keys; whether it opens nobody here knows."""
    named = wrapped.get("signing_key"), wrapped.get("sealing_key"), wrapped.get("version")
    whole = set(wrapped) == {*_WRAPPED, "version"} and all(
        re.fullmatch(f"[0-9a-f]{{{2 * size}}}", str(wrapped[name])) for name, size in _WRAPPED.items()
    )
    if not whole or named != (signing.hex(), sealing.hex(), _VERSION):
        raise Invalid(code="key-box-malformed", message="密钥盒格式不正确")
