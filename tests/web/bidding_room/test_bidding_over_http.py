"""A lot's bids and opening over HTTP, with the command-line clients; and who is kept out."""

from __future__ import annotations

import io
import json
import re
from uuid import UUID

import httpx
import pytest
from bidding_cast import (
    SignedIn,
    lot_taking_bids,
    lot_with_bids,
    make_bidding_cast,
    make_hand,
    pass_deadline,
    ready_begun,
    ready_frozen,
    ready_taking_bids,
    ready_with_bids,
    ready_with_four_bids,
    set_deadline,
    withdraw,
)
from docx import Document
from trading_cast import give_key_box

from bidding_room.client import BidClient, OfficerClient, RequestRefused, calls
from bidding_room.queries import sealed
from bidding_room.receipt_verify import verify_bytes
from core.canonical import canonical_bytes
from identity.roles import Role
from sealing.receipts import Refusal
from storage.clock import platform_now
from storage.database import execute
from storage.keys import platform_keys
from trading.projects.queries import lot_view

FORM = {"price": "388000.00", "period": "30日"}
FILES = {
    "qualification": [("执照.pdf", "application/pdf", b"licence")],
    "technical": [("方案.pdf", "application/pdf", b"plan" * 1000)],
    "price": [("分项报价.pdf", "application/pdf", b"prices")],
}


async def test_the_whole_way_over_the_api_with_the_command_line_clients(
    signed_in: SignedIn, client: httpx.AsyncClient
) -> None:
    cast, lot_id = await ready_taking_bids()
    for number, hand in enumerate(cast.bidders):
        http = await signed_in(hand)
        form = {**FORM, "price": f"38{number}000.00"}
        receipt = await BidClient(http).submit_with_keys(lot_id, form, FILES, hand.keys)
        assert verify_bytes(canonical_bytes(receipt), platform_keys().public_key).key_known
    await pass_deadline(lot_id)
    host = await signed_in(cast.host)
    assert (await host.post(f"/api/openings/{lot_id}/begin", json={})).json()["bids"] == 3
    for hand in (cast.tenderer, cast.supervisor):
        released = await OfficerClient(await signed_in(hand)).release_with_keys(lot_id, hand.keys)
        assert (released["verified"], released["refused"]) == (9, 0)
    seen = (await client.get(f"/api/openings/{lot_id}")).json()
    assert [line["price"] for line in seen["opened"]] == ["380000.00", "381000.00", "382000.00"]
    assert (await host.post(f"/api/openings/{lot_id}/finish")).json()["state"] == "finished"
    record = (await client.get(f"/api/openings/{lot_id}/record")).json()
    assert [bid["bidder"] for bid in record["bids"]] == [
        hand.actor.organisation_name for hand in cast.bidders
    ]


async def test_an_officer_s_client_goes_page_by_page_and_on_from_where_the_line_broke(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "BIDS_AT_ONCE", 1)
    monkeypatch.setattr(calls, "TRIES", 1)
    cast, lot_id = await ready_begun()
    http = await signed_in(cast.host)
    given: list[int] = []

    async def break_the_second(request: httpx.Request) -> None:
        if request.method == "POST":
            given.append(len(json.loads(request.content)["shares"]))
            if len(given) == 2:
                raise httpx.ReadError("the platform was killed")

    http.event_hooks["request"].append(break_the_second)
    with pytest.raises(httpx.ReadError):
        await OfficerClient(http).release_with_keys(lot_id, cast.host.keys)
    assert (await OfficerClient(http).release_with_keys(lot_id, cast.host.keys))["verified"] == 9
    assert given == [3, 3, 3, 3]
    released = await OfficerClient(await signed_in(cast.tenderer)).release_with_keys(
        lot_id, cast.tenderer.keys
    )
    assert released == {"verified": 9, "refused": 0, "opened": 3, "unreadable": 0, "unneeded": 0}


async def test_who_is_late_gets_the_signed_refusal_in_the_problem_document(signed_in: SignedIn) -> None:
    cast, lot_id = await ready_taking_bids(bidders=1)
    http = await signed_in(cast.bidders[0])
    draft = (await http.post(f"/api/lots/{lot_id}/bid-drafts", json={})).json()
    assert draft["panel"]["threshold"] == 2
    await set_deadline(lot_id, await platform_now())
    with pytest.raises(RequestRefused, match="bids-closed"):
        await BidClient(http).submit_with_keys(lot_id, FORM, FILES, cast.bidders[0].keys)
    answer = await http.post(f"/api/lots/{lot_id}/bid-drafts", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "bids-closed")
    refusal = verify_bytes(answer.json()["facts"]["refusal"].encode(), platform_keys().public_key).statement
    assert isinstance(refusal, Refusal)
    page = (await http.get(f"/lots/{lot_id}/bid")).text
    assert page.count("（已错过）") == 2, "the sealing and the receipt; the key was there"


async def test_the_pages_of_a_bidder_show_the_own_bid_and_its_receipts(signed_in: SignedIn) -> None:
    cast, lot_id = await ready_with_bids()
    http = await signed_in(cast.bidders[0])
    desk = await http.get("/desk/bids")
    assert "已递交" in desk.text
    workspace = await http.get(f"/lots/{lot_id}/bid")
    assert workspace.status_code == 200
    assert "递交回执" in workspace.text
    receipts = (await http.get(f"/api/lots/{lot_id}/my-receipts")).json()
    at = f"/lots/{lot_id}/bid/receipts/{receipts[0]['id']}"
    page = await http.get(at)
    assert "平台收妥时间" in page.text
    saved = (await http.get(f"{at}/receipt.json")).content
    assert verify_bytes(saved, platform_keys().public_key).key_known
    document = Document(io.BytesIO((await http.get(f"{at}/receipt.docx")).content))
    assert document.paragraphs[0].text == "投标回执"


async def test_nobody_else_s_receipts_and_bids_can_be_reached(signed_in: SignedIn) -> None:
    cast, lot_id = await ready_with_bids()
    mine, other = await signed_in(cast.bidders[0]), await signed_in(await make_hand(Role.BIDDER))
    receipt = (await mine.get(f"/api/lots/{lot_id}/my-receipts")).json()[0]["id"]
    bid = (await mine.get(f"/api/lots/{lot_id}/my-bids")).json()[0]["bid"]
    assert (await other.get(f"/api/lots/{lot_id}/my-bids")).json() == []
    assert (await other.get(f"/lots/{lot_id}/bid/receipts/{receipt}")).status_code == 404
    assert (await other.get(f"/api/lots/{lot_id}/my-sealed-bid")).status_code == 404
    files = {"file": receipt, "envelope": "price", "size": 1, "chunks": 1}
    assert (await other.post(f"/api/bid-drafts/{bid}/files", json=files)).status_code == 404


PRIVATE = [
    "/desk/bids",
    "/lots/{lot}/bid",
    "/api/lots/{lot}/my-bids",
    "/api/lots/{lot}/my-receipts",
    "/api/lots/{lot}/my-sealed-bid",
    "/api/lots/{lot}/my-bid-key-box",
]
OF_THE_ROOM = [
    "/openings/{lot}/host",
    "/openings/{lot}/host/live",
    "/openings/{lot}/officer",
    "/desk/openings",
    "/api/openings/{lot}/my-sealed-shares",
    "/api/openings/{lot}/my-key-box",
]


@pytest.mark.parametrize("role", [Role.CENTRE_STAFF, Role.SUPERVISOR, Role.AGENCY, Role.ADMINISTRATOR])
async def test_staff_have_no_way_into_bidders_pages(signed_in: SignedIn, role: Role) -> None:
    _cast, lot_id = await ready_with_bids()
    http = await signed_in(await make_hand(role))
    for path in PRIVATE:
        answer = await http.get(path.format(lot=lot_id), headers={"accept": "application/json"})
        assert answer.status_code == 403, path


async def test_bidders_and_strangers_have_no_way_into_the_host_s_and_officers_pages(
    signed_in: SignedIn, client: httpx.AsyncClient
) -> None:
    cast, lot_id = await ready_frozen()
    bidder = await signed_in(cast.bidders[0])
    for path in OF_THE_ROOM:
        at, accept = path.format(lot=lot_id), {"accept": "application/json"}
        assert (await bidder.get(at, headers=accept)).status_code == 403, path
        assert (await client.get(at, headers=accept)).status_code == 401, path
    for act in ("begin", "finish", "shares", "recover"):
        assert (await client.post(f"/api/openings/{lot_id}/{act}", json={})).status_code == 401
    for act in ("begin", "finish", "shares"):
        assert (await bidder.post(f"/api/openings/{lot_id}/{act}", json={})).status_code == 403


async def test_an_officer_of_another_lot_is_kept_out(signed_in: SignedIn) -> None:
    _cast, lot_id = await ready_frozen()
    other = await make_bidding_cast()
    http = await signed_in(other.tenderer)
    answer = await http.get(f"/openings/{lot_id}/officer", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-on-panel")


async def test_before_the_opening_pages_are_the_same_with_and_without_bids(
    signed_in: SignedIn, client: httpx.AsyncClient
) -> None:
    """Two lots of the same cast and deadline, one with three bids and one with none."""
    cast, full = await ready_with_bids()
    empty = await lot_taking_bids(cast)
    due = (await lot_view(empty)).bids_due_at
    assert due is not None
    await set_deadline(full, due)
    host, officer = await signed_in(cast.host), await signed_in(cast.supervisor)
    views = [
        (client, "/openings/{lot}"),
        (client, "/openings/{lot}/live"),
        (client, "/api/openings/{lot}"),
        (host, "/openings/{lot}/host"),
        (host, "/openings/{lot}/host/live"),
        (officer, "/openings/{lot}/officer"),
    ]
    for http, path in views:
        seen = [await bare(http, path, lot_id=lot) for lot in (empty, full)]
        assert seen[0] == seen[1], path


async def test_the_opening_page_shows_prices_in_capitals_and_the_record(
    signed_in: SignedIn, client: httpx.AsyncClient
) -> None:
    cast, lot_id = await ready_frozen()
    host = await signed_in(cast.host)
    begun = await host.post(f"/openings/{lot_id}/host/begin")
    assert begun.status_code == 303
    again = await host.post(f"/openings/{lot_id}/host/begin")
    assert again.status_code == 409
    early = await host.post(f"/openings/{lot_id}/host/finish")
    assert "尚有投标文件未解密" in early.text
    for hand in (cast.host, cast.tenderer):
        http = host if hand is cast.host else await signed_in(hand)
        await OfficerClient(http).release_with_keys(lot_id, hand.keys)
    live = await client.get(f"/openings/{lot_id}/live")
    assert "叁拾捌万伍仟元零伍角整" in live.text
    same = await client.get(f"/openings/{lot_id}/live", headers={"if-none-match": live.headers["etag"]})
    assert same.status_code in (200, 304)
    assert (await host.post(f"/openings/{lot_id}/host/finish")).status_code == 303
    document = Document(io.BytesIO((await client.get(f"/openings/{lot_id}/record.docx")).content))
    assert document.paragraphs[0].text == "开标记录"
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "391,000.00" in cells
    record = json.loads((await client.get(f"/openings/{lot_id}/record.json")).content)
    assert len(record["bids"]) == 3


async def test_nothing_waits_for_the_opening_of_a_lot_that_failed(signed_in: SignedIn) -> None:
    cast = await make_bidding_cast(bidders=2)
    lot_id = await lot_with_bids(cast, prices=("1.00", "2.00"))
    await pass_deadline(lot_id)
    http = await signed_in(cast.bidders[0])
    for path in ("/desk/bids", f"/lots/{lot_id}/bid"):
        text = (await http.get(path)).text
        assert "未开标，采购已终止" in text
        assert "待解密" not in text
    assert "投标人不足3家" in text
    assert "废标公告" in text
    assert "编制、试封、密封上传" not in text
    opening = (await http.get(f"/openings/{lot_id}")).text
    assert "投标人不足3家" in opening
    assert "或者未在时限内开标" not in opening
    assert "距开标" not in opening
    host = await signed_in(cast.host)
    for path, said, never in (
        (f"/openings/{lot_id}/host", "投标人不足3家", "或者未在时限内开标"),
        (f"/openings/{lot_id}/officer", "已废标，没有开标", "开标已结束"),
        (f"/draw-console/{lot_id}", "采购已终止，不抽取评审专家", "设定抽取条件"),
        (f"/evaluations/{lot_id}/result", "本采购包已废标，没有评审结果", "尚未公布"),
    ):
        page = (await host.get(path, headers={"accept": "text/html"})).text
        assert said in page
        assert never not in page


async def test_who_withdrew_is_not_told_after_the_deadline_that_nothing_was_handed_in(
    signed_in: SignedIn,
) -> None:
    cast, lot_id = await ready_with_four_bids()
    await withdraw(cast.bidders[0], lot_id)
    await pass_deadline(lot_id)
    text = (await (await signed_in(cast.bidders[0])).get(f"/lots/{lot_id}/bid")).text
    assert "目前没有有效投标" in text
    assert "撤回回执" in text
    assert "没有递交投标文件" not in text
    assert "已错过" not in text


async def test_who_changed_keys_after_handing_in_is_asked_for_the_older_passphrase(
    signed_in: SignedIn,
) -> None:
    cast, lot_id = await ready_with_four_bids()
    mine = cast.bidders[0]
    http = await signed_in(mine)
    told = "此投标由更换前的密钥封存，请输入当时的密钥口令"
    assert told not in (await http.get(f"/lots/{lot_id}/bid")).text
    await execute("UPDATE identity_key_box SET retired_at = now() WHERE person = $1", mine.actor.person_id)
    assert mine.actor.person_id is not None
    await give_key_box(mine.actor.person_id)
    assert told in (await http.get(f"/lots/{lot_id}/bid")).text


async def test_an_officer_who_changed_keys_since_the_panel_was_fixed_is_asked_for_the_older_passphrase(
    signed_in: SignedIn,
) -> None:
    cast, lot_id = await ready_begun()
    http = await signed_in(cast.tenderer)
    told = "固定的是更换前的密钥，请输入当时的密钥口令"
    assert told not in (await http.get(f"/openings/{lot_id}/officer")).text
    person_id = cast.tenderer.actor.person_id
    assert person_id is not None
    await execute("UPDATE identity_key_box SET retired_at = now() WHERE person = $1", person_id)
    await give_key_box(person_id)
    assert told in (await http.get(f"/openings/{lot_id}/officer")).text


async def test_before_the_host_begins_an_officer_finds_no_working_button(signed_in: SignedIn) -> None:
    cast, lot_id = await ready_frozen()
    http = await signed_in(cast.tenderer)
    assert "data-release-when-begun disabled" in (await http.get(f"/openings/{lot_id}/officer")).text
    host = await signed_in(cast.host)
    await host.post(f"/openings/{lot_id}/host/begin")
    assert "data-release-when-begun>" in (await http.get(f"/openings/{lot_id}/officer")).text
    for hand in (cast.host, cast.tenderer):
        await OfficerClient(host if hand is cast.host else http).release_with_keys(lot_id, hand.keys)
    third = await signed_in(cast.supervisor)
    assert "无需再释放份额" in (await third.get(f"/openings/{lot_id}/officer")).text


async def test_the_public_list_of_openings_holds_the_lot(client: httpx.AsyncClient) -> None:
    _cast, lot_id = await ready_with_bids()
    answer = await client.get("/openings")
    assert answer.status_code == 200
    assert str(lot_id) in answer.text


async def bare(http: httpx.AsyncClient, path: str, *, lot_id: UUID) -> str:
    """A page without what names the lot itself or the moment it was asked for."""
    lot = await lot_view(lot_id)
    answer = await http.get(path.format(lot=lot_id))
    assert answer.status_code == 200, answer.text
    text = answer.text.replace(str(lot_id), "LOT").replace(lot.project_no, "NO")
    return re.sub(
        r'datetime="[^"]*"|data-now="[^"]*"|value="[0-9a-f]{64,}"|\d{2}:\d{2}|还有[^<）]*', "", text
    )
