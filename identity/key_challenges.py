"""Challenges that show whether somebody holds both private keys of a new key box.

The bytes are those of bidding_room/sealing/SPEC.md, section 2, whose browser code answers; a test binds both.
"""

from __future__ import annotations

from uuid import UUID

from Crypto.Protocol import HPKE
from Crypto.Protocol.DH import import_x25519_public_key

from core.canonical import canonical_bytes

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
