"""Ed25519 (RFC 8032) under a label. Keys are raw 32 bytes: seed and public point."""

from __future__ import annotations

from Crypto.Protocol.DH import import_x25519_private_key
from Crypto.Signature import eddsa

from core.curve25519 import is_signature
from sealing.errors import refused
from sealing.labels import Label, framed


def sign(data: bytes, *, label: Label, seed: bytes) -> bytes:
    """64 bytes over label ‖ 0x00 ‖ data."""
    return eddsa.new(eddsa.import_private_key(seed), "rfc8032").sign(framed(label, data))


def is_signed(data: bytes, *, label: Label, public: bytes, signature: bytes) -> bool:
    """Whether `public` signed `data` for this use."""
    return is_signed_bytes(framed(label, data), public=public, signature=signature)


def is_signed_bytes(message: bytes, *, public: bytes, signature: bytes) -> bool:
    """Whether `public` signed exactly these bytes; for heads of the audit log, which carry no label line."""
    return is_signature(public, message, signature)


def check_signed(data: bytes, *, label: Label, public: bytes, signature: bytes) -> None:
    """Raises `ManifestRefused` (`signature-wrong`)."""
    if not is_signed(data, label=label, public=public, signature=signature):
        raise refused("signature-wrong")


def signing_public(seed: bytes) -> bytes:
    """The Ed25519 public key of a seed, 32 bytes."""
    return eddsa.import_private_key(seed).public_key().export_key(format="raw")


def sealing_public(private: bytes) -> bytes:
    """The X25519 public key of a private key, 32 bytes."""
    return import_x25519_private_key(private).public_key().export_key(format="raw")
