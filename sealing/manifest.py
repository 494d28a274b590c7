"""The manifest: what a bidder signs and what the receipt names.

It lists sizes and hashes, never file names or media types: those are in the sealed tables of contents.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from core.curve25519 import is_sealing_key, is_signing_key
from sealing.boxes import is_box_size
from sealing.errors import refused
from sealing.labels import (
    MAX_CHUNKS,
    MAX_CHUNKS_PER_FILE,
    MAX_CONTENTS_BLOCKS,
    MAX_FILES,
    MAX_FORM_BLOCKS,
    MAX_MANIFEST_BYTES,
    VERSION,
    Envelope,
    Label,
    Scope,
    digest,
)
from sealing.panel import Ordinal, Panel, check_panel
from sealing.signing import check_signed, sign
from sealing.stream import chunk_count
from sealing.wire import (
    Hex32,
    Hex80,
    HexBytes,
    Id,
    Name,
    Uscc,
    Word,
    parse_struct,
    struct_bytes,
)


class Bidder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who bids, and the keys the bid is signed with and recoverable by."""

    id: Id
    name: Name
    sealing_key: Hex32
    signing_key: Hex32
    uscc: Uscc


class Client(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What sealed the bid, by its own account. `code` hashes the client's sources."""

    code: Hex32
    name: Word
    version: Word


class SealedShare(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One officer's share of one content key: a commitment, and the share sealed to the officer."""

    commitment: Hex32
    officer: Ordinal
    sealed: Hex80


class SealedEnvelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One envelope: commitment to its content key, table of contents, recovery and shares."""

    commitment: Hex32
    contents: HexBytes
    name: Envelope
    recovery: Hex80
    shares: tuple[SealedShare, ...]


class SealedFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file: plaintext size and the SHA-256 of every sealed chunk."""

    chunk_hashes: tuple[Hex32, ...]
    chunk_size: Literal[8_388_608]  # CHUNK_BYTES
    envelope: Envelope
    id: Id
    size: Annotated[int, msgspec.Meta(ge=0)]


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One submission of one bidder for one lot; `sequence` counts the bidder's submissions from 1."""

    bid: Id
    bidder: Bidder
    client: Client
    envelopes: tuple[SealedEnvelope, ...]
    files: tuple[SealedFile, ...]
    form: HexBytes
    lot: Id
    panel: Panel
    sequence: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    version: str

    def scope(self, envelope: Envelope) -> Scope:
        """What secrets of this envelope are bound to."""
        return Scope(lot=self.lot, bid=self.bid, envelope=envelope)

    def envelope(self, name: Envelope) -> SealedEnvelope:
        """The envelope of this name; a checked manifest has all three."""
        return self.envelopes[list(Envelope).index(name)]

    def files_in(self, name: Envelope) -> tuple[SealedFile, ...]:
        """The envelope's files, in the bidder's order."""
        return tuple(file for file in self.files if file.envelope == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedManifest:
    """What the client hands in."""

    data: bytes
    signature: bytes

    @property
    def root(self) -> bytes:
        """The root hash the receipt names."""
        return manifest_root(self.data)


def manifest_root(data: bytes) -> bytes:
    """Labelled SHA-256 of the manifest's bytes, 32 bytes."""
    return digest(Label.MANIFEST_ROOT, data)


def sign_manifest(manifest: Manifest, *, signing_seed: bytes) -> SignedManifest:
    """Check, encode and sign with the bidder's Ed25519 seed; raises `ManifestRefused`."""
    _check_manifest(manifest)
    data = struct_bytes(manifest)
    signature = sign(hashlib.sha256(data).digest(), label=Label.MANIFEST_SIGNATURE, seed=signing_seed)
    return SignedManifest(data=data, signature=signature)


def parse_manifest(data: bytes) -> Manifest:
    """The manifest in these bytes; raises `ManifestRefused`. Says nothing about who signed it."""
    manifest = parse_struct(data, Manifest, most=MAX_MANIFEST_BYTES, version=VERSION)
    _check_manifest(manifest)
    return manifest


def reread_manifest(data: bytes) -> Manifest:
    """The manifest in bytes that `parse_manifest` accepted before and that were kept unaltered since.

    Not for bytes of anybody else: nothing is checked but the shapes. Raises `ManifestRefused`.
    """
    try:
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError:
        raise refused("sealed-malformed") from None


def verify_manifest(signed: SignedManifest) -> Manifest:
    """Parse, and check the signature with the signing key the manifest itself names.

    The caller compares that key, the panel, the lot, the bid and the sequence with its own records.
    """
    manifest = parse_manifest(signed.data)
    check_signed(
        hashlib.sha256(signed.data).digest(),
        label=Label.MANIFEST_SIGNATURE,
        public=bytes.fromhex(manifest.bidder.signing_key),
        signature=signed.signature,
    )
    return manifest


def _check_manifest(manifest: Manifest) -> None:
    """Raises `ManifestRefused` with the code of the first thing wrong."""
    check_panel(manifest.panel, lot=manifest.lot)
    _check_bidder(manifest.bidder)
    _check_envelopes(manifest)
    _check_files(manifest)
    if not _is_box(manifest.form, blocks=MAX_FORM_BLOCKS):
        raise refused("sealed-malformed", field="form")


def _check_bidder(bidder: Bidder) -> None:
    signing, sealing = bytes.fromhex(bidder.signing_key), bytes.fromhex(bidder.sealing_key)
    if not is_signing_key(signing) or not is_sealing_key(sealing):
        raise refused("bidder-key-unusable", field="bidder")


def _is_box(digits: str, *, blocks: int) -> bool:
    return len(digits) % 2 == 0 and is_box_size(len(digits) // 2, blocks=blocks)


def _check_envelopes(manifest: Manifest) -> None:
    if [envelope.name for envelope in manifest.envelopes] != list(Envelope):
        raise refused("envelopes-wrong", field="envelopes")
    ordinals = [officer.ordinal for officer in manifest.panel.officers]
    for envelope in manifest.envelopes:
        if [share.officer for share in envelope.shares] != ordinals:
            raise refused("shares-wrong", field="envelopes")
        if not _is_box(envelope.contents, blocks=MAX_CONTENTS_BLOCKS):
            raise refused("sealed-malformed", field="envelopes")


def _check_files(manifest: Manifest) -> None:
    files = manifest.files
    chunks = [len(file.chunk_hashes) for file in files]
    if len(files) > MAX_FILES or sum(chunks) > MAX_CHUNKS or max(chunks, default=0) > MAX_CHUNKS_PER_FILE:
        raise refused("files-too-many", field="files")
    if len({file.id for file in files}) != len(files):
        raise refused("files-duplicate", field="files")
    if any(chunk_count(file.size) != count for file, count in zip(files, chunks, strict=True)):
        raise refused("file-size-wrong", field="files")
