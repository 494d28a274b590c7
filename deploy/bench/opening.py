"""A thousand bids opened by two officers' releases, against the bare cryptography of it.

.venv/bin/python deploy/bench/opening.py --bids 1000
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from bare_opening import bare_opening
from bidders import hand_in_many
from polls import show_polls
from spending import Spent, spending, spending_with_application

from app.demo import tender
from app.demo.accounts import PASSPHRASE
from app.demo.tender import Tender
from app.demo.world import World
from app.runtime import runtime
from app.settings import Settings
from bidding_room.client import OfficerClient
from bidding_room.operations.release_shares import OfferedShare, Release, release_shares
from bidding_room.queries.own import OwnSealed
from bidding_room.queries.sealed import sealed_for_officer
from identity.actor import Actor
from identity.sessions import load_actor
from sealing.envelopes import open_share
from sealing.keybox import PrivateKeys, unwrap_keys
from sealing.labels import Envelope
from sealing.manifest import parse_manifest
from storage.clock import platform_now
from storage.database import transaction

PATIENCE = 900.0
OFFICERS = {"staff": 1, "supervisor": 3}
POLL_SECONDS = 2.0  # as a browser does


async def measure(settings: Settings, *, count: int, lot: str | None) -> dict[str, Spent]:
    """The same bids opened first in this process, and undone, then over HTTP, and the record of that."""
    async with World(base_url=settings.public_url, say=lambda _: None) as world, runtime(settings):
        lot_id = UUID(lot or await _begun(world, count))
        took = {"in one process": await _all_here(world, lot_id), "over HTTP": Spent()}
        for officer in OFFICERS:
            took["over HTTP"] += await _release_over_http(world, lot_id, officer)
        host = await world.member("staff")
        host.http.timeout = httpx.Timeout(PATIENCE)
        with spending_with_application() as took["the record, over HTTP"]:
            await host.post(f"/api/openings/{lot_id}/finish")
        return took


async def _begun(world: World, count: int) -> str:
    """A lot with so many bids whose opening has begun; takes far longer than what is measured."""
    one = Tender(template="land-enforcement-service", offers={})
    await tender.draft(world, one)
    await tender.set_times(world, one, publish_at=await world.now() + timedelta(minutes=5))
    for step in (tender.submit, tender.accept, tender.publish):
        await step(world, one)
    await hand_in_many(UUID(one.lot_id), count=count)
    await tender.close(world, one)
    host = await world.member("staff")
    host.http.timeout = httpx.Timeout(PATIENCE)
    await host.post(f"/api/openings/{one.lot_id}/begin")
    print(f"the opening of lot {one.lot_id} has begun")
    return one.lot_id


class _Undone(Exception):
    """Thrown to leave the lot as it was."""


async def _all_here(world: World, lot_id: UUID) -> Spent:
    """Whoever writes to the log of this platform waits meanwhile: those who are needed have signed in before."""
    seats = [(await _seat(world, officer), ordinal) for officer, ordinal in OFFICERS.items()]
    took = Spent()
    with suppress(_Undone):
        async with transaction():
            for (actor, box), ordinal in seats:
                took += await release_here(actor, lot_id, box=box, ordinal=ordinal)
            raise _Undone
    return took


async def _seat(world: World, officer: str) -> tuple[Actor, Mapping[str, Any]]:
    member = await world.member(officer)
    actor = await load_actor(UUID(member.me["person_id"]))
    assert actor is not None
    return actor, (await member.get("/api/key-boxes/mine"))["wrapped"]


async def release_here(actor: Actor, lot_id: UUID, *, box: Mapping[str, Any], ordinal: int) -> Spent:
    """The officer's work and the platform's in this very process, passphrase included, without HTTP."""
    after: UUID | None = None
    with spending() as spent:
        keys = unwrap_keys(box, passphrase=PASSPHRASE)
        while True:
            page = await sealed_for_officer(actor=actor, lot_id=lot_id, after=after)
            shares = [share for sealed in page.bids for share in _shares_of(sealed, ordinal, keys)]
            await release_shares(
                actor=actor, lot_id=lot_id, word=Release(shares=shares), now=await platform_now()
            )
            if page.after is None:
                break
            after = page.after
    return spent


def _shares_of(sealed: OwnSealed, ordinal: int, keys: PrivateKeys) -> list[OfferedShare]:
    manifest = parse_manifest(sealed.manifest)
    return [
        OfferedShare(
            bid=sealed.bid_id,
            envelope=envelope,
            share=open_share(manifest, envelope, officer=ordinal, sealing_private=keys.sealing),
        )
        for envelope in Envelope
    ]


async def _release_over_http(world: World, lot_id: UUID, officer: str) -> Spent:
    """As the command-line client does it, passphrase included, while somebody watches the opening's page."""
    member = await world.member(officer)
    member.http.timeout = httpx.Timeout(PATIENCE)
    box = (await member.get("/api/key-boxes/mine"))["wrapped"]
    watching = asyncio.create_task(_watch(str(member.http.base_url), lot_id))
    with spending_with_application() as spent:
        outcome = await OfficerClient(member.http).release(lot_id, key_box=box, passphrase=PASSPHRASE)
    watching.cancel()
    print(f"{officer}: {_said(outcome)}")
    return spent


def _said(outcome: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in outcome.items())


async def _watch(base_url: str, lot_id: UUID) -> None:
    """Poll the live page as a browser does, and tell how long the slowest answer took, and the one before the start."""
    times: list[float] = []
    headers: dict[str, Any] = {}
    async with httpx.AsyncClient(base_url=base_url, timeout=PATIENCE) as http:
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
    parser.add_argument("--lot", help="one whose opening an earlier run has begun, with so many bids")
    asked = parser.parse_args()
    os.environ.setdefault("PICCOLO_CONF", "app.piccolo_conf")
    took = asyncio.run(measure(Settings.from_environment(), count=asked.bids, lot=asked.lot))
    bare = bare_opening(asked.bids)
    print(f"{asked.bids} bids, {os.cpu_count()} cores; the limit is their bare cryptography in one thread,")
    print(f"two key derivations included: {bare.wall:.1f} s by the clock, {bare.cpu:.1f} s of processor time")
    for what, spent in took.items():
        print(f"{what:24} {spent.told(bare)}")
    show_polls()


if __name__ == "__main__":
    main()
