"""The log's public endpoints give a stranger all that is needed to check it, and nothing withheld."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import httpx
import pytest

from storage import audit
from storage.keys import platform_keys
from storage.log_verify import verify_file
from storage.merkle import leaf_hash, verify_consistency, verify_inclusion
from storage.tree_head import SignedHead

SECRET = "tag-that-nobody-may-see"


async def record(now: datetime, *, public: bool = True, tag: str = "test:api") -> audit.Entry:
    queued = await audit.record(tag, actor="system", subject="api", facts={"n": 1}, now=now, public=public)
    return await audit.placed(queued.ticket)


async def test_the_head_is_signed_by_the_published_key(client: httpx.AsyncClient, now: datetime) -> None:
    await record(now)
    key = (await client.get("/api/log/key")).json()
    head = SignedHead.from_json((await client.get("/api/log/head")).json())
    assert key["public_key"] == platform_keys().public_key.hex()
    assert key["instance"] == "training"
    assert head.signed_by(bytes.fromhex(key["public_key"]))


async def test_an_inclusion_proof_holds_offline(client: httpx.AsyncClient, now: datetime) -> None:
    entry = await record(now)
    await record(now)
    answer = (await client.get("/api/log/inclusion", params={"seq": entry.seq})).json()
    head = SignedHead.from_json(answer["head"])
    assert verify_inclusion(
        leaf=leaf_hash(answer["payload"].encode()),
        index=entry.seq,
        size=head.size,
        proof=[bytes.fromhex(step) for step in answer["proof"]],
        root=head.root,
    )


async def test_a_consistency_proof_holds_offline(client: httpx.AsyncClient, now: datetime) -> None:
    first = (await record(now)).seq + 1
    second = (await record(now)).seq + 1
    answer = (await client.get("/api/log/consistency", params={"first": first, "second": second})).json()
    assert verify_consistency(
        first=first,
        second=second,
        first_root=bytes.fromhex(answer["first"]["root"]),
        second_root=bytes.fromhex(answer["second"]["root"]),
        proof=[bytes.fromhex(step) for step in answer["proof"]],
    )


async def test_entries_come_in_order_and_bounded(client: httpx.AsyncClient, now: datetime) -> None:
    start = (await record(now)).seq
    await record(now)
    answer = (await client.get("/api/log/entries", params={"from": start, "count": 2})).json()
    assert [entry["seq"] for entry in answer["entries"]] == [start, start + 1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/log/entries?count=501", 422),
        ("/api/log/entries?from=-1", 422),
        ("/api/log/entries?from=99999999999999999999", 422),
        ("/api/log/inclusion?seq=9999999", 404),
        ("/api/log/inclusion?seq=0&size=0", 404),
        ("/api/log/inclusion?seq=1&size=1", 422),
        ("/api/log/consistency?first=0", 422),
        ("/api/log/consistency?first=2&second=1", 422),
        ("/log/entries/9999999", 404),
        ("/log/entries/99999999999999999999", 404),
    ],
)
async def test_the_impossible_is_refused(
    client: httpx.AsyncClient, now: datetime, path: str, status: int
) -> None:
    await record(now)
    await record(now)
    answer = await client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code in ({status, 400} if status == 422 else {status})


async def test_a_ticket_is_nothing_to_a_stranger(client: httpx.AsyncClient, now: datetime) -> None:
    """Tickets tell of acts undone; only rows know them."""
    ticket = (await audit.record("test:api", actor="system", subject="api", facts={}, now=now)).ticket
    assert (await client.get(f"/log/entries/{ticket}")).status_code == 404
    for path in (f"/api/log/inclusion?seq={ticket}", f"/api/log/entries?from={ticket}"):
        assert (await client.get(path)).status_code in {400, 422}, path


async def test_a_withheld_entry_is_a_hash_everywhere(client: httpx.AsyncClient, now: datetime) -> None:
    entry = await record(now, public=False, tag=SECRET)
    for path in (
        "/log",
        f"/log/entries/{entry.seq}",
        f"/api/log/entries?from={entry.seq}",
        f"/api/log/inclusion?seq={entry.seq}",
        "/api/log/export",
    ):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert SECRET not in answer.text
    assert entry.leaf_hash.hex() in (await client.get(f"/log/entries/{entry.seq}")).text


async def test_the_export_verifies_offline(client: httpx.AsyncClient, now: datetime, tmp_path: Path) -> None:
    await record(now)
    await record(now, public=False)
    answer = await client.get("/api/log/export")
    (tmp_path / "log.jsonl").write_bytes(answer.content)
    report = verify_file(
        tmp_path / "log.jsonl",
        expected_public_key=platform_keys().public_key,
        trusted_head=await audit.head(),
    )
    assert report.finding is None
    assert report.withheld >= 1
