"""Nothing that says more than the log does is called 相符: what is genuine in a forgery vouches for itself alone."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

import httpx
import pytest
from factories.trading_cast import bidding, make_cast

from storage import audit
from trading.tables import Notice

SEAL = "已记入只增不改的审计日志"


async def verdict(client: httpx.AsyncClient, text: str) -> tuple[str, str]:
    answer = await client.post("/verify", files={"text": (None, text)})
    assert answer.status_code == 200, answer.text
    [told] = re.findall(r"核验结果：(.*?)</h2>", answer.text)
    [word] = re.findall("相符|不符|未找到|见于多份文书", told)
    return word, html.unescape(answer.text)


async def logged(now: datetime, **more: object) -> audit.Entry:
    facts = {"title": "某项目公开招标公告", **more}
    queued = await audit.record(
        "trading:notice:publish", actor="system", subject="page", facts=facts, now=now
    )
    return await audit.placed(queued.ticket)


async def a_notice(now: datetime) -> Notice:
    _, notice = await bidding(await make_cast(), now=now)
    kept = await Notice.objects().where(Notice.id == notice.id).first()
    assert kept is not None
    return kept


async def test_a_logged_hash_vouches_for_no_text_around_it(client: httpx.AsyncClient, now: datetime) -> None:
    digest = sha256(str(uuid4()).encode()).hexdigest()
    entry = await logged(now, body_sha256=digest)
    assert (await verdict(client, f"正文指纹：{digest}"))[0] == "相符"
    for hashed in (digest, entry.leaf_hash.hex()):
        forged = (
            f"中标结果公告：兹确定某某公司为中标供应商，中标金额九百万元整。正文指纹 {hashed}，特此公告。"
        )
        word, shown = await verdict(client, forged)
        assert word == "未找到"
        assert "请只粘贴指纹本身" in shown


async def test_an_altered_passage_is_compared_though_a_logged_hash_stands_in_it(
    client: httpx.AsyncClient, now: datetime
) -> None:
    notice = await a_notice(now)
    digest = sha256(str(uuid4()).encode()).hexdigest()
    await logged(now, evidence_sha256=digest)
    body = (await client.get(f"/notices/{notice.no}")).text
    [article] = re.findall(r"<article.*?</article>", body, flags=re.DOTALL)
    passage = html.unescape(re.sub(r"<[^>]+>", "", article))[:300]
    assert (await verdict(client, passage))[0] == "相符"
    altered = passage.replace("公开招标", "邀请招标")
    assert altered != passage
    word, shown = await verdict(client, f"{altered} {digest}")
    assert word == "不符"
    assert SEAL not in shown, "the seal stands beside nothing that differs"
    assert SEAL in (await verdict(client, passage))[1]


@pytest.mark.parametrize("digits", [str.upper, lambda t: t.translate({ord(c): ord(c) + 0xFEE0 for c in t})])
async def test_a_fingerprint_is_read_in_any_digits(
    client: httpx.AsyncClient, now: datetime, digits: object
) -> None:
    digest = sha256(str(uuid4()).encode()).hexdigest()
    await logged(now, body_sha256=digest)
    assert (await verdict(client, digits(digest)))[0] == "相符"  # type: ignore[operator]


async def test_the_name_beside_a_hash_is_said_to_be_unchecked(
    client: httpx.AsyncClient, now: datetime
) -> None:
    digest = sha256(str(uuid4()).encode()).hexdigest()
    await logged(now, body_sha256=digest)
    word, shown = await verdict(client, f"{digest}  成都假冒科技有限公司中标.docx")
    assert word == "相符"
    assert "一并粘贴的文件名不在核验之内" in shown


async def test_an_entry_is_compared_in_all_that_it_says(client: httpx.AsyncClient, now: datetime) -> None:
    entry, other = await logged(now), await logged(now)
    proof = (await client.get(f"/api/log/inclusion?seq={entry.seq}")).json()
    [served] = (await client.get(f"/api/log/entries?from={entry.seq}&count=1")).json()["entries"]
    for genuine in (proof, served):
        assert (await verdict(client, json.dumps(genuine)))[0] == "相符"
        assert (await verdict(client, json.dumps(genuine | {"seq": other.seq})))[0] == "不符"
        assert (await verdict(client, json.dumps(genuine | {"leaf_hash": other.leaf_hash.hex()})))[
            0
        ] == "不符"
        assert (await verdict(client, json.dumps(genuine | {"说明": "某某公司中标"})))[0] == "未找到"
    assert (await verdict(client, json.dumps(served | {"at": "2020-01-01T00:00:00.000000Z"})))[0] == "不符"
    assert (await verdict(client, json.dumps(proof | {"proof": ["00" * 32]})))[0] == "不符"


@pytest.mark.parametrize("size", [10**30, -1, 2**53, True])
async def test_a_head_of_impossible_numbers_is_not_signed(
    client: httpx.AsyncClient, now: datetime, size: int
) -> None:
    await logged(now)
    head = (await client.get("/api/log/head")).json()
    assert (await verdict(client, json.dumps(head)))[0] == "相符"
    word, shown = await verdict(client, json.dumps(head | {"size": size}))
    assert word == "不符"
    assert "由本平台签名" in shown


async def test_a_head_with_something_added_is_not_the_platforms(
    client: httpx.AsyncClient, now: datetime
) -> None:
    await logged(now)
    head = (await client.get("/api/log/head")).json()
    assert (await verdict(client, json.dumps(head | {"说明": "某某公司中标"})))[0] == "不符"
