"""What the log and the verification say of one of two lots names that one."""

from __future__ import annotations

import html
import re
from datetime import datetime
from uuid import UUID

import httpx
from bidding_cast import hand_in, ready_taking_bids
from evaluation_cast import opened_lot
from several_lots import both

from bidding_room.documents import issued_record, receipt_document
from storage import audit
from trading.projects.queries import LotView


async def verified(client: httpx.AsyncClient, file: bytes) -> str:
    answer = await client.post("/verify", files={"text": (None, ""), "file": ("some.docx", file)})
    assert answer.status_code == 200, answer.text
    page = html.unescape(answer.text)
    [verdict] = re.findall(r"核验结果：(.*?)</h2>", page)
    assert "相符" in verdict, page
    return page


def said_of(lot: LotView, other: LotView, page: str) -> None:
    assert f"{lot.title} {lot.no}" in page
    assert other.title not in page
    assert other.no not in page


async def test_entries_of_two_lots_are_about_their_own(client: httpx.AsyncClient, now: datetime) -> None:
    _, lot_id = await ready_taking_bids()
    lots = await both(lot_id)
    for lot, other in (lots, lots[::-1]):
        kept = await audit.record("trading:lot:close", actor="system", subject=str(lot.id), facts={}, now=now)
        page = html.unescape((await client.get(f"/log/entries/{await audit.seq_of(kept.ticket)}")).text)
        assert f'<a href="{lot.lot_page}">{lot.title}</a> {lot.no}' in page
        assert other.no not in page


async def test_a_receipt_is_told_with_its_lot_and_its_file_holds(client: httpx.AsyncClient) -> None:
    cast, lot_id = await ready_taking_bids()
    first, second = await both(lot_id)
    name = cast.bidders[0].actor.organisation_name or ""
    of_first, of_second = [await hand_in(cast.bidders[0], lot.id) for lot in (first, second)]
    said_of(second, first, await verified(client, of_second))
    said_of(first, second, await verified(client, receipt_document(of_first, lot=first, bidder=name)))
    wrong = receipt_document(of_first, lot=second, bidder=name)
    answer = await client.post("/verify", files={"text": (None, ""), "file": ("some.docx", wrong)})
    assert "不符" in re.findall(r"核验结果：(.*?)</h2>", answer.text, re.DOTALL)[0]


async def test_an_opening_record_is_told_with_its_lot(client: httpx.AsyncClient) -> None:
    _, lot_id = await opened_lot()
    lot, other = await both(lot_id)
    _, file, _ = await issued_record(UUID(str(lot.id)))
    said_of(lot, other, await verified(client, file))
