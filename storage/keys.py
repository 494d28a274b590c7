"""The platform's two secrets and everything derived from them.

The signing key speaks for the platform (receipts, tree heads); the key-encryption key guards what the
database may hold only wrapped. Neither is ever in the database. One label per use (HKDF), no options.
Not for: the keys of people, which the platform never has.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from Crypto.Cipher import AES
from nacl.signing import SigningKey

from core.canonical import canonical_bytes
from core.curve25519 import is_signature, signature_check
from storage.held import Held

_VERSION = b"\x01"
_NONCE, _TAG = 12, 16


class UnwrapFailed(Exception):
    """Wrapped bytes, label and key do not belong together. Says no more on purpose."""


class KeyFileUnsafe(Exception):
    """The key file can be read by others, or does not hold the two keys."""


@dataclass(frozen=True)
class PlatformKeys:
    """Ed25519 seed and key-encryption key, 32 bytes each; neither appears in a repr."""

    signing_seed: bytes = field(repr=False)
    kek: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.signing_seed) != 32 or len(self.kek) != 32:
            raise ValueError("platform keys are 32 bytes each")

    @cached_property
    def public_key(self) -> bytes:
        """The 32-byte Ed25519 public key the platform is known by."""
        return bytes(self._signer.verify_key)

    def sign(self, data: bytes) -> bytes:
        """64 bytes, Ed25519 (RFC 8032)."""
        return self._signer.sign(data).signature

    @cached_property
    def _signer(self) -> SigningKey:
        return SigningKey(self.signing_seed)

    def wrap(self, plain: bytes, label: str) -> bytes:
        """AES-256-GCM under the label's own key: version byte, 12-byte nonce, ciphertext, 16-byte tag."""
        nonce = secrets.token_bytes(_NONCE)
        cipher = AES.new(self._derived("wrap", label), AES.MODE_GCM, nonce=nonce)
        sealed, tag = cipher.encrypt_and_digest(plain)
        return _VERSION + nonce + sealed + tag

    def unwrap(self, wrapped: bytes, label: str) -> bytes:
        """What `wrap` was given. Raises `UnwrapFailed`."""
        if wrapped[:1] != _VERSION or len(wrapped) < 1 + _NONCE + _TAG:
            raise UnwrapFailed
        nonce, sealed, tag = wrapped[1 : 1 + _NONCE], wrapped[1 + _NONCE : -_TAG], wrapped[-_TAG:]
        cipher = AES.new(self._derived("wrap", label), AES.MODE_GCM, nonce=nonce)
        try:
            return cipher.decrypt_and_verify(sealed, tag)
        except ValueError:
            raise UnwrapFailed from None

    def handle(self, label: str, *parts: str) -> str:
        """A pseudonym (64 hex digits) for `parts` that nobody without the key can compute or invert."""
        return hmac.digest(self._derived("handle", label), canonical_bytes(list(parts)), "sha256").hex()

    def vouch(self, data: bytes) -> bytes:
        """32 bytes (HMAC-SHA256) by which the platform knows an entry of its log that waits to be signed."""
        return hmac.digest(self._vouching_key, data, "sha256")

    @cached_property
    def _vouching_key(self) -> bytes:
        return self._derived("vouch", "audit-queue")

    def _derived(self, use: str, label: str) -> bytes:
        context = canonical_bytes(["tianping", 1, use, label])
        return hmac.digest(self._extracted, context + b"\x01", "sha256")

    @cached_property
    def _extracted(self) -> bytes:
        """HKDF-SHA256 (RFC 5869) with an empty salt: this first half is the same for every label, and one block of the
        second half is the key. An opening derives thousands."""
        return hmac.digest(bytes(32), self.kek, "sha256")


def verify(public_key: bytes, data: bytes, signature: bytes) -> bool:
    """Whether `signature` is `public_key`'s Ed25519 signature over `data`."""
    return is_signature(public_key, data, signature)


def verifier(public_key: bytes) -> Callable[[bytes, bytes], bool]:
    """`verify` with the key read once; raises `ValueError` for bytes that are no key."""
    return signature_check(public_key)


def load_or_create(path: Path) -> PlatformKeys:
    """The keys in `path` (mode 0600), drawn and written on first use. Raises `KeyFileUnsafe`.

    Losing this file loses the platform's name and whatever is wrapped: it belongs in the backup, apart from
    the database's.
    """
    try:
        return _load(path)
    except FileNotFoundError:
        _create(path)
        return _load(path)


def _load(path: Path) -> PlatformKeys:
    text = path.read_text(encoding="ascii")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileUnsafe(f"{path} must not be readable by group or others (chmod 600)")
    try:
        held = json.loads(text)
        return PlatformKeys(bytes.fromhex(held["signing_seed"]), bytes.fromhex(held["kek"]))
    except (ValueError, KeyError, TypeError):
        raise KeyFileUnsafe(f"{path} does not hold the platform's keys") from None


def _create(path: Path) -> None:
    """Written whole under another name and linked: a crash leaves no half file, a race has one winner."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"signing_seed": secrets.token_hex(32), "kek": secrets.token_hex(32)})
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


#: The process's keys.
platform_keys = Held[PlatformKeys](__name__)
use = platform_keys.use
