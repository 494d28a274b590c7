"""A thousand bids opened by two officers' releases, against the bare cryptography of it.

.venv/bin/python deploy/bench/opening.py --bids 1000
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from bare_opening import bare_opening
from bidders import hand_in_many
from spending import Spent, spending, spending_with_application

from app.demo import tender
from app.demo.accounts import PASSPHRASE
from app.demo.tender import Tender
from app.demo.world import World
from app.runtime import runtime
from app.settings import Settings
from bidding_room.client import OfficerClient
from bidding_room.operations.release_shares import OfferedShare, release_shares
from bidding_room.queries.sealed import sealed_for_officer
from bidding_room.sealing.envelopes import open_share
from bidding_room.sealing.keybox import unwrap_keys
from bidding_room.sealing.labels import Envelope
from bidding_room.sealing.manifest import parse_manifest
from identity.sessions import load_actor

RELEASE_TIMEOUT = 900.0
OFFICERS = {"staff": 1, "supervisor": 3}
POLL_SECONDS = 0.5


async def measure(settings: Settings, count: int) -> dict[str, Spent]:
    """Two lots of so many bids each: one opened in this process, one over HTTP; and the second one's record."""
    async with World(base_url=settings.public_url, say=lambda _: None) as world, runtime(settings):
        here, there = await _begun(world, count), await _begun(world, count)
        took = {"in one process": Spent(), "over HTTP": Spent()}
        for officer in OFFICERS:
            took["in one process"] += await _release_here(world, here, officer)
            took["over HTTP"] += await _release_over_http(world, there, officer)
        host = await world.member("staff")
        with spending_with_application() as took["the record, over HTTP"]:
            await host.post(f"/api/openings/{there.lot_id}/finish")
        return took


async def _begun(world: World, count: int) -> Tender:
    """A lot whose opening has begun."""
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
    return one


async def _release_here(world: World, one: Tender, officer: str) -> Spent:
    """The officer's work and the platform's in this very process, passphrase included, without HTTP."""
    member = await world.member(officer)
    box = (await member.get("/api/key-boxes/mine"))["wrapped"]
    actor = await load_actor(UUID(member.me["person_id"]))
    assert actor is not None
    after: UUID | None = None
    with spending() as spent:
        keys = unwrap_keys(box, passphrase=PASSPHRASE)
        while True:
            page = await sealed_for_officer(actor=actor, lot_id=UUID(one.lot_id), after=after)
            shares = [
                OfferedShare(
                    bid_id=sealed.bid_id,
                    envelope=envelope,
                    share=open_share(
                        manifest, envelope, officer=OFFICERS[officer], sealing_private=keys.sealing
                    ),
                )
                for sealed in page.bids
                for manifest in [parse_manifest(sealed.manifest)]
                for envelope in Envelope
            ]
            await release_shares(actor=actor, lot_id=UUID(one.lot_id), shares=shares)
            after = page.after
            if after is None:
                break
    return spent


async def _release_over_http(world: World, one: Tender, officer: str) -> Spent:
    """As the command-line client does it, passphrase included, while somebody watches the opening's page."""
    member = await world.member(officer)
    member.http.timeout = httpx.Timeout(RELEASE_TIMEOUT)
    box = (await member.get("/api/key-boxes/mine"))["wrapped"]
    watching = asyncio.create_task(_watch(str(member.http.base_url), one.lot_id))
    with spending_with_application() as spent:
        outcome = await OfficerClient(member.http).release(one.lot_id, key_box=box, passphrase=PASSPHRASE)
    watching.cancel()
    print(f"{officer}: {_said(outcome)}")
    return spent


def _said(outcome: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in outcome.items())


async def _watch(base_url: str, lot_id: str) -> None:
    """Poll the live page as a browser does, and tell how long the slowest answer took, and the one before the start."""
    times: list[float] = []
    headers: dict[str, Any] = {}
    async with httpx.AsyncClient(base_url=base_url, timeout=RELEASE_TIMEOUT) as http:
        try:
            while True:
                began = time.perf_counter()
                answer = await http.get(f"/openings/{lot_id}/live", headers=headers)
                times.append(time.perf_counter() - began)
                headers = {"if-none-match": answer.headers["etag"]}
                await asyncio.sleep(POLL_SECONDS)
        finally:
            slowest = max(times[1:], default=0.0)
            print(f"the live page meanwhile: {len(times)} answers, the slowest {slowest:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bids", type=int, default=1000)
    count = parser.parse_args().bids
    os.environ.setdefault("PICCOLO_CONF", "app.piccolo_conf")
    took = asyncio.run(measure(Settings.from_environment(), count))
    bare = bare_opening(count)
    print(
        f"{count} bids, {os.cpu_count()} cores; the limit is their bare cryptography in one thread, both passphrases'"
    )
    print(f"key derivations included: {bare.wall:.1f} s by the clock, {bare.cpu:.1f} s of processor time")
    for what, spent in took.items():
        print(f"{what:24} {spent.told(bare)}")


if __name__ == "__main__":
    main()
