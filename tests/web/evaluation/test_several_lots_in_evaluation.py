"""An evaluation of one of two lots: its rooms, desks, papers and result say which of them is judged."""

from __future__ import annotations

import re
from urllib.parse import unquote

import draw_cast
import pytest
from becoming import Browser, seen
from evaluation_cast import (
    Room,
    constituted_room,
    drawn_lot,
    opened_lot,
    reported_room,
    represented_lot,
    review,
    scoring_room,
    signed_room,
)
from several_lots import both

from bidding_room.queries import opened_bids
from evaluation.operations.publish_result import publish_result
from expert_pool.queries.committee import committee
from storage.clock import platform_now
from trading.projects.queries import LotView
from trading.states import LotState
from trading.tables import Lot


async def two(room: Room) -> tuple[LotView, LotView]:
    """The lot that is judged, and the other of its project, in the same state."""
    return await both(room.lot_id)


def said_of(lot: LotView, other: LotView, page: str) -> None:
    assert lot.title in page
    assert lot.no in page
    assert other.title not in page
    assert other.no not in page


async def test_a_member_s_room_and_desk_say_which_lot_is_judged(browser: Browser) -> None:
    room = await scoring_room()
    lot, other = await two(room)
    client = await browser.become(room.experts[1])
    for path in (f"/evaluations/{room.session_id}", f"/evaluations/{room.session_id}/lock"):
        said_of(lot, other, await seen(client, path))
    for path in ("/desk", "/desk/evaluations", "/invitations"):
        said_of(lot, other, await seen(client, path))
    told = (await client.get(f"/api/evaluations/{room.session_id}/room")).json()
    assert (told["lot_ref"], told["lot_title"]) == (lot.no, lot.title)


async def test_two_rooms_of_one_project_are_told_apart_by_those_who_run_them(browser: Browser) -> None:
    _bidding, _cast, lot_id, _ = await drawn_lot()
    lot, other = await both(lot_id)
    client = await browser.become(_bidding.host.actor)
    page = await seen(client, "/evaluations")
    [row] = [part for part in page.split("<tr>") if lot.title in part]
    assert (lot.no in row, str(lot.id) in row) == (True, True)
    assert other.title not in page  # its committee is not drawn
    assert lot.title in await seen(client, "/desk")


async def test_the_control_room_is_headed_by_its_lot(browser: Browser) -> None:
    room = await scoring_room()
    lot, other = await two(room)
    client = await browser.become(room.staff)
    said_of(lot, other, await seen(client, f"/evaluations/{room.session_id}/control"))
    [row] = [part for part in (await seen(client, "/evaluations")).split("<tr>") if lot.title in part]
    assert str(room.session_id) in row


async def test_the_report_is_signed_and_kept_under_the_lot_s_number(browser: Browser) -> None:
    room = await reported_room()
    lot, other = await two(room)
    client = await browser.become(room.experts[1])
    here = f"/evaluations/{room.session_id}"
    said_of(lot, other, await seen(client, here))
    told = (await client.get(f"{here}/report.docx")).headers["content-disposition"]
    assert unquote(told).endswith(f"评标报告-{lot.no}.docx")


async def test_who_is_asked_about_a_price_is_told_of_which_lot(browser: Browser) -> None:
    room = await constituted_room()
    lot, other = await two(room)
    bid = (await opened_bids(lot.id))[1]
    client = await browser.become(room.leader)
    raised = {"bid_id": str(bid.bid_id), "reason": "明显低于市场价格"}
    answer = await client.post(f"/evaluations/{room.session_id}/low-prices", data=raised)
    assert answer.status_code == 303
    await review(room)
    owner = next(h for h in room.bidding.bidders if h.actor.organisation_id == bid.bidder_id)
    client = await browser.become(owner.actor)
    asked = await seen(client, "/evaluations/prices")
    [question] = re.findall("/evaluations/prices/[0-9a-f-]{36}", asked)
    for page in (asked, await seen(client, question)):
        said_of(lot, other, page)
    [due] = [line for line in re.split("<li>", await seen(client, "/desk")) if question in line]
    said_of(lot, other, due)


async def test_the_public_result_and_its_file_are_the_lot_s(browser: Browser) -> None:
    room = await signed_room()
    lot, other = await two(room)
    await Lot.update({Lot.state: LotState.AWARDED.value}).where(Lot.id == room.lot_id)
    await publish_result(lot_id=room.lot_id, now=await platform_now())
    page = await seen(browser.client, f"/evaluations/{room.lot_id}/result")
    said_of(lot, other, page)
    assert f'download="result-{lot.no}.json"' in page
    file = (await browser.client.get(f"/api/evaluations/{room.lot_id}/result.json")).json()
    assert (file["lot"]["id"], file["lot"]["lot_no"]) == (str(lot.id), 1)
    assert (await browser.client.get(f"/evaluations/{other.id}/result")).status_code == 404


async def test_who_names_the_purchaser_s_representative_sees_for_which_lot(browser: Browser) -> None:
    bidding, _cast, lot_id, _ = await represented_lot(named=False)
    lot, other = await both(lot_id)
    client = await browser.become(bidding.tenderer.actor)
    for path in ("/representatives", f"/representatives/{(await committee(lot_id)).draw_id}", "/desk"):
        said_of(lot, other, await seen(client, path))


@pytest.mark.parametrize("path", ["/draw-console", "/desk"])
async def test_draws_to_be_made_are_told_apart(path: str, browser: Browser) -> None:
    bidding, _cast, lot_id, _ = await drawn_lot()
    lot, other = await both(lot_id)
    page = await seen(await browser.become(bidding.host.actor), path)
    for one in (lot, other):
        [row] = [part for part in re.split("<tr>|<li>", page) if one.title in part]
        assert one.no in row
        if path == "/draw-console":
            assert f"/draw-console/{one.id}" in row


async def test_a_draw_s_pages_and_record_are_the_lot_s(browser: Browser) -> None:
    bidding, _cast, lot_id, _ = await drawn_lot()
    lot, other = await both(lot_id)
    said_of(lot, other, await seen(browser.client, f"/draws/{lot.id}"))
    told = (await browser.client.get(f"/draws/{lot.id}/record")).headers["content-disposition"]
    assert unquote(told).endswith(f"抽取记录-{lot.no}.json")
    assert (await browser.client.get(f"/draws/{other.id}")).status_code == 404
    client = await browser.become(bidding.host.actor)
    for one, another in ((lot, other), (other, lot)):
        said_of(one, another, await seen(client, f"/draw-console/{one.id}"))


async def test_a_party_s_secrets_for_two_draws_are_told_apart(browser: Browser) -> None:
    bidding, lot_id = await opened_lot()
    lots = await both(lot_id)
    speciality, now = await draw_cast.make_speciality(), await platform_now()
    cast = draw_cast.Cast(
        staff=bidding.host.actor,
        agency=bidding.agency.actor,
        supervisor=bidding.supervisor.actor,
        tenderer=bidding.tenderer.actor,
        bidders=(await draw_cast.make_organisation("投标公司"),),
        speciality=speciality,
    )
    draws = [await draw_cast.opened(cast, lot.id, now=now) for lot in lots]
    client = await browser.become(bidding.agency.actor)
    waiting, desk = await seen(client, "/draw-party"), await seen(client, "/desk")
    for lot, other, draw_id in zip(lots, lots[::-1], draws, strict=True):
        for page in (waiting, desk):
            [row] = [part for part in re.split("<tr>|<li>", page) if f"/draw-party/{draw_id}" in part]
            said_of(lot, other, row)
        own = await seen(client, f"/draw-party/{draw_id}")
        said_of(lot, other, own)
        assert f'download="抽取秘密数-{lot.no}.txt"' in own
