"""The bidder's side: seal, upload, hand in, take back, open the own bid."""

from __future__ import annotations

import asyncio
import io
import os
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias
from uuid import UUID, uuid4

import httpx
import msgspec

import sealing
from bidding_room.client.calls import call, to_base64, with_patience
from bidding_room.domain.opening_form import check_sealable
from bidding_room.domain.parts import check_name, check_parts
from core.canonical import Json
from sealing.keybox import PrivateKeys, unwrap_keys
from sealing.labels import Envelope, client_code_hash
from sealing.manifest import Bidder, Client, SignedManifest
from sealing.panel import Panel
from sealing.receipts import sign_withdrawal
from sealing.sealer import BidSealer
from sealing.stream import SealedChunk, chunk_count
from trading.choices import Envelope as Asked
from trading.projects.domain.offer import Part

Content: TypeAlias = bytes | Path
Files: TypeAlias = Mapping[str, Sequence[tuple[str, str, Content]]]
"""Envelope name → (file name, media type, bytes or path)."""

PARTS_PER_CALL = 50
STORE_TIMEOUT = 120.0
_NAME, _VERSION = "tianping-cli", "1"


@dataclass(frozen=True, slots=True)
class BidClient:
    """A bidder at the platform."""

    http: httpx.AsyncClient

    async def seal_and_submit(
        self,
        lot_id: UUID | str,
        form: Mapping[str, Json],
        files: Files,
        key_box: Mapping[str, Any],
        passphrase: str,
    ) -> dict[str, Any]:
        """Seal a bid and hand it in; returns the signed receipt as parsed JSON.

        `key_box` is the wrapped box (`GET /api/key-boxes/mine`, field `wrapped`). Raises `RequestRefused`,
        `SealError` for a wrong passphrase.
        """
        keys = unwrap_keys(key_box, passphrase=passphrase)
        return await self.submit_with_keys(lot_id, form, files, keys)

    async def submit_with_keys(
        self, lot_id: UUID | str, form: Mapping[str, Json], files: Files, keys: PrivateKeys
    ) -> dict[str, Any]:
        """The same with keys that are open already. A form that could not be read out, a bid without a part and a
        file in a format nobody reads are refused before sealing
        (`Invalid`): once sealed, nobody could tell before the opening."""
        check_sealable(form)
        for name in (name for listed in files.values() for name, _, _ in listed):
            check_name(name)
        draft = await call(self.http, "POST", f"/api/lots/{lot_id}/bid-drafts", json={})
        check_parts(
            (Envelope(envelope) for envelope, listed in files.items() for _ in listed),
            parts=_parts(draft["limits"]),
        )
        sealer = _sealer(draft)
        async with httpx.AsyncClient(timeout=STORE_TIMEOUT) as store:
            uploaded = [
                await self._upload(store, draft["bid"], sealer, Envelope(envelope), *file)
                for envelope, listed in files.items()
                for file in listed
            ]
        signed = sealer.finish(form=form, signing_seed=keys.signing)
        body = {
            "manifest": to_base64(signed.data),
            "signature": to_base64(signed.signature),
            "files": uploaded,
        }
        return await call(self.http, "POST", f"/api/bid-drafts/{draft['bid']}/submit", json=body)

    async def withdraw(
        self, lot_id: UUID | str, key_box: Mapping[str, Any], passphrase: str
    ) -> dict[str, Any]:
        """Take the standing bid back; returns the signed receipt."""
        keys = unwrap_keys(key_box, passphrase=passphrase)
        own = await call(self.http, "GET", f"/api/lots/{lot_id}/my-sealed-bid")
        signed = _signed(own)
        signature = sign_withdrawal(
            lot=str(lot_id), bid=own["bid"], root=signed.root, signing_seed=keys.signing
        )
        return await call(
            self.http,
            "POST",
            f"/api/lots/{lot_id}/bid/withdraw",
            json={"signature": to_base64(signature)},
        )

    async def _upload(
        self,
        store: httpx.AsyncClient,
        bid: str,
        sealer: BidSealer,
        envelope: Envelope,
        name: str,
        media_type: str,
        content: Content,
    ) -> dict[str, Any]:
        """Seal and put one file, part after part, one chunk ahead in memory."""
        file = str(uuid4())
        size = content.stat().st_size if isinstance(content, Path) else len(content)
        announced = {"file": file, "envelope": envelope.value, "size": size, "chunks": chunk_count(size)}
        await call(self.http, "POST", f"/api/bid-drafts/{bid}/files", json=announced)
        addresses = _Addresses(self.http, f"/api/bid-drafts/{bid}/files/{file}/parts", chunk_count(size))
        etags = []
        with _source(content) as source:
            sealed = sealer.seal_file(source, file=file, envelope=envelope, name=name, media_type=media_type)
            while (chunk := await asyncio.to_thread(_next, sealed)) is not None:
                etags.append(await _put(store, await addresses.of(chunk.number), chunk))
        return {"file": file, "etags": etags}


class _Addresses:
    """Presigned addresses, asked for in batches."""

    def __init__(self, http: httpx.AsyncClient, path: str, chunks: int) -> None:
        self._http, self._path, self._chunks = http, path, chunks
        self._known: dict[int, str] = {}

    async def of(self, number: int) -> str:
        if number not in self._known:
            numbers = list(range(number, min(number + PARTS_PER_CALL, self._chunks + 1)))
            answer = await call(self._http, "POST", self._path, json={"numbers": numbers})
            self._known = {int(key): url for key, url in answer["urls"].items()}
        return self._known[number]


def _parts(limits: Mapping[str, Any]) -> list[Part]:
    """What the lot's kind asks for, as the platform says with the draft."""
    return [
        Part(envelope=Asked(envelope), title=limits["titles"][envelope], hint="", least=least)
        for envelope, least in limits["least_files"].items()
    ]


def _sealer(draft: Mapping[str, Any]) -> BidSealer:
    return BidSealer(
        lot=draft["lot"],
        bid=draft["bid"],
        sequence=draft["sequence"],
        panel=msgspec.convert(draft["panel"], Panel),
        bidder=msgspec.convert(draft["bidder"], Bidder),
        client=Client(code=_code_hash(), name=_NAME, version=_VERSION),
        random=os.urandom,
    )


def _code_hash() -> str:
    """What this client says of its own code: the hash over the sealing package's sources."""
    folder = Path(sealing.__file__).parent
    return client_code_hash({path.name: path.read_bytes() for path in sorted(folder.glob("*.py"))})


def _signed(own: Mapping[str, Any]) -> SignedManifest:
    return SignedManifest(data=b64decode(own["manifest"]), signature=b64decode(own["signature"]))


async def _put(store: httpx.AsyncClient, url: str, chunk: SealedChunk) -> str:
    """To the store by presigned address, on a client of its own: it gets no cookie of the platform."""

    async def once() -> str:
        answer = await store.put(url, content=chunk.data)
        answer.raise_for_status()
        return str(answer.headers["etag"]).strip('"')

    return await with_patience(once)


def _next(chunks: Iterator[SealedChunk]) -> SealedChunk | None:
    return next(chunks, None)


@contextmanager
def _source(content: Content) -> Iterator[BinaryIO]:
    if isinstance(content, Path):
        with content.open("rb") as file:
            yield file
    else:
        yield io.BytesIO(content)
