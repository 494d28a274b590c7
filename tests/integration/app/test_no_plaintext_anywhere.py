"""Between submission and opening: everything the platform keeps, read by somebody who has all of it.

One bid is handed in to the running platform and another is uploaded and left lying. Whoever holds the database,
the bucket with its unfinished uploads, Redis and the servers' disks finds no word of either, and no key.
"""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from live_platform import LivePlatform, spellings
from redis.asyncio import Redis

from app.demo import tender
from app.demo.accounts import ORGANISATIONS, PASSPHRASE
from app.demo.tender import Tender
from app.demo.world import World
from app.runtime import object_store
from app.settings import Settings
from bidding_room.client import BidClient, bidder
from sealing.envelopes import open_share
from sealing.keybox import PrivateKeys, unwrap_keys
from sealing.labels import Envelope
from sealing.manifest import parse_manifest
from sealing.sealer import BidSealer
from storage.objects import ObjectStore

PRICE = "391273.64"
FORM = {"price": PRICE, "period": "合同签订后第一百八十七日", "warranty": "质保期四十一个月"}
WORDS = {
    "qualification": "春江潮水连海平-资格-5d1f0c",
    "technical": "海上明月共潮生-技术-8a27be",
    "price": "滟滟随波千万里-价格-3c90d4",
}
FILES = {
    envelope: [(f"{word}.pdf", "application/pdf", f"{word}\n".encode() * 50)]
    for envelope, word in WORDS.items()
}
# Where a piece of the platform's keeping was found: table, object, Redis key or file.
Kept = dict[str, list[bytes]]


class LeftLying(Exception):
    """Raised by the bidder's program in place of handing in."""


@dataclass(kw_only=True)
class Case:
    """What the platform kept before and after, and all that the bidders, officers and programs alone may know."""

    before: Kept = field(default_factory=dict)
    after: Kept = field(default_factory=dict)
    drawn: list[bytes] = field(default_factory=list)
    sealed: list[bytes] = field(default_factory=list)
    shares: list[bytes] = field(default_factory=list)
    private: list[bytes] = field(default_factory=list)
    identities: list[bytes] = field(default_factory=list)

    def places_of(self, secrets: Iterable[bytes]) -> list[tuple[str, bytes]]:
        """Where any of these is kept, in any spelling."""
        return [
            (place, secret)
            for secret in secrets
            for form in spellings(secret)
            for place, pieces in self.after.items()
            if any(form in piece for piece in pieces)
        ]

    @property
    def new(self) -> Kept:
        """What came to be kept by the bidding."""
        old = {place: set(pieces) for place, pieces in self.before.items()}
        return {
            place: [piece for piece in pieces if piece not in old.get(place, ())]
            for place, pieces in self.after.items()
        }


@pytest.fixture(scope="module")
async def case(live_platform: LivePlatform, world: World) -> Case:
    """A bid of shanhe's, handed in; one of siqian's, uploaded whole and left lying."""
    lot = Tender(template="land-enforcement-service", offers={})
    await tender.draft(world, lot)
    await tender.set_times(world, lot, publish_at=await world.now() + timedelta(minutes=5))
    await tender.submit(world, lot)
    await tender.accept(world, lot)
    await tender.publish(world, lot)
    found = Case()
    keys = {name: await _keys(world, name) for name in ("shanhe", "siqian", "staff", "agency", "supervisor")}
    found.private = [key for pair in keys.values() for key in (pair.signing, pair.sealing)]
    found.identities = await _identities(world, keys)
    found.before = await _everything_kept(live_platform)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bidder, "BidSealer", partial(_RecordingSealer, found))
        shanhe = await world.member("shanhe")
        await BidClient(shanhe.http).submit_with_keys(lot.lot_id, FORM, FILES, keys["shanhe"])
        patch.setattr(bidder, "call", _unless_handing_in(bidder.call))
        siqian = await world.member("siqian")
        with pytest.raises(LeftLying):
            await BidClient(siqian.http).submit_with_keys(lot.lot_id, FORM, FILES, keys["siqian"])
    own = await shanhe.get(f"/api/lots/{lot.lot_id}/my-sealed-bid")
    officers = (keys["staff"], keys["agency"], keys["supervisor"])
    found.shares = list(_shares(own["manifest"], officers))
    await _verified(live_platform, world, bid=own["bid"])
    found.after = await _everything_kept(live_platform)
    live_platform.keep_secret(*found.drawn, *found.shares, *found.private, *_texts())
    return found


def test_the_reader_does_read_what_is_there(case: Case) -> None:
    assert len(case.sealed) == 6
    for sealed in case.sealed:
        assert case.places_of([sealed[:64]]), "a sealed file is kept, also of an unfinished upload"
    assert case.places_of(["国土信息化执法系统技术服务".encode()])
    assert any(case.new["bidding_room_bid"])
    assert [place for place in case.after if place.startswith("redis ")]


def test_no_word_of_a_bid_is_kept(case: Case) -> None:
    assert case.places_of(_texts()) == []


def test_no_content_key_nor_anything_else_the_bidders_program_drew_is_kept(case: Case) -> None:
    content_keys = [drawn for drawn in case.drawn if len(drawn) == 32]
    assert len(content_keys) >= 6
    assert case.places_of(content_keys) == []


def test_no_officers_share_is_kept_in_the_clear(case: Case) -> None:
    assert len(case.shares) == 9
    assert case.places_of(case.shares) == []


def test_no_persons_private_key_is_kept(case: Case) -> None:
    assert case.places_of(case.private) == []


def test_nothing_that_the_bidding_left_behind_names_a_bidder(case: Case) -> None:
    named = [
        (place, identity)
        for place, pieces in case.new.items()
        for identity in case.identities
        for form in spellings(identity)
        if any(form in piece for piece in pieces)
    ]
    assert named == []


def test_the_servers_disks_hold_no_word_either(case: Case, run_folder: Path) -> None:
    disks = run_folder / "servers"
    if not disks.is_dir():
        pytest.skip("the servers of this run keep their data elsewhere")
    wanted = [*(word.encode() for word in WORDS.values()), FORM["period"].encode(), *case.drawn[:3]]
    wanted += [secret.hex().encode() for secret in wanted]
    beginnings = {sealed[:64] for sealed in case.sealed}
    for path in disks.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert [secret for secret in wanted if secret in content] == [], path
            beginnings -= {beginning for beginning in beginnings if beginning in content}
    assert beginnings == set(), "the sealed files were found, so the search was a real one"


class _RecordingSealer(BidSealer):
    """The bidder's sealer, which tells what it drew and what it sealed."""

    def __init__(self, case: Case, **known: Any) -> None:
        def random(count: int) -> bytes:
            case.drawn.append(os.urandom(count))
            return case.drawn[-1]

        self._case = case
        super().__init__(**{**known, "random": random})

    def seal_file(self, *source: Any, **known: Any) -> Iterator[Any]:
        for chunk in super().seal_file(*source, **known):
            self._case.sealed.append(chunk.data)
            yield chunk


def _unless_handing_in(call: Callable[..., Any]) -> Callable[..., Any]:
    async def one(http: Any, method: str, path: str, **body: Any) -> Any:
        if path.endswith("/submit"):
            raise LeftLying
        return await call(http, method, path, **body)

    return one


def _texts() -> list[bytes]:
    """Contents, names and figures of the bid."""
    return [*(word.encode() for word in WORDS.values()), *(value.encode() for value in FORM.values())]


async def _keys(world: World, name: str) -> PrivateKeys:
    box = await (await world.member(name)).get("/api/key-boxes/mine")
    return unwrap_keys(box["wrapped"], passphrase=PASSPHRASE)


async def _identities(world: World, keys: Mapping[str, PrivateKeys]) -> list[bytes]:
    company = {one.key: one for one in ORGANISATIONS}
    found: list[bytes] = []
    for name in ("shanhe", "siqian"):
        me = (await world.member(name)).me
        found += [UUID(me["person_id"]).bytes, UUID(me["organisation_id"]).bytes]
        found += [str(me[name]).encode() for name in ("person_id", "organisation_id", "name", "organisation")]
        found += [company[name].uscc.encode()]
        found += [keys[name].signing_public, keys[name].sealing_public]
    return found


def _shares(manifest: str, officers: Iterable[PrivateKeys]) -> Iterator[bytes]:
    sealed = parse_manifest(b64decode(manifest))
    for ordinal, keys in enumerate(officers, start=1):
        for envelope in Envelope:
            yield open_share(sealed, envelope, officer=ordinal, sealing_private=keys.sealing)


async def _verified(platform: LivePlatform, world: World, *, bid: str) -> None:
    """The worker has read the stored bytes back: whatever that leaves behind is to be looked at too."""

    async def look() -> bool | None:
        rows = await platform.rows("SELECT bytes_intact FROM bidding_room_bid WHERE id = $1", UUID(bid))
        return rows[0]["bytes_intact"]

    assert await world.until("the stored bytes were read back", look)


async def _everything_kept(platform: LivePlatform) -> Kept:
    settings = Settings.from_environment(platform.environment)
    return {
        **await _tables(platform),
        **await _objects(platform, object_store(settings)),
        **await _redis(settings.redis_url),
    }


async def _tables(platform: LivePlatform) -> Kept:
    """Every row of every table, value by value as PostgreSQL gives it."""
    tables = await platform.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    kept: Kept = {}
    for table in tables:
        rows = await platform.rows(f'SELECT * FROM "{table["tablename"]}"')
        kept[table["tablename"]] = [b"\n".join(_flat(list(row.values()))) for row in rows]
    return kept


def _flat(value: object) -> Iterator[bytes]:
    match value:
        case bytes():
            yield value
        case list() | tuple() | asyncpg.Record():
            for item in value:
                yield from _flat(item)
        case None:
            return
        case _:
            yield str(value).encode()


async def _objects(platform: LivePlatform, store: ObjectStore) -> Kept:
    """Every object, and every unfinished upload, which whoever owns the bucket can finish and read."""
    kept = {f"object {key}": [key.encode(), await store.get(key)] for key in await store.keys("")}
    unfinished = await platform.rows(
        "SELECT object_key, upload_id FROM bidding_room_file"
        " WHERE completed_at IS NULL AND removed_at IS NULL"
    )
    for upload in unfinished:
        key, upload_id = upload["object_key"], upload["upload_id"]
        parts = await store.list_parts(key, upload_id)
        if parts:
            await store.complete_multipart(key, upload_id, parts)
            kept[f"upload {key}"] = [key.encode(), await store.get(key)]
    return kept


async def _redis(url: str) -> Kept:
    """Every key with everything under it, whatever its type."""
    redis = Redis.from_url(url)
    try:
        return {f"redis {key!r}": [key, *_flat(await _under(redis, key))] async for key in redis.scan_iter()}
    finally:
        await redis.aclose()


async def _under(redis: Redis, key: bytes) -> object:
    kind = (await redis.type(key)).decode()
    match kind:
        case "string":
            return await redis.get(key)
        case "hash":
            return [item for pair in (await redis.hgetall(key)).items() for item in pair]
        case "list":
            return await redis.lrange(key, 0, -1)
        case "set":
            return list(await redis.smembers(key))
        case "zset":
            return [member for member, _ in await redis.zrange(key, 0, -1, withscores=True)]
        case "none":
            return None
        case _:
            raise AssertionError(f"a kind of value nobody looked into: {kind}")
