"""What the parts of a manifest must be together. Field shapes are already parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bidding_room.sealing.boxes import is_box_size
from bidding_room.sealing.errors import refused
from bidding_room.sealing.labels import (
    MAX_CHUNKS,
    MAX_CHUNKS_PER_FILE,
    MAX_CONTENTS_BLOCKS,
    MAX_FILES,
    MAX_FORM_BLOCKS,
    Envelope,
)
from bidding_room.sealing.panel import check_panel
from bidding_room.sealing.stream import chunk_count
from core.curve25519 import is_sealing_key, is_signing_key

if TYPE_CHECKING:
    from bidding_room.sealing.manifest import Bidder, Manifest


def check_manifest(manifest: Manifest) -> None:
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
