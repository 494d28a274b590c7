"""Two lots of one project under one hammer: every list, page, receipt and file says which of them it is."""

from __future__ import annotations

import io
import re
from urllib.parse import unquote
from uuid import UUID

import httpx
import pytest
from bidding_cast import (
    BiddingCast,
    SignedIn,
    begin,
    finish,
    hand_in,
    pass_deadline,
    ready_taking_bids,
    release,
)
from docx import Document
from several_lots import both

from bidding_room.queries.own import my_receipts
from trading.projects.queries import LotView
from web.word import document_text


@pytest.fixture
async def two() -> tuple[BiddingCast, LotView, LotView]:
    """One bidder, and two lots taking bids until the same minute."""
    cast, lot_id = await ready_taking_bids(bidders=1)
    return cast, *await both(lot_id)


async def seen(browser: httpx.AsyncClient, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def named(page: str) -> list[str]:
    """The numbers of lots on a page, in its order."""
    return re.findall(r"[0-9]{6}-[0-9]{4}-[0-9]{5}-[0-9]{3}(?![0-9-])", page)


@pytest.mark.parametrize("path", ["/openings", "/desk/openings", "/desk/bids", "/desk"])
async def test_a_list_tells_two_lots_of_one_minute_apart(
    path: str, two: tuple[BiddingCast, LotView, LotView], signed_in: SignedIn
) -> None:
    cast, first, second = two
    browser = await signed_in(cast.host if path == "/desk/openings" else cast.bidders[0])
    page = await seen(browser, path)
    for lot in (first, second):
        [row] = [part for part in re.split("<tr>|<li>", page) if lot.title in part]
        assert named(row) == [lot.no]
        assert str(lot.id) in row
    assert page.index(first.title) < page.index(second.title)


async def test_a_lot_s_own_pages_are_headed_by_it_and_not_by_its_project(
    two: tuple[BiddingCast, LotView, LotView], signed_in: SignedIn
) -> None:
    cast, *lots = two
    bidder, host = await signed_in(cast.bidders[0]), await signed_in(cast.host)
    for lot, other in (lots, lots[::-1]):
        opening = f"/openings/{lot.id}"
        for browser, path in (
            (bidder, f"/lots/{lot.id}/bid"),
            (host, opening),
            (host, f"{opening}/host"),
            (host, f"{opening}/officer"),
        ):
            page = await seen(browser, path)
            [title] = re.findall("<title>(.*?)</title>", page)
            assert lot.title in title
            assert set(named(page)) == {lot.no}, path
            assert other.title not in page, path
            assert (f'href="{lot.lot_page}"' in page) is (path in (opening, f"/lots/{lot.id}/bid"))
            assert other.lot_page not in page


async def test_receipts_of_both_lots_are_called_by_their_lot(
    two: tuple[BiddingCast, LotView, LotView], signed_in: SignedIn
) -> None:
    cast, *lots = two
    bidder = cast.bidders[0]
    browser = await signed_in(bidder)
    names: list[str] = []
    for lot, other in (lots, lots[::-1]):
        await hand_in(bidder, lot.id)
        [receipt] = await my_receipts(actor=bidder.actor, lot_id=lot.id)
        here = f"/lots/{lot.id}/bid/receipts/{receipt.id}"
        page = await seen(browser, here)
        assert (lot.title in page, other.title in page) == (True, False)
        file = await browser.get(f"{here}/receipt.docx")
        text = document_text(Document(io.BytesIO(file.content)))
        assert f"采购包编号\t{lot.no}" in text
        assert f"采购包\t{lot.lot_label}" in text
        names += [await file_name(browser, f"{here}/receipt.{form}") for form in ("json", "docx")]
    assert names == [f"递交回执-{lot.no}.{form}" for lot in lots for form in ("json", "docx")]


async def test_what_the_browser_itself_saves_is_called_by_the_lot(
    two: tuple[BiddingCast, LotView, LotView], signed_in: SignedIn
) -> None:
    cast, first, second = two
    await hand_in(cast.bidders[0], second.id)
    browser = await signed_in(cast.bidders[0])
    assert f'data-bid-workspace data-lot="{first.id}" data-lot-no="{first.no}"' in await seen(
        browser, f"/lots/{first.id}/bid"
    )
    assert f'data-withdraw data-lot="{second.id}" data-lot-no="{second.no}"' in await seen(
        browser, f"/lots/{second.id}/bid"
    )


async def test_each_opening_has_a_record_of_its_own(client: httpx.AsyncClient) -> None:
    cast, lot_id = await ready_taking_bids()
    lots, asked = await both(lot_id), {1: ("381000.00", "382000.00", "383000.00"), 2: ("271000.00",) * 3}
    for lot in lots:
        for hand, price in zip(cast.bidders, asked[lot.lot_no], strict=True):
            await hand_in(hand, lot.id, price=price)
    for lot in lots:
        await open_all(cast, lot.id)
    for lot in lots:
        here = f"/openings/{lot.id}/record"
        text = document_text(Document(io.BytesIO((await client.get(f"{here}.docx")).content)))
        assert f"采购包编号\t{lot.no}" in text
        assert f"采购包\t{lot.lot_label}" in text
        record = (await client.get(f"{here}.json")).json()
        assert (record["project_no"], record["lot_no"]) == (lot.project_no, lot.lot_no)
        assert tuple(bid["price"] for bid in record["bids"]) == asked[lot.lot_no]
        assert await file_name(client, f"{here}.json") == f"开标记录-{lot.no}.json"


async def open_all(cast: BiddingCast, lot_id: UUID) -> None:
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    for ordinal in (1, 3):
        await release(cast, lot_id, ordinal=ordinal)
    await finish(cast, lot_id)


async def file_name(browser: httpx.AsyncClient, path: str) -> str:
    """As the answer tells the browser to save it."""
    told = (await browser.get(path)).headers["content-disposition"]
    [name] = re.findall(r"filename\*=UTF-8''(\S+)", told, re.IGNORECASE)
    return unquote(name)
