"""HPKE (RFC 9180) base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one message, empty AAD.

The ephemeral key is drawn by pycryptodome, so two seals of one message differ.
"""

from __future__ import annotations

from Crypto.Protocol import HPKE
from Crypto.Protocol.DH import import_x25519_private_key, import_x25519_public_key

from core.curve25519 import is_sealing_key
from sealing.errors import SealError

ENC_BYTES = 32
KEY_BYTES = 32


def seal(plain: bytes, *, to: bytes, info: bytes) -> bytes:
    """`enc ‖ ciphertext ‖ tag`. Raises `SealError` when `to` is not a usable X25519 public key."""
    if not is_sealing_key(to):
        raise SealError
    try:
        cipher = HPKE.new(receiver_key=import_x25519_public_key(to), aead_id=HPKE.AEAD.AES256_GCM, info=info)
    except ValueError:
        raise SealError from None
    return cipher.enc + cipher.seal(plain)


def open_sealed(sealed: bytes, *, private: bytes, info: bytes) -> bytes:
    """The message; raises `SealError` for whatever does not open."""
    enc, ciphertext = sealed[:ENC_BYTES], sealed[ENC_BYTES:]
    if not is_sealing_key(enc):
        raise SealError
    try:
        cipher = HPKE.new(
            receiver_key=import_x25519_private_key(private),
            aead_id=HPKE.AEAD.AES256_GCM,
            enc=enc,
            info=info,
        )
        return cipher.unseal(ciphertext)
    except ValueError:
        raise SealError from None
