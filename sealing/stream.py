"""Files as STREAM-like chunks: AES-256-GCM, one key per file, a counter and a last-chunk flag in the nonce.

Chunks cannot be reordered, dropped, repeated or moved between files, and any range opens without the rest.
One sealed chunk is one part of an S3 multipart upload (part number = index + 1).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF

from sealing.errors import SealError
from sealing.labels import (
    CHUNK_BYTES,
    MAX_CHUNKS_PER_FILE,
    TAG_BYTES,
    Label,
    Scope,
    context,
)

if TYPE_CHECKING:
    from Crypto.Cipher._mode_gcm import GcmMode

SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedChunk:
    """One part of the object: `number` counts from 1, `hash` is SHA-256 of `data`."""

    number: int
    data: bytes
    hash: bytes
    plain_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A sealed chunk to fetch (`offset`, `length` in the object) and the part of its plaintext to keep."""

    index: int
    offset: int
    length: int
    skip: int
    take: int


def derive(content_key: bytes, info: bytes) -> bytes:
    """HKDF-SHA256, empty salt, 32 bytes."""
    key = HKDF(content_key, 32, b"", SHA256, context=info)
    assert isinstance(key, bytes)
    return key


def file_key(content_key: bytes, *, scope: Scope, file: str) -> bytes:
    """The key of one file. A changed file takes a new id, hence a new key: nonces never repeat."""
    return derive(content_key, context(Label.FILE_KEY, scope, file))


def chunk_count(size: int) -> int:
    """Chunks of a file of `size` plaintext bytes; an empty file is one empty chunk."""
    return max(1, -(-size // CHUNK_BYTES))


def sealed_size(size: int) -> int:
    """Bytes of the sealed object."""
    return size + TAG_BYTES * chunk_count(size)


def seal_chunk(plain: bytes, *, key: bytes, index: int, last: bool) -> bytes:
    """Ciphertext ‖ tag of chunk `index` (from 0)."""
    ciphertext, tag = _cipher(key, index, last=last).encrypt_and_digest(plain)
    return ciphertext + tag


def open_chunk(sealed: bytes, *, key: bytes, index: int, last: bool) -> bytes:
    """The plaintext of chunk `index`; raises `SealError`."""
    if len(sealed) < TAG_BYTES:
        raise SealError
    try:
        return _cipher(key, index, last=last).decrypt_and_verify(sealed[:-TAG_BYTES], sealed[-TAG_BYTES:])
    except ValueError:
        raise SealError from None


def open_listed_chunk(sealed: bytes, *, key: bytes, index: int, hashes: tuple[str, ...]) -> bytes:
    """Like `open_chunk`, and the sealed bytes must be those whose hash the signed manifest lists."""
    if not hmac.compare_digest(hashlib.sha256(sealed).digest(), bytes.fromhex(hashes[index])):
        raise SealError
    return open_chunk(sealed, key=key, index=index, last=index == len(hashes) - 1)


def seal_stream(source: BinaryIO, *, key: bytes) -> Iterator[SealedChunk]:
    """Seal a file of unknown length, holding two chunks in memory. Raises `ValueError` past 10 000 chunks."""
    ahead = _read_chunk(source)
    for index in range(MAX_CHUNKS_PER_FILE):
        plain, ahead = ahead, _read_chunk(source)
        data = seal_chunk(plain, key=key, index=index, last=not ahead)
        yield SealedChunk(
            number=index + 1, data=data, hash=hashlib.sha256(data).digest(), plain_bytes=len(plain)
        )
        if not ahead:
            return
    raise ValueError("file too large for the format")


def spans(*, size: int, start: int, length: int) -> tuple[Span, ...]:
    """The chunks that hold plaintext bytes [start, start + length) of a file of `size`; clipped to the file."""
    start, end = max(0, start), min(size, start + length)
    if start >= end:
        return ()
    return tuple(
        _span(index, size=size, start=start, end=end)
        for index in range(start // CHUNK_BYTES, (end - 1) // CHUNK_BYTES + 1)
    )


def _span(index: int, *, size: int, start: int, end: int) -> Span:
    base = index * CHUNK_BYTES
    skip = max(0, start - base)
    return Span(
        index=index,
        offset=index * SEALED_CHUNK_BYTES,
        length=min(CHUNK_BYTES, size - base) + TAG_BYTES,
        skip=skip,
        take=min(end - base, CHUNK_BYTES) - skip,
    )


def _cipher(key: bytes, index: int, *, last: bool) -> GcmMode:
    """AES-256-GCM with nonce = seven zero bytes ‖ index, four bytes big-endian ‖ 0x01 for the last chunk else 0x00."""
    nonce = bytes(7) + index.to_bytes(4, "big") + (b"\x01" if last else b"\x00")
    return AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=TAG_BYTES)


def _read_chunk(source: BinaryIO) -> bytes:
    """Up to one chunk; short reads of pipes are filled up."""
    parts, missing = [], CHUNK_BYTES
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
