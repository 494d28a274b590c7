"""Every document the platform gives out is recognised on `/verify`, however it was copied; any other is not."""

from __future__ import annotations

import asyncio
import html
import io
import re
import zipfile
from datetime import datetime
from hashlib import sha256
from time import perf_counter
from uuid import uuid4

import httpx
import pytest
from bidding_cast import hand_in, lot_taking_bids, make_bidding_cast
from docx import Document
from docx.document import Document as WordDocument
from evaluation_cast import reported_room, signed_room
from factories.trading_cast import bidding, make_cast

from app.transparency.publishing import write_down_published
from app.transparency.word_apart import LONGEST_TEXT
from bidding_room.documents import issued_record, receipt_document
from core.canonical import canonical_bytes
from core.searching import compact
from evaluation.queries.reports import report_files
from expert_pool.queries import draw_record, draw_view
from storage import audit
from storage.given_out import MOST_FOUND, remember_text
from trading.projects.queries.lots import lot_view
from trading.tables import Notice
from web.word import document_text, read_document


async def verified(client: httpx.AsyncClient, *, text: str = "", file: bytes | None = None) -> str:
    files = {"text": (None, text)} | ({} if file is None else {"file": ("some.docx", file)})
    answer = await client.post("/verify", files=files)
    assert answer.status_code == 200, answer.text
    [verdict] = re.findall(r"核验结果：(.*?)</h2>", answer.text)
    return f"{html.unescape(verdict)}\n{html.unescape(answer.text)}"


def said(shown: str) -> str:
    [word] = re.findall("相符|不符|未找到", shown.splitlines()[0])
    return word


async def a_notice(now: datetime) -> Notice:
    _, notice = await bidding(await make_cast(), now=now)
    kept = await Notice.objects().where(Notice.id == notice.id).first()
    assert kept is not None
    return kept


async def word_of(client: httpx.AsyncClient, notice: Notice) -> bytes:
    answer = await client.get(f"/notices/{notice.no}/document.docx")
    assert answer.status_code == 200
    return answer.content


def copied(page: str) -> str:
    """The article as a browser's selection gives it."""
    [article] = re.findall(r"<article.*?</article>", page, flags=re.DOTALL)
    blocks = re.sub(r"</(p|h1|h2|tr|span)>", "\n", re.sub(r"</t[dh]>", "\t", article))
    return html.unescape(re.sub(r"<[^>]+>", "", blocks))


def saved_again(file: bytes, *, change: tuple[str, str] | None = None) -> bytes:
    """As a word processor would save it, with one text replaced."""
    document = Document(io.BytesIO(file))
    runs = [run for one in document.paragraphs for run in one.runs]
    runs += [run for t in document.tables for c in t._cells for p in c.paragraphs for run in p.runs]
    if change is not None:
        assert any(change[0] in run.text for run in runs)
        for run in runs:
            run.text = run.text.replace(*change)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def lengthened(file: bytes, *, named: bool = True) -> bytes:
    """With something forged, far behind the text."""
    document, buffer = Document(io.BytesIO(file)), io.BytesIO()
    document.add_paragraph(" " * LONGEST_TEXT)
    document.add_paragraph("本文书作废，请将保证金汇至另一账户。")
    if not named:
        document.core_properties.identifier = ""
    document.save(buffer)
    return buffer.getvalue()


async def test_two_downloads_of_a_notice_are_one_file_and_it_is_recognised(
    client: httpx.AsyncClient, now: datetime
) -> None:
    notice = await a_notice(now)
    first, second = await word_of(client, notice), await word_of(client, notice)
    assert sha256(first).digest() == sha256(second).digest()
    shown = await verified(client, file=first)
    assert said(shown) == "相符"
    assert "与平台发出的文件逐字节相同" in shown
    assert notice.no in shown
    assert f"/log/entries/{await audit.seq_of(notice.audit_seq)}" in shown


async def test_a_notice_saved_again_is_recognised_by_its_text(
    client: httpx.AsyncClient, now: datetime
) -> None:
    file = await word_of(client, await a_notice(now))
    again = saved_again(file)
    assert again != file
    assert "文字与平台发出的文件逐字相同" in await verified(client, file=again)


async def test_an_altered_notice_is_told_where_it_differs(client: httpx.AsyncClient, now: datetime) -> None:
    file = await word_of(client, await a_notice(now))
    shown = await verified(client, file=saved_again(file, change=("第一开标室", "第二开标室")))
    assert said(shown) == "不符"
    assert "平台所存为“一开标室" in shown
    assert "所提交的为“二开标室" in shown


async def test_the_text_of_a_notice_is_recognised_as_copied_from_its_page(
    client: httpx.AsyncClient, now: datetime
) -> None:
    notice = await a_notice(now)
    text = copied((await client.get(f"/notices/{notice.no}")).text)
    for form in (text, text.replace("\n", "\r\n\u3000"), text.replace("\n", "")):
        shown = await verified(client, text=form)
        assert said(shown) == "相符", shown
        assert "公开招标公告（文字）" in shown
    assert "正文与平台所存逐字相同" in shown


async def test_a_part_of_a_notice_is_said_to_be_a_part(client: httpx.AsyncClient, now: datetime) -> None:
    notice = await a_notice(now)
    lines = copied((await client.get(f"/notices/{notice.no}")).text).splitlines()
    start = next(place for place, line in enumerate(lines) if "项目编号" in line)
    shown = await verified(client, text="\n".join(lines[start : start + 6]))
    assert said(shown) == "相符"
    assert "是平台所存正文的一部分" in shown


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: text.replace("第一开标室", "第二开标室"),
        lambda text: f"{text}\n本公告作废，请将保证金汇至另一账户。",
        lambda text: text.replace("资格要求", "资格要求（已变更）", 1),
    ],
)
async def test_altered_or_extended_text_is_not_the_notice(
    client: httpx.AsyncClient, now: datetime, alter: object
) -> None:
    notice = await a_notice(now)
    text = copied((await client.get(f"/notices/{notice.no}")).text)
    assert said(await verified(client, text=alter(text))) == "不符"  # type: ignore[operator]


@pytest.mark.parametrize("named", [True, False])
async def test_nothing_is_hidden_behind_more_text_than_is_compared(
    client: httpx.AsyncClient, now: datetime, *, named: bool
) -> None:
    file = lengthened(await word_of(client, await a_notice(now)), named=named)
    shown = await verified(client, file=file)
    assert said(shown) == "未找到"
    assert f"超过 {LONGEST_TEXT} 字" in shown


async def test_a_document_of_a_number_never_given_out_is_not_known(
    client: httpx.AsyncClient, now: datetime
) -> None:
    file = await word_of(client, await a_notice(now))
    foreign = Document(io.BytesIO(file))
    foreign.core_properties.identifier = "notice:999999-2026-00001-01"
    for run in [run for one in foreign.paragraphs for run in one.runs]:
        run.text = "无"
    for table in foreign.tables:
        table._tbl.getparent().remove(table._tbl)
    buffer = io.BytesIO()
    foreign.save(buffer)
    shown = await verified(client, file=buffer.getvalue())
    assert "平台没有发出过与此相符的文件" in shown


async def test_a_receipts_word_file_is_checked_by_the_signed_text_inside(client: httpx.AsyncClient) -> None:
    cast = await make_bidding_cast()
    lot_id = await lot_taking_bids(cast)
    signed = await hand_in(cast.bidders[0], lot_id)
    file = receipt_document(signed, lot=await lot_view(lot_id), bidder="某某有限公司")
    shown = await verified(client, file=file)
    assert said(shown) == "相符", shown
    assert "投标回执（Word 文档）" in shown
    for altered in (saved_again(file, change=("第1次", "第2次")), lengthened(file)):
        shown = await verified(client, file=altered)
        assert said(shown) == "不符"
        assert "所印内容与其中的签名文件一致" in shown


async def test_opening_record_draw_record_and_report_are_recognised(client: httpx.AsyncClient) -> None:
    room = await signed_room()
    record, file, seq = await issued_record(room.lot_id)
    for form in (file, saved_again(file), canonical_bytes(record)):
        shown = await verified(client, file=form)
        assert said(shown) == "相符"
        assert f"/log/entries/{seq}" in shown
    assert said(await verified(client, file=saved_again(file, change=("第一开标室", "别处")))) == "不符"
    draw = await draw_view(room.lot_id)
    assert draw is not None
    shown = await verified(client, text=(await draw_record(draw.id)).decode())
    assert "专家抽取记录" in shown
    assert said(shown) == "相符"
    for report in await report_files(room.lot_id):
        assert said(await verified(client, file=report)) == "相符"


async def test_a_report_nobody_may_read_yet_is_confirmed_but_not_told(client: httpx.AsyncClient) -> None:
    room = await reported_room()
    [report] = await report_files(room.lot_id)
    shown = await verified(client, file=saved_again(report, change=("评标报告", "别的报告")))
    assert "平台没有发出过与此相符的文件" in shown
    assert "平台所存为" not in shown


async def test_an_excerpt_that_names_nothing_is_found_among_what_is_published(
    client: httpx.AsyncClient, now: datetime
) -> None:
    notice = await a_notice(now)
    lines = copied((await client.get(f"/notices/{notice.no}")).text).splitlines()
    start = next(place for place, line in enumerate(lines) if "开标室" in line)
    excerpt = "\n".join(lines[start : start + 40])[:500]
    assert notice.no[:-3] not in excerpt
    await write_down_published()
    for form in (excerpt, excerpt.replace("\n", "\u3000"), excerpt.replace("第一开标室", "第一\u200b开标室")):
        shown = await verified(client, text=form)
        assert said(shown) == "相符", shown
        assert "是平台所存正文的一部分" in shown
        assert f"/log/entries/{await audit.seq_of(notice.audit_seq)}" in shown
    altered = await verified(client, text=excerpt.replace("第一开标室", "第二开标室"))
    assert said(altered) == "不符"
    assert re.search("之前，平台所存为“[^”]*第一”，所提交的为“[^”]*第二”", altered)


@pytest.mark.parametrize(
    "text",
    [
        "本单位受委托，就下列事项另行通知各有关方面：请于下周一上午携带证件原件到场核对，逾期不候。",
        "太短的话",
        "请问这个项目什么时候开标？我公司想参加，请告知联系人和电话，谢谢。编号是 510100-2026-00001。",
    ],
)
async def test_what_is_not_found_is_not_called_false(client: httpx.AsyncClient, text: str) -> None:
    shown = await verified(client, text=text)
    assert said(shown) == "未找到"
    assert "未在本平台公布的文书中找到这段文字" in shown
    assert "核验结果：文字" in shown


async def test_words_about_a_notice_are_not_taken_for_a_forged_one(
    client: httpx.AsyncClient, now: datetime
) -> None:
    notice = await a_notice(now)
    shown = await verified(
        client, text=f"请问 {notice.title}（{notice.no}）什么时候开标？招标文件在哪里获取，联系谁？"
    )
    assert said(shown) == "未找到"


async def test_the_hash_of_a_word_file_given_out_is_known(client: httpx.AsyncClient, now: datetime) -> None:
    notice = await a_notice(now)
    digest = sha256(await word_of(client, notice)).hexdigest()
    for form in (
        digest,
        digest.upper(),
        f"{digest}  公告.docx",
        f"SHA256 的 公告.docx 哈希:\r\n{digest}\r\n完成。",
    ):
        shown = await verified(client, text=form)
        assert said(shown) == "相符", shown
        assert notice.no in shown
    assert said(await verified(client, text=sha256(digest.encode()).hexdigest())) == "未找到"


async def test_published_records_and_reports_are_found_by_a_passage_and_a_hash(
    client: httpx.AsyncClient,
) -> None:
    room = await signed_room()
    _, record, seq = await issued_record(room.lot_id)
    await write_down_published()
    passage = document_text(read_document(record)).splitlines()[2:9]
    for form in ("\n".join(passage), sha256(record).hexdigest()):
        shown = await verified(client, text=form)
        assert said(shown) == "相符", shown
        assert "开标记录" in shown
        assert f"/log/entries/{seq}" in shown
    unpublished = document_text(read_document((await report_files(room.lot_id))[-1]))
    assert said(await verified(client, text=unpublished[400:900])) == "未找到"


async def test_a_word_file_made_to_keep_its_reader_busy_keeps_nobody_else(
    client: httpx.AsyncClient, now: datetime
) -> None:
    file = await word_of(client, await a_notice(now))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as own, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in own.namelist():
            held = own.read(name)
            made.writestr(name, held.replace(b"<w:body>", b"<w:body>" + b"<w:p><w:r/></w:p>" * 300_000))
    answers = asyncio.create_task(verified(client, file=buffer.getvalue()))
    longest = 0.0
    while not answers.done():
        begun = perf_counter()
        await asyncio.sleep(0.01)
        longest = max(longest, perf_counter() - begun)
    assert "核验结果" in await answers
    assert longest < 0.5, "the loop was held"


async def test_what_nobody_sees_is_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.post("/verify", files={"text": (None, "\u200b\u200d\ufeff \u2060")})
    assert answer.status_code == 422
    assert "请粘贴内容或选择文件" in answer.text


async def test_the_head_of_a_notices_page_is_a_part_of_it(client: httpx.AsyncClient, now: datetime) -> None:
    notice = await a_notice(now)
    text = "".join(copied((await client.get(f"/notices/{notice.no}")).text).split())
    for start, end in ((0, 70), (0, 130), (5, 90)):
        shown = await verified(client, text=text[start:end])
        assert said(shown) == "相符", text[start:end]
        assert f"/log/entries/{await audit.seq_of(notice.audit_seq)}" in shown


@pytest.mark.parametrize("length", [None, 110, 60, 45])
async def test_the_end_of_a_notice_is_recognised_with_its_sign_off_and_its_names(
    client: httpx.AsyncClient, now: datetime, length: int | None
) -> None:
    notice = await a_notice(now)
    text = copied((await client.get(f"/notices/{notice.no}")).text)
    last_section = re.split(r"\n\s*(?=[一二三四五六七八九十]+、)", text)[-1]
    excerpt = last_section if length is None else "".join(text.split())[-length:]
    assert 12 < len(excerpt) < len(text) / 2
    await write_down_published()
    titled = f"公告编号：{notice.no}"
    for before in ("", notice.no, titled, notice.title, f"{notice.title}\n{titled}"):
        for after in ("", notice.no, titled, notice.title):
            shown = await verified(client, text=f"{before}\n{excerpt}\n{after}".strip())
            assert said(shown) == "相符", (before, after, shown)
            assert f"/log/entries/{await audit.seq_of(notice.audit_seq)}" in shown
    claimed = await verified(client, text=f"{notice.no}\n{excerpt}\n请将保证金汇至另一账户。")
    assert said(claimed) == "不符"


async def test_a_phrase_of_many_documents_is_said_to_be_that(client: httpx.AsyncClient) -> None:
    phrase = f"《中华人民共和国某某法》第{uuid4().hex}条"
    for place in range(MOST_FOUND + 1):
        await remember_text(f"notice:phrase-{place}-{uuid4()}", compact(f"正文{place}依照{phrase}公告如下"))
    shown = await verified(client, text=phrase)
    assert "见于多份文书" in shown.splitlines()[0]
    assert "请多粘贴一些，或连同公告编号一起粘贴" in shown
    assert "相符" not in shown.splitlines()[0]


async def test_for_pasted_text_no_word_file_is_made_but_the_one_it_is_compared_with(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await signed_room()
    _, record, _ = await issued_record(room.lot_id)
    await write_down_published()
    of_record = document_text(read_document(record)).splitlines()[2:9]
    [project] = re.findall("[0-9]{6}-[0-9]{4}-[0-9]{5}", "".join(of_record))[:1]
    of_notice = copied((await client.get(f"/notices/{project}-01")).text).splitlines()[6:30]
    made, save = 0, WordDocument.save

    def counted(document: WordDocument, path: io.BytesIO) -> None:
        nonlocal made
        made += 1
        save(document, path)

    monkeypatch.setattr(WordDocument, "save", counted)
    for passage, most in ((of_notice, 0), (of_record, 1)):
        assert said(await verified(client, text="\n".join(passage))) == "相符"
        assert made == most
