"""`/log`, one entry, and the page that says whether something is in the log."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import uuid4

import httpx

from sealing.receipts import Action, build_receipt, receipt_facts
from storage import audit
from storage.keys import platform_keys


async def record(now: datetime, **more: object) -> audit.Entry:
    facts = {"title": "某项目公开招标公告", **more}
    queued = await audit.record(
        "trading:notice:publish", actor="system", subject="page", facts=facts, now=now
    )
    return await audit.placed(queued.ticket)


async def verified(client: httpx.AsyncClient, *, text: str = "", file: bytes | None = None) -> str:
    files = {"text": (None, text)} | ({} if file is None else {"file": ("some.json", file)})
    answer = await client.post("/verify", files=files)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_the_log_lists_public_acts_by_their_names(client: httpx.AsyncClient, now: datetime) -> None:
    entry = await record(now)
    shown = (await client.get("/log")).text
    assert "发布公告" in shown
    assert f"/log/entries/{entry.seq}" in shown


async def test_an_entry_shows_its_facts_and_its_proof(client: httpx.AsyncClient, now: datetime) -> None:
    entry = await record(now)
    shown = (await client.get(f"/log/entries/{entry.seq}")).text
    assert "某项目公开招标公告" in shown
    assert entry.leaf_hash.hex() in shown
    assert "已核对一致" in shown


async def test_a_payload_in_the_log_is_found(client: httpx.AsyncClient, now: datetime) -> None:
    entry = await record(now)
    shown = await verified(client, text=entry.payload.decode())
    assert "相符" in shown
    assert f"/log/entries/{entry.seq}" in shown


async def test_a_saved_proof_is_found(client: httpx.AsyncClient, now: datetime) -> None:
    entry = await record(now)
    saved = (await client.get(f"/api/log/inclusion?seq={entry.seq}")).content
    assert f"/log/entries/{entry.seq}" in await verified(client, file=saved)


async def test_an_altered_payload_is_not(client: httpx.AsyncClient, now: datetime) -> None:
    entry = await record(now)
    shown = await verified(client, text=entry.payload.decode().replace("某项目", "别的项目"))
    assert "不符" in shown
    assert f"第 {entry.seq} 条的内容与此不同" in shown


async def test_a_head_of_the_log_is_recognised(client: httpx.AsyncClient, now: datetime) -> None:
    await record(now)
    saved = (await client.get("/api/log/head")).text
    await record(now)
    assert "相符" in await verified(client, text=saved)
    forged = saved.replace('"root":"', '"root":"00')[: len(saved) + 2]
    assert "不符" in await verified(client, text=forged)


async def test_a_published_document_is_found_by_its_hash(client: httpx.AsyncClient, now: datetime) -> None:
    document = f"文件正文 {uuid4()}".encode()
    entry = await record(now, body_sha256=sha256(document).hexdigest())
    for shown in (
        await verified(client, file=document),
        await verified(client, text=sha256(document).hexdigest()),
    ):
        assert f"/log/entries/{entry.seq}" in shown
    assert "没有与此相符" in await verified(client, file=document + b"!")


async def test_a_bidders_receipt_is_recognised_and_an_altered_one_is_not(
    client: httpx.AsyncClient, now: datetime
) -> None:
    lot, bid, root = str(uuid4()), str(uuid4()), bytes(32)
    facts = receipt_facts(action=Action.SUBMITTED, lot=lot, bid=bid, root=root, sequence=1)
    queued = await audit.record(
        "bids:submit", actor="bidder:x", subject=bid, facts=facts, now=now, public=False
    )
    entry = await audit.placed(queued.ticket)
    receipt = build_receipt(
        action=Action.SUBMITTED,
        at=now,
        lot=lot,
        bid=bid,
        root=root,
        sequence=1,
        entry_seq=entry.seq,
        entry_payload=entry.payload,
        head=(await audit.head_at(size=entry.seq + 1)).as_json(),
        proof=await audit.inclusion(seq=entry.seq, size=entry.seq + 1),
        platform_key=platform_keys().public_key,
        sign=platform_keys().sign,
    )
    shown = await verified(client, file=receipt)
    assert "不符" not in shown
    assert "只增不改" in shown
    altered = receipt.replace(b'"sequence":1', b'"sequence":2')
    assert "签名无效" in await verified(client, file=altered)


async def test_a_receipt_that_is_none_is_refused(client: httpx.AsyncClient) -> None:
    assert "不符" in await verified(client, text='{"body":{"kind":"receipt"},"signature":"00"}')


async def test_nothing_and_too_much_are_refused(client: httpx.AsyncClient) -> None:
    for files in ({"text": (None, "")}, {"file": ("x", b"x" * (1536 * 1024 + 1))}):
        answer = await client.post("/verify", files=files)
        assert answer.status_code == 422


async def test_markup_in_facts_is_shown_as_text(client: httpx.AsyncClient, now: datetime) -> None:
    entry = await record(now, note="<script>alert(1)</script>")
    assert "<script>alert" not in (await client.get(f"/log/entries/{entry.seq}")).text
