"""The opening officer's side: open the own shares of every bid, a page of bids at a time, and release them."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from bidding_room.client.calls import call, to_base64
from sealing.envelopes import open_share
from sealing.errors import ManifestRefused, SealError, ShareRefused
from sealing.keybox import PrivateKeys, unwrap_keys
from sealing.labels import Envelope
from sealing.manifest import Manifest, parse_manifest

_DONE_BY_A_RELEASE = ("opened", "unreadable", "unneeded")
_ON_RECORD = ("verified", "refused")


@dataclass(frozen=True, slots=True)
class OfficerClient:
    """An opening officer at the platform."""

    http: httpx.AsyncClient

    async def release(
        self, lot_id: UUID | str, key_box: Mapping[str, Any], passphrase: str
    ) -> dict[str, int]:
        """Open the own shares of every bid and release them; returns how many matched and opened."""
        keys = await asyncio.to_thread(unwrap_keys, key_box, passphrase=passphrase)
        return await self.release_with_keys(lot_id, keys)

    async def release_with_keys(self, lot_id: UUID | str, keys: PrivateKeys) -> dict[str, int]:
        """The same with keys that are open already.

        While the platform takes the shares of one page of bids, those of the next are opened here. What is on record
        when the line breaks stays there; calling again goes on with the rest.
        """
        outcome = dict.fromkeys((*_ON_RECORD, *_DONE_BY_A_RELEASE), 0)
        page: _Page | None = await self._page(lot_id, keys, after=None)
        while page is not None:
            following, told = await asyncio.gather(
                self._page(lot_id, keys, after=page.next) if page.next else _nothing(),
                self._give(lot_id, page.shares),
            )
            outcome.update({name: told[name] for name in _ON_RECORD if told})
            outcome.update({name: outcome[name] + told[name] for name in _DONE_BY_A_RELEASE if told})
            page = following
        return outcome

    async def _page(self, lot_id: UUID | str, keys: PrivateKeys, *, after: str | None) -> _Page:
        """The next bids whose shares are wanted, with the own shares of them opened."""
        asked = f"?after={after}" if after else ""
        sealed = await call(self.http, "GET", f"/api/openings/{lot_id}/my-sealed-shares{asked}")
        return _Page(await asyncio.to_thread(_opened_shares, sealed["bids"], keys), sealed["next"])

    async def _give(self, lot_id: UUID | str, shares: Sequence[Mapping[str, Any]]) -> dict[str, int]:
        """What the platform answers; empty when there was nothing to give."""
        if not shares:
            return {}
        return await call(self.http, "POST", f"/api/openings/{lot_id}/shares", json={"shares": shares})


@dataclass(frozen=True, slots=True)
class _Page:
    shares: list[dict[str, Any]]
    next: str | None


async def _nothing() -> None:
    return None


def _opened_shares(bids: Sequence[Mapping[str, Any]], keys: PrivateKeys) -> list[dict[str, Any]]:
    """A row for each envelope of each bid whose manifest can be read; the others cost nobody else anything."""
    mine = keys.sealing_public.hex()
    rows = []
    for one in bids:
        try:
            manifest = parse_manifest(b64decode(one["manifest"]))
        except ManifestRefused:
            continue
        officer = next(seat.ordinal for seat in manifest.panel.officers if seat.sealing_key == mine)
        about = {"bid": one["bid"], "officer": officer}
        rows += [{**about, **_opened_share(manifest, envelope, officer, keys)} for envelope in Envelope]
    return rows


def _opened_share(manifest: Manifest, envelope: Envelope, officer: int, keys: PrivateKeys) -> dict[str, Any]:
    row = {"envelope": envelope.value}
    try:
        share = open_share(manifest, envelope, officer=officer, sealing_private=keys.sealing)
    except SealError:
        return {**row, "error": "unopenable"}
    except ShareRefused as refusal:
        return {**row, "error": refusal.code}
    return {**row, "share": to_base64(share)}
