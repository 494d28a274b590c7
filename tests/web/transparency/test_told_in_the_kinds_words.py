"""Log and verification tell what was done to a lot in the words of its kind, and name the lot."""

from __future__ import annotations

import html
import json
import re
from uuid import UUID

import httpx
import pytest
from evaluation_cast import opened_lot
from factories.bidding_cast import make_bidding_cast
from factories.lives import awarded, drafted, opened, read_out, taking_offers
from factories.parcels import industrial_parcel
from several_lots import both

from bidding_room.documents import issued_record
from storage import audit
from trading.notices.documents import letter_document
from trading.notices.queries.letters import issued_letter, letters_to
from trading.projects.queries import LotView, lot_view
from web import word

PRICES = ("51000000.00", "52000000.00", "53000000.00")
#: What each kind says of the same acts, and no word of which stands with the other's entries.
WORDS = {
    "procurement": ("进入开标", "开标结束", "投标截止", "解密投标文件", "形成开标记录"),
    "land_listing": ("进入报价开启", "报价开启结束", "挂牌截止", "解密竞买文件", "形成报价开启记录"),
}
FOREIGN = {
    "procurement": ("挂牌", "报价开启", "竞买", "宗地", "出让"),
    "land_listing": ("投标", "开标", "采购", "评审", "招标", "中标", "评标", "废标"),
}


@pytest.fixture
async def lots() -> dict[str, LotView]:
    """A tender and a parcel, both opened."""
    _, tender = await opened_lot()
    cast = await make_bidding_cast()
    parcel = await drafted(cast, "land_listing", industrial_parcel("SL2026-31"), spans=(21, 11))
    await taking_offers(cast, parcel)
    await read_out(cast, parcel, prices=PRICES)
    return {view.kind: view for view in (await lot_view(tender), await lot_view(parcel))}


def page_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text[:800]
    return html.unescape(answer.text.partition("<main")[2].partition("</main>")[0])


def told(page: str) -> str:
    """Without what the log itself holds."""
    return re.sub(r"<details>.*?</details>", "", page, flags=re.DOTALL)


async def verified(client: httpx.AsyncClient, name: str, file: bytes) -> str:
    page = page_of(await client.post("/verify", files={"text": (None, ""), "file": (name, file)}))
    [verdict] = re.findall(r"核验结果：(.*?)</h2>", page)
    assert "相符" in verdict
    return page.partition('id="result"')[2].partition("<form")[0]


def keeps_to(kind: str, text: str) -> bool:
    """Names of laws aside."""
    own = re.sub(r"《[^》]*》", "", text)
    return not [foreign for foreign in FOREIGN[kind] if foreign in own]


async def test_the_list_names_each_entry_with_its_own_lot(
    client: httpx.AsyncClient, lots: dict[str, LotView]
) -> None:
    rows: list[tuple[str, str]] = []
    for number in range(1, 5):
        page = page_of(await client.get("/log", params={"page": number}))
        rows += re.findall(r'data-label="事项"><a [^>]*>(.*?)</a><div [^>]*>(.*?)</div>', page)
    for kind, lot in lots.items():
        titles = [title for title, about in rows if about == f"{lot.title} {lot.no}"]
        assert set(WORDS[kind]) <= set(titles)
        assert [title for title in titles if not keeps_to(kind, title)] == []


async def test_an_entry_is_told_in_the_words_of_its_lot(
    client: httpx.AsyncClient, lots: dict[str, LotView]
) -> None:
    for kind, lot in lots.items():
        entries = await audit.public_entries_about(subject=str(lot.id))
        pages = [told(page_of(await client.get(f"/log/entries/{entry.seq}"))) for entry in entries]
        assert len(pages) > 5
        assert [
            page for page in pages if f'<a href="{lot.lot_page}">{lot.title}</a> {lot.no}' not in page
        ] == []
        assert [page for page in pages if not keeps_to(kind, page.replace(lot.title, ""))] == []
        labels = {label for page in pages for label in re.findall(r"<dt[^>]*>(.*?)</dt>", page)}
        w = lot.terms
        assert {f"{w.opening}小组", f"{w.deadline}时间", f"{w.lot}的平台编号"} <= labels


async def test_a_record_is_verified_in_the_words_of_its_lot(
    client: httpx.AsyncClient, lots: dict[str, LotView]
) -> None:
    for kind, lot in lots.items():
        _, file, _ = await issued_record(UUID(str(lot.id)))
        text = word.document_text(word.read_document(file))
        assert f"{lot.terms.opening}记录" in text
        page = await verified(client, "some.docx", file)
        assert f"核验结果：{lot.terms.opening}记录" in page
        assert f"条：形成{lot.terms.opening}记录</a>" in page
        for said in (text, page):
            assert lot.title in said
            assert keeps_to(kind, said.replace(lot.title, "")), kind


async def test_a_proof_is_verified_in_the_words_of_its_lot(
    client: httpx.AsyncClient, lots: dict[str, LotView]
) -> None:
    for kind, lot in lots.items():
        entry = next(
            one
            for one in await audit.public_entries_about(subject=str(lot.id))
            if one.facts and one.facts.tag == "opening:begin"
        )
        proof = (await client.get("/api/log/inclusion", params={"seq": entry.seq})).content
        assert json.loads(json.loads(proof)["payload"])["subject"] == str(lot.id)
        page = await verified(client, "proof.json", proof)
        assert f"条：主持人宣布{lot.terms.opening}</a>" in page
        assert f"{lot.title} {lot.no}" in page
        assert keeps_to(kind, page.replace(lot.title, "")), kind


async def test_a_letter_is_verified_by_the_title_its_kind_gives_it_and_with_its_lot(
    client: httpx.AsyncClient,
) -> None:
    cast = await make_bidding_cast()
    parcel = await drafted(cast, "land_listing", industrial_parcel("SL2026-33"), spans=(21, 11))
    await taking_offers(cast, parcel)
    await opened(cast, parcel, prices=PRICES)
    await awarded(cast, parcel)
    lot, other = await both(parcel)
    winner = cast.bidders[-1].actor.organisation_id
    assert winner is not None
    [row] = await letters_to(winner)
    page = await verified(client, "letter.docx", await letter_document(await issued_letter(row.no)))
    assert "核验结果：成交确认书" in page
    assert page.count(f"{lot.title} {lot.no}") == 2, "the letter, and the entry that vouches for it"
    assert other.no not in page
    assert keeps_to("land_listing", page.replace(lot.title, ""))
