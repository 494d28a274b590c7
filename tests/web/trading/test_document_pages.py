"""The step 招标文件 at both doors: the text, a chapter's form, the Word file, and whatever people paste in."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import httpx
import pytest
from factories import trading_cast
from lxml import html
from trading_pages_cast import begun, lot_at, panel, sign_in, times

from storage.database import execute
from trading.projects.queries.drafts import document_of, project_of
from web.word import document_text, read_document

HOSTILE = '=HYPERLINK("http://x")\n<script>alert(1)</script>{{项目名称}}{% for x in y %}\n\'"&amp;\u202e'


def chapter(*clauses: tuple[str, str], revision: int | None = None, **marked: str) -> dict[str, str]:
    data = {} if revision is None else {"revision": str(revision)}
    for place, (title, text) in enumerate(clauses):
        data |= {f"clauses-{place}-title": title, f"clauses-{place}-text": text}
    return data | marked


@pytest.fixture
async def base(client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime) -> str:
    """A draft with panel and times, its agency signed in."""
    await sign_in(client, cast.agency)
    address = await begun(client, cast)
    assert (await client.post(f"{address}/panel", data=panel(cast))).status_code == 303
    answer = await client.post(f"{address}/times", data=times(now))
    assert answer.headers["location"] == f"{address}/documents"
    return address


async def test_the_step_shows_the_text_filled_in_and_leads_on(client: httpx.AsyncClient, base: str) -> None:
    page = (await client.get(f"{base}/documents")).text
    assert "投标人须知前附表" in page
    assert "{{" not in page
    assert f'href="{base}/documents/2"' in page
    assert f'href="{base}/preview"' in page
    assert "★" in page


async def test_before_the_times_are_set_references_stand_as_typed(
    client: httpx.AsyncClient, cast: trading_cast.Cast
) -> None:
    await sign_in(client, cast.agency)
    page = (await client.get(f"{await begun(client, cast)}/documents")).text
    assert "{{投标截止时间}}" in page
    assert "时间安排填写后" in page


async def test_a_chapter_is_changed_on_the_page(client: httpx.AsyncClient, base: str) -> None:
    form = html.fromstring((await client.get(f"{base}/documents/3")).text)
    assert form.xpath("//input[@name='revision']/@value") == ["1"]
    assert form.xpath("//input[@name='clauses-1-substantive']/@checked") == ["checked"]
    assert form.xpath("//input[@name='clauses-0-substantive']/@checked") == []
    answer = await client.post(f"{base}/documents/3", data=chapter(("验收", "甲乙丙"), revision=1))
    assert answer.headers["location"] == f"{base}/documents"
    assert "甲乙丙" in (await client.get(f"{base}/documents")).text


async def test_a_chapter_is_changed_over_json(client: httpx.AsyncClient, base: str) -> None:
    api = f"/api/projects/{base.rpartition('/')[2]}/documents"
    clauses = [{"title": "验收", "text": "{{合同履行期限}}内", "substantive": True}]
    assert (await client.post(f"{api}/3", json={"clauses": clauses})).status_code == 200
    told = (await client.get(api)).json()
    assert told["worded"]["revision"] == 2
    assert told["worded"]["chapters"][2]["clauses"][0]["text"] == "{{合同履行期限}}内"
    assert told["printed"]["chapters"][2]["clauses"][0]["no"] == "3.1"
    assert "{{" not in told["printed"]["chapters"][2]["clauses"][0]["text"]


async def test_the_second_writer_is_told_and_loses_nothing(client: httpx.AsyncClient, base: str) -> None:
    await client.post(f"{base}/documents/3", data=chapter(("先写的", "先"), revision=1))
    late = await client.post(f"{base}/documents/3", data=chapter(("后写的", "后写的内容"), revision=1))
    assert late.status_code == 409
    form = html.fromstring(late.text)
    assert form.xpath("//input[@name='clauses-0-title']/@value") == ["后写的"]
    assert form.xpath("//textarea[@name='clauses-0-text']")[0].text.strip() == "后写的内容"
    assert form.xpath("//input[@name='revision']/@value") == ["2"], "who has compared may save"
    assert "先写的" in late.text
    api = f"/api/projects/{base.rpartition('/')[2]}/documents/3"
    answer = await client.post(api, json={"revision": 1, "clauses": []})
    assert (answer.status_code, answer.json()["code"]) == (409, "draft-changed")


async def test_what_is_wrong_stands_beside_its_field(client: httpx.AsyncClient, base: str) -> None:
    wrong = await client.post(f"{base}/documents/3", data=chapter(("有标题", ""), ("标题", "{{没有的}}")))
    assert wrong.status_code == 422
    assert "第1条请填写内容" in wrong.text
    unknown = await client.post(f"{base}/documents/3", data=chapter(("标题", "{{没有的}}")))
    assert "没有的" in html.fromstring(unknown.text).xpath("string(//*[@id='e-chapter-clauses-0-text'])")


@pytest.mark.parametrize("no", [0, 7, 11])
async def test_there_is_no_other_chapter(client: httpx.AsyncClient, base: str, no: int) -> None:
    assert (await client.get(f"{base}/documents/{no}")).status_code in (400, 404, 422)


async def test_hostile_text_is_harmless(client: httpx.AsyncClient, base: str) -> None:
    refused = await client.post(f"{base}/documents/3", data=chapter(("标题", HOSTILE)))
    assert refused.status_code == 422
    assert "U+202E" in refused.text
    said = HOSTILE.removesuffix("\u202e")
    saved = await client.post(f"{base}/documents/3", data=chapter(("<b>标题</b>", said)))
    assert saved.status_code == 303
    page = (await client.get(f"{base}/documents")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "{% for x in y %}" in page
    document = read_document((await client.get(f"{base}/documents/text.docx")).content)
    text = document_text(document)
    assert "<script>alert(1)</script>" in text
    assert '=HYPERLINK("http://x")' in text
    assert "尚未发出" in text


async def test_a_chapter_full_to_its_bounds_is_kept_and_one_more_is_refused(
    client: httpx.AsyncClient, base: str
) -> None:
    full = chapter(*[(f"第{n}", "招" * 4000) for n in range(50)])
    assert (await client.post(f"{base}/documents/3", data=full)).status_code == 303
    document = await document_of((await lot_at(base)).project)
    assert document is not None
    assert len(document.chapters[2].clauses) == 50
    assert (await client.get(f"{base}/documents/text.docx")).status_code == 200
    more = chapter(*[(f"第{n}", "招") for n in range(51)])
    assert "最多50项" in (await client.post(f"{base}/documents/3", data=more)).text
    longer = chapter(("标题", "招" * 4001))
    assert "最多4000个字" in (await client.post(f"{base}/documents/3", data=longer)).text


async def test_who_accepts_and_whose_project_it_is_read_the_text(
    client: httpx.AsyncClient, cast: trading_cast.Cast, base: str
) -> None:
    assert (await client.post(f"{base}/preview/submission")).status_code == 303
    page = (await client.get(f"{base}/documents")).text
    assert f'href="{base}/documents/2"' not in page
    for reader in (cast.host, cast.tenderer, cast.supervisor):
        await sign_in(client, reader)
        assert "投标人须知前附表" in (await client.get(f"{base}/documents/text")).text
    await sign_in(client, cast.host)
    acceptance = await client.get(f"/desk/acceptance/{base.rpartition('/')[2]}")
    assert f'href="{base}/documents/text"' in acceptance.text
    await sign_in(client, cast.bidders[0])
    assert (await client.get(f"{base}/documents/text")).status_code == 403
    assert (await client.get(f"/api/projects/{base.rpartition('/')[2]}/documents")).status_code == 403


async def test_a_draft_of_before_begins_on_the_page(client: httpx.AsyncClient, base: str) -> None:
    await execute("DELETE FROM trading_drafted_document WHERE project = $1", (await lot_at(base)).project)
    assert "从示范文本开始编制" in (await client.get(f"{base}/documents")).text
    assert (await client.get(f"{base}/documents/text")).status_code == 404
    assert "尚未编制招标文件" in (await client.post(f"{base}/preview/submission")).text
    assert (await client.post(f"{base}/documents/begin")).status_code == 303
    assert "投标人须知前附表" in (await client.get(f"{base}/documents")).text
    assert (await client.post(f"{base}/documents/begin")).status_code == 409


async def test_issued_documents_are_read_by_who_signed_in(
    client: httpx.AsyncClient, cast: trading_cast.Cast, now: datetime
) -> None:
    lot, notice = await trading_cast.bidding(cast, now=now)
    no = (await project_of(lot)).no
    at, api = f"/projects/{no}/documents", f"/api/projects/{no}/issued-documents"
    assert f'href="{at}"' in (await client.get(f"/notices/{notice.no}")).text
    assert f'href="{at}"' in (await client.get(f"/projects/{no}")).text
    for address in (at, f"{at}.docx", api):
        assert (await client.get(address)).status_code == 403
    await sign_in(client, cast.bidders[0])
    page = (await client.get(at)).text
    assert "投标人须知前附表" in page
    body = (await client.get(api)).content
    assert sha256(body).hexdigest() in page
    file = (await client.get(f"{at}.docx")).content
    assert (await client.get(f"{at}.docx")).content == file
    assert "发出时间" in document_text(read_document(file))
    checked = await client.post("/verify", files={"text": (None, ""), "file": ("some.docx", file)})
    assert "招标文件（Word 文档）" in checked.text
    altered = file.replace("投标人须知前附表".encode(), "投标人须知后附表".encode())
    assert altered != file
    wrong = await client.post("/verify", files={"text": (None, ""), "file": ("some.docx", altered)})
    assert "招标文件（Word 文档）" not in wrong.text
    assert (await client.get("/projects/510116-2020-00001/documents")).status_code == 404
