"""A thousand bids opened by two officers' releases, against the bare cryptography of it.

.venv/bin/python deploy/bench/opening.py --bids 1000
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import httpx
from bidders import hand_in_many

from app.demo import tender
from app.demo.accounts import PASSPHRASE
from app.demo.tender import Tender
from app.demo.world import World
from app.runtime import runtime
from app.settings import Settings
from bidding_room.client import OfficerClient
from bidding_room.sealing.contents import open_contents, open_form
from bidding_room.sealing.envelopes import combine_shares, open_share
from bidding_room.sealing.keybox import PrivateKeys, generate_keys, unwrap_keys, wrap_keys
from bidding_room.sealing.labels import Envelope
from bidding_room.sealing.manifest import Bidder, Client, Manifest, SignedManifest, verify_manifest
from bidding_room.sealing.panel import Panel, make_panel
from bidding_room.sealing.sealer import BidSealer

RELEASE_TIMEOUT = 900.0


def bare_opening(count: int) -> float:
    """Seconds to derive two officers' keys, open their shares, combine and decrypt, for bids of three files each."""
    officers = {ordinal: generate_keys(random=os.urandom) for ordinal in (1, 2, 3)}
    lot = str(uuid4())
    panel = make_panel(
        lot=lot, threshold=2, sealing_keys={n: keys.sealing_public for n, keys in officers.items()}
    )
    bids = [_sealed(lot, panel) for _ in range(count)]
    boxes = [wrap_keys(officers[n], passphrase=PASSPHRASE, random=os.urandom) for n in (1, 3)]
    began = time.perf_counter()
    for box in boxes:
        unwrap_keys(box, passphrase=PASSPHRASE)
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


async def real_opening(settings: Settings, count: int) -> dict[str, float]:
    """Seconds of each officer's release, passphrase included, and of the record, over HTTP."""
    async with World(base_url=settings.public_url, say=lambda _: None) as world, runtime(settings):
        one = Tender(template="land-enforcement-service", offers={})
        await tender.draft(world, one)
        await tender.set_times(world, one, publish_at=await world.now() + timedelta(minutes=5))
        for step in (tender.submit, tender.accept, tender.publish):
            await step(world, one)
        await hand_in_many(UUID(one.lot_id), count=count)
        await tender.close(world, one)
        host = await world.member("staff")
        host.http.timeout = httpx.Timeout(RELEASE_TIMEOUT)
        await host.post(f"/api/openings/{one.lot_id}/begin")
        took = {officer: await _release(world, one, officer) for officer in ("staff", "supervisor")}
        began = time.perf_counter()
        await host.post(f"/api/openings/{one.lot_id}/finish")
        took["record"] = time.perf_counter() - began
    return took


async def _release(world: World, one: Tender, officer: str) -> float:
    member = await world.member(officer)
    member.http.timeout = httpx.Timeout(RELEASE_TIMEOUT)
    box = (await member.get("/api/key-boxes/mine"))["wrapped"]
    began = time.perf_counter()
    outcome = await OfficerClient(member.http).release(one.lot_id, key_box=box, passphrase=PASSPHRASE)
    print(f"{officer}: {outcome}")
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bids", type=int, default=1000)
    count = parser.parse_args().bids
    os.environ.setdefault("PICCOLO_CONF", "app.piccolo_conf")
    took = asyncio.run(real_opening(Settings.from_environment(), count))
    bare = bare_opening(count)
    releases = took["staff"] + took["supervisor"]
    print(f"limit: bare cryptography of {count} bids   {bare:.2f} s, key derivation of two officers included")
    print(f"both officers' releases over HTTP       {releases:.2f} s  = {releases / bare:.2f} × the limit")
    print(f"and the record                          {took['record']:.2f} s")


if __name__ == "__main__":
    main()
