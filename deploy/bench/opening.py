"""Three bids opened by the second officer's release, against the bare cryptography of it.

.venv/bin/python deploy/bench/opening.py
"""

from __future__ import annotations

import asyncio
import os
import time
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

from app.demo import tender
from app.demo.accounts import PASSPHRASE
from app.demo.tender import Tender
from app.demo.world import World
from app.settings import Settings
from bidding_room.client import OfficerClient
from bidding_room.sealing.contents import open_contents, open_form
from bidding_room.sealing.envelopes import combine_shares, open_share
from bidding_room.sealing.keybox import PrivateKeys, generate_keys
from bidding_room.sealing.labels import Envelope
from bidding_room.sealing.manifest import Bidder, Client, Manifest, SignedManifest, verify_manifest
from bidding_room.sealing.panel import Panel, make_panel
from bidding_room.sealing.sealer import BidSealer

BIDS = 3
OFFERS = {"shanhe": Decimal(392400), "siqian": Decimal(388000), "weidu": Decimal(394500)}


def bare_opening() -> float:
    """Seconds to open the shares of two officers, combine and decrypt, for three bids with three files each."""
    officers = {ordinal: generate_keys(random=os.urandom) for ordinal in (1, 2, 3)}
    lot = str(uuid4())
    panel = make_panel(
        lot=lot, threshold=2, sealing_keys={n: keys.sealing_public for n, keys in officers.items()}
    )
    bids = [_sealed(lot, panel) for _ in range(BIDS)]
    began = time.perf_counter()
    for signed in bids:
        _open(verify_manifest(signed), officers)
    return time.perf_counter() - began


def _sealed(lot: str, panel: Panel) -> SignedManifest:
    keys = generate_keys(random=os.urandom)
    bidder = Bidder(
        id=str(uuid4()),
        name="投标人",
        sealing_key=keys.sealing_public.hex(),
        signing_key=keys.signing_public.hex(),
        uscc="91510100MADEM0001U",
    )
    client = Client(code="0" * 64, name="bench", version="1")
    sealer = BidSealer(
        lot=lot, bid=str(uuid4()), sequence=1, panel=panel, bidder=bidder, client=client, random=os.urandom
    )
    for envelope in Envelope:
        list(
            sealer.seal_file(
                BytesIO(b"x" * 4096), file=str(uuid4()), envelope=envelope, name="f", media_type="text/plain"
            )
        )
    return sealer.finish(form={"price": "1.00"}, signing_seed=keys.signing)


def _open(manifest: Manifest, officers: dict[int, PrivateKeys]) -> None:
    for envelope in Envelope:
        shares = {
            n: open_share(manifest, envelope, officer=n, sealing_private=officers[n].sealing) for n in (1, 3)
        }
        key = combine_shares(manifest, envelope, shares=shares)
        open_contents(manifest, envelope, content_key=key)
        if envelope is Envelope.PRICE:
            open_form(manifest, content_key=key)


async def real_opening(settings: Settings) -> float:
    """Seconds of the release that opens the bids, passphrase included, over HTTP."""
    async with World(base_url=settings.public_url, say=lambda _: None) as world:
        one = Tender(template="land-enforcement-service", offers=OFFERS)
        await tender.draft(world, one)
        await tender.set_times(world, one, publish_at=await world.now() + timedelta(minutes=5))
        for step in (tender.submit, tender.accept, tender.publish):
            await step(world, one)
        for bidder, price in one.offers.items():
            await tender.bid(world, one, bidder=bidder, price=price)
        await tender.close(world, one)
        await (await world.member("staff")).post(f"/api/openings/{one.lot_id}/begin")
        await _release(world, one, "staff")
        took = await _release(world, one, "supervisor")
        await (await world.member("staff")).post(f"/api/openings/{one.lot_id}/finish")
    return took


async def _release(world: World, one: Tender, officer: str) -> float:
    member = await world.member(officer)
    box = (await member.get("/api/key-boxes/mine"))["wrapped"]
    began = time.perf_counter()
    await OfficerClient(member.http).release(one.lot_id, key_box=box, passphrase=PASSPHRASE)
    return time.perf_counter() - began


if __name__ == "__main__":
    bare = bare_opening()
    real = asyncio.run(real_opening(Settings.from_environment()))
    print(f"limit: bare cryptography of {BIDS} bids   {bare * 1000:.0f} ms")
    print(f"second officer's release over HTTP     {real * 1000:.0f} ms  = {real / bare:.1f} × the limit")
