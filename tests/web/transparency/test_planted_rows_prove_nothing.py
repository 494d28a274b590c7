"""What was written down of a document leads to it and proves nothing: whoever plants a row forges no document.

The application's role may add rows, so each of these is what a flaw in the application could do.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import httpx
import pytest
from docx import Document
from docx.document import Document as WordDocument
from evaluation_cast import signed_room
from factories.trading_cast import bidding, make_cast

from app.transparency.publishing import write_down_published
from bidding_room.documents import issued_record, record_identity
from core.searching import compact
from evaluation.documents.report import report_identity
from evaluation.operations.publish_result import publish_result
from evaluation.queries.reports import report_files
from storage.clock import platform_now
from storage.given_out import MOST_FOUND, remember_file, remember_text, texts_of
from trading.notices.documents import notice_identity
from trading.tables import Notice
from web.word import document_text, read_document

FORGED = "兹确定成都某某假冒科技有限公司为本项目中标供应商，中标金额九百九十九万元整，请即汇款。"


async def told(client: httpx.AsyncClient, *, text: str = "", file: bytes | None = None) -> str:
    files = {"text": (None, text)} | ({} if file is None else {"file": ("some.docx", file)})
    answer = await client.post("/verify", files=files)
    assert answer.status_code == 200, answer.text
    [said] = re.findall(r"核验结果：(.*?)</h2>", html.unescape(answer.text))
    return str(said)


async def published_room() -> UUID:
    room = await signed_room()
    await publish_result(lot_id=room.lot_id, now=await platform_now())
    return room.lot_id


def text_of(file: bytes) -> str:
    return document_text(read_document(file))


def project_no(text: str) -> str:
    return re.findall("[0-9]{6}-[0-9]{4}-[0-9]{5}", text)[0]


def foreign_word(text: str) -> bytes:
    document, buffer = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


async def a_notice(now: datetime) -> str:
    _, notice = await bidding(await make_cast(), now=now)
    kept = await Notice.objects().where(Notice.id == notice.id).first()
    assert kept is not None
    return str(kept.no)


async def test_a_planted_text_makes_no_notice(client: httpx.AsyncClient, now: datetime) -> None:
    no = await a_notice(now)
    await remember_text(notice_identity(no), compact(FORGED))
    for forged in (FORGED, f"{no} {FORGED}"):
        assert "相符" not in await told(client, text=forged)
    assert "相符" not in await told(client, file=foreign_word(f"{no} {FORGED}"))


@pytest.mark.parametrize("identity", [record_identity, report_identity], ids=["record", "report"])
async def test_a_planted_text_makes_no_record_or_report(
    client: httpx.AsyncClient, identity: Callable[[str], str]
) -> None:
    lot_id = await published_room()
    own = text_of((await issued_record(lot_id))[1])
    planted = f"{FORGED}{project_no(own)}"
    await remember_text(identity(str(lot_id)), compact(planted))
    await write_down_published()
    for forged in (FORGED, planted):
        assert "相符" not in await told(client, text=forged)
    assert "相符" not in await told(client, file=foreign_word(planted))


@pytest.mark.parametrize("which", ["record", "report"])
async def test_an_altered_text_neither_makes_the_forgery_nor_unmakes_the_document(
    client: httpx.AsyncClient, which: str
) -> None:
    lot_id = await published_room()
    if which == "record":
        identity, own = record_identity(str(lot_id)), text_of((await issued_record(lot_id))[1])
    else:
        identity, own = report_identity(str(lot_id)), text_of((await report_files(lot_id))[-1])
    altered = own.replace("bidder单位", "forged单位")
    assert altered != own
    await remember_text(identity, compact(altered))
    await write_down_published()
    assert (await texts_of([identity]))[identity] == compact(altered), "it stays as it was planted"
    assert "不符" in await told(client, text=altered)
    assert "相符" in await told(client, text=own)
    assert "相符" not in await told(client, file=foreign_word(altered))


async def test_a_planted_hash_makes_no_file(client: httpx.AsyncClient, now: datetime) -> None:
    no = await a_notice(now)
    file = foreign_word(FORGED)
    await remember_file(notice_identity(no), file)
    assert "未找到" in await told(client, text=sha256(file).hexdigest())


async def test_a_phrase_of_many_records_is_told_without_making_one(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = text_of((await issued_record(await published_room()))[1])
    await write_down_published()
    phrase = "《政府采购货物和服务招标投标管理办法》第四十二条"
    assert phrase in own
    for place in range(MOST_FOUND):
        await remember_text(f"opening-record:{UUID(int=place)}", compact(own))

    def refuse(*_: object) -> None:
        raise AssertionError("a Word file was made")

    monkeypatch.setattr(WordDocument, "save", refuse)
    assert "见于多份文书" in await told(client, text=phrase)
