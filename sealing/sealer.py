"""Sealing a whole bid on the bidder's side: what the command-line client does, as the browser does.

Not for: the server, which never sees a content key before the opening.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from core.canonical import Json
from sealing.contents import Entry, seal_contents, seal_form
from sealing.envelopes import DealtKey, deal_key
from sealing.labels import VERSION, Envelope, Scope
from sealing.manifest import (
    Bidder,
    Client,
    Manifest,
    SealedEnvelope,
    SealedFile,
    SignedManifest,
    sign_manifest,
)
from sealing.panel import Panel, check_panel
from sealing.stream import SealedChunk, file_key, seal_stream

_KEY_BYTES = 32


class BidSealer:
    """One submission in the making: draws the content keys, seals files in turn, and signs at the end.

    The keys live only in this object. A file whose content changed must be sealed under a new file id.
    """

    def __init__(
        self,
        *,
        lot: str,
        bid: str,
        sequence: int,
        panel: Panel,
        bidder: Bidder,
        client: Client,
        random: Callable[[int], bytes],
    ) -> None:
        check_panel(panel, lot=lot)
        self._lot, self._bid, self._sequence = lot, bid, sequence
        self._panel, self._bidder, self._client, self._random = panel, bidder, client, random
        self._keys = {envelope: random(_KEY_BYTES) for envelope in Envelope}
        self._files: list[SealedFile] = []
        self._entries: list[Entry] = []

    def seal_file(
        self, source: BinaryIO, *, file: str, envelope: Envelope, name: str, media_type: str
    ) -> Iterator[SealedChunk]:
        """Yield the file's sealed chunks in order, two in memory; exhausting it lists the file in the bid."""
        if any(file == sealed.id for sealed in self._files):
            raise ValueError("a file id is used once")
        key = file_key(self._keys[envelope], scope=self._scope(envelope), file=file)
        hashes: list[str] = []
        size = 0
        for chunk in seal_stream(source, key=key):
            hashes.append(chunk.hash.hex())
            size += chunk.plain_bytes
            yield chunk
        self._files.append(
            SealedFile(
                chunk_hashes=tuple(hashes), chunk_size=8_388_608, envelope=envelope, id=file, size=size
            )
        )
        self._entries.append(Entry(file=file, media_type=media_type, name=name))

    def finish(self, *, form: Mapping[str, Json], signing_seed: bytes) -> SignedManifest:
        """Seal the opening form, deal the keys and sign; raises `ManifestRefused`, `SealError`."""
        manifest = Manifest(
            bid=self._bid,
            bidder=self._bidder,
            client=self._client,
            envelopes=tuple(self._sealed_envelope(envelope) for envelope in Envelope),
            files=tuple(self._files),
            form=seal_form(
                form,
                content_key=self._keys[Envelope.PRICE],
                scope=self._scope(Envelope.PRICE),
                random=self._random,
            ),
            lot=self._lot,
            panel=self._panel,
            sequence=self._sequence,
            version=VERSION,
        )
        return sign_manifest(manifest, signing_seed=signing_seed)

    def _sealed_envelope(self, envelope: Envelope) -> SealedEnvelope:
        files = {file.id for file in self._files if file.envelope == envelope}
        contents = seal_contents(
            [entry for entry in self._entries if entry.file in files],
            content_key=self._keys[envelope],
            scope=self._scope(envelope),
            random=self._random,
        )
        dealt = self._deal(envelope)
        return SealedEnvelope(
            commitment=dealt.commitment,
            contents=contents,
            name=envelope,
            recovery=dealt.recovery,
            shares=dealt.shares,
        )

    def _deal(self, envelope: Envelope) -> DealtKey:
        return deal_key(
            self._keys[envelope],
            scope=self._scope(envelope),
            panel=self._panel,
            bidder_sealing_key=bytes.fromhex(self._bidder.sealing_key),
            random=self._random,
        )

    def _scope(self, envelope: Envelope) -> Scope:
        return Scope(lot=self._lot, bid=self._bid, envelope=envelope)
