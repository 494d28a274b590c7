"""A person's key box: an Ed25519 signing key and an X25519 sealing key, wrapped under a passphrase.

Made in the browser (`web/browser/keybox.js`); this twin serves the command-line client and the platform's questions.
The server stores the two public keys and the wrapped form and cannot open it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from Crypto.Cipher import AES

from core.canonical import canonical_bytes
from sealing.errors import SealError
from sealing.hpke import open_sealed, seal
from sealing.labels import (
    KEY_BOX_VERSION,
    NONCE_BYTES,
    PBKDF2_ROUNDS,
    TAG_BYTES,
    Label,
    framed,
)
from sealing.signing import check_signed, sealing_public, sign, signing_public
from sealing.wire import Hex12, Hex16, Hex32, Hex80, convert

if TYPE_CHECKING:
    from Crypto.Cipher._mode_gcm import GcmMode

_SALT_BYTES = 16
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateKeys:
    """Both private halves, 32 bytes each; `signing` is the Ed25519 seed."""

    signing: bytes = field(repr=False)
    sealing: bytes = field(repr=False)

    @property
    def signing_public(self) -> bytes:
        return signing_public(self.signing)

    @property
    def sealing_public(self) -> bytes:
        return sealing_public(self.sealing)


class KeyBox(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The wrapped form the server stores."""

    cipher: Hex80
    nonce: Hex12
    salt: Hex16
    sealing_key: Hex32
    signing_key: Hex32
    version: str


def generate_keys(*, random: Callable[[int], bytes]) -> PrivateKeys:
    """A new pair of keys."""
    return PrivateKeys(signing=random(_KEY_BYTES), sealing=random(_KEY_BYTES))


def parse_key_box(wrapped: Mapping[str, Any]) -> KeyBox:
    """The wrapped form as parsed JSON, checked for shape; raises `ManifestRefused`."""
    return convert(dict(wrapped), KeyBox, version=KEY_BOX_VERSION)


def wrap_keys(keys: PrivateKeys, *, passphrase: str, random: Callable[[int], bytes]) -> dict[str, Any]:
    """The key box as JSON. Whoever has it and the passphrase has the keys."""
    salt, nonce = random(_SALT_BYTES), random(NONCE_BYTES)
    public = keys.signing_public + keys.sealing_public
    cipher = _cipher(passphrase, salt=salt, nonce=nonce, public=public)
    ciphertext, tag = cipher.encrypt_and_digest(keys.signing + keys.sealing)
    box = KeyBox(
        cipher=(ciphertext + tag).hex(),
        nonce=nonce.hex(),
        salt=salt.hex(),
        sealing_key=keys.sealing_public.hex(),
        signing_key=keys.signing_public.hex(),
        version=KEY_BOX_VERSION,
    )
    wrapped: dict[str, Any] = msgspec.to_builtins(box)
    return wrapped


def unwrap_keys(wrapped: Mapping[str, Any], *, passphrase: str) -> PrivateKeys:
    """The keys; raises `SealError` for a wrong passphrase or a box whose public keys were exchanged."""
    box = parse_key_box(wrapped)
    public = bytes.fromhex(box.signing_key + box.sealing_key)
    sealed = bytes.fromhex(box.cipher)
    cipher = _cipher(passphrase, salt=bytes.fromhex(box.salt), nonce=bytes.fromhex(box.nonce), public=public)
    try:
        plain = cipher.decrypt_and_verify(sealed[:-TAG_BYTES], sealed[-TAG_BYTES:])
    except ValueError:
        raise SealError from None
    keys = PrivateKeys(signing=plain[:_KEY_BYTES], sealing=plain[_KEY_BYTES:])
    if keys.signing_public + keys.sealing_public != public:
        raise SealError
    return keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Possession:
    """What shows that both private keys are held: the challenge's answer (32 bytes) and a signature over it."""

    answer: bytes
    proof: bytes


def sealed_challenge(
    answer: bytes, *, person: str, day: str, signing_key: bytes, sealing_key: bytes
) -> bytes:
    """The platform's challenge: a random answer that only the holder of the sealing key reads; raises `SealError`."""
    return seal(answer, to=sealing_key, info=challenge_info(person=person, day=day, signing_key=signing_key))


def challenge_info(*, person: str, day: str, signing_key: bytes) -> bytes:
    """What a challenge is sealed for: one person, one day (YYYY-MM-DD), one pair of keys."""
    return "\n".join((Label.CHALLENGE, person, day, signing_key.hex())).encode()


def prove_possession(keys: PrivateKeys, *, person: str, day: str, sealed: bytes) -> Possession:
    """Open the platform's challenge with the sealing key, sign it with the signing key; raises `SealError`."""
    info = challenge_info(person=person, day=day, signing_key=keys.signing_public)
    answer = open_sealed(sealed, private=keys.sealing, info=info)
    body = _possession(keys.signing_public, keys.sealing_public, person=person, day=day, answer=answer)
    return Possession(answer=answer, proof=sign(body, label=Label.POSSESSION, seed=keys.signing))


def check_possession(
    *, person: str, day: str, signing_key: bytes, sealing_key: bytes, shown: Possession
) -> None:
    """Raises `ManifestRefused` (`signature-wrong`); whether the answer is right knows only who asked."""
    body = _possession(signing_key, sealing_key, person=person, day=day, answer=shown.answer)
    check_signed(body, label=Label.POSSESSION, public=signing_key, signature=shown.proof)


def _possession(signing: bytes, sealing: bytes, *, person: str, day: str, answer: bytes) -> bytes:
    return canonical_bytes(
        {
            "answer": answer.hex(),
            "day": day,
            "person": person,
            "sealing_key": sealing.hex(),
            "signing_key": signing.hex(),
        }
    )


def _cipher(passphrase: str, *, salt: bytes, nonce: bytes, public: bytes) -> GcmMode:
    """AES-256-GCM under PBKDF2-SHA256 of the NFKC passphrase; the public keys are associated data."""
    text = unicodedata.normalize("NFKC", passphrase).encode()
    key = hashlib.pbkdf2_hmac("sha256", text, salt, PBKDF2_ROUNDS, _KEY_BYTES)
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=TAG_BYTES)
    cipher.update(framed(Label.KEY_BOX, public))
    return cipher
