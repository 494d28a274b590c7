"""What a member learns and when; and how the purchaser names who sits for it."""

from __future__ import annotations

from becoming import Browser, seen
from evaluation_cast import constituted_room, open_room, represented_lot, send

from bidding_room.queries import opened_bids
from evaluation.operations.enter_session import enter_session
from expert_pool.queries.committee import committee, my_invitations
from storage.clock import platform_now
from trading.projects.queries import lot_view


async def test_members_learn_who_bid_when_they_have_checked_in_and_before_they_declare(browser: Browser):
    room = await open_room()
    bids, lot = await opened_bids(room.lot_id), await lot_view(room.lot_id)
    client, here = await browser.become(room.experts[0]), f"/evaluations/{room.session_id}"
    hidden = (lot.project_name, lot.project_no, lot.tenderer_name, *(bid.bidder_name for bid in bids))
    for path in (
        here,
        "/desk",
        "/desk/evaluations",
        "/invitations",
        f"/api{here}/room",
        "/api/evaluations/mine",
        f"{here}/presence",
    ):
        shown = await seen(client, path)
        assert not [text for text in hidden if text in shown], path
    assert "签到后显示" in await seen(client, "/invitations")
    now = await platform_now()
    for expert in room.experts:
        await enter_session(actor=expert, session_id=room.session_id, now=now)
    told = await seen(client, here)
    assert "我声明无上述回避情形" in told
    assert all(bid.bidder_name in told for bid in bids)
    assert lot.tenderer_name in told
    assert lot.project_name in await seen(client, "/desk/evaluations")
    invited = await seen(client, "/invitations")
    assert lot.project_name in invited
    assert f'href="{here}"' in invited
    assert "签到后显示" not in invited
    assert "不能参加或应当回避" not in invited
    assert set((await client.get(f"/api{here}/room")).json()["bidders"]) == {bid.bidder_name for bid in bids}
    assert (await client.get(f"/api{here}/room")).json()["bids"] == []


async def test_who_has_checked_in_steps_aside_in_the_room_and_nowhere_else(browser: Browser):
    room = await open_room()
    expert = room.experts[0]
    assert expert.person_id is not None
    (call,) = [one for one in await my_invitations(expert.person_id) if one.can_decline]
    await enter_session(actor=expert, session_id=room.session_id, now=await platform_now())
    client = await browser.become(expert)
    answer = await client.post(
        f"/invitations/{call.seat_id}/decline", data={"cause": "recused", "note": "近亲属在投标人处任职"}
    )
    assert answer.status_code == 409
    assert "请在评审室内申请" in answer.text
    assert len((await committee(room.lot_id)).experts) == len(room.experts)


async def test_the_draw_console_tells_what_the_committee_still_lacks(browser: Browser):
    bidding, _cast, lot_id, _people = await represented_lot(named=False)
    here = f"/draw-console/{lot_id}"
    client = await browser.become(bidding.host.actor)
    shown = await seen(client, here)
    assert "1 名采购人代表尚未委派，尚不能开始评审" in shown
    await send(bidding, lot_id)
    assert "评标委员会成员均已确认，可以开始评审" in await seen(client, here)


async def test_the_review_shows_what_the_tender_demands_in_substance(browser: Browser):
    room = await constituted_room()
    client = await browser.become(room.experts[2])
    shown = await seen(client, f"/evaluations/{room.session_id}")
    assert "招标文件的实质性要求" in shown
    assert "投标有效期" in shown
    assert shown.count("data-checklist") >= 6


async def test_an_unknown_choice_is_refused_beside_its_field(browser: Browser):
    room = await constituted_room()
    bid = (await opened_bids(room.lot_id))[0]
    client = await browser.become(room.experts[2])
    answer = await client.post(
        f"/evaluations/{room.session_id}/compliance",
        data={"bid_id": str(bid.bid_id), "compliant": "perhaps", "reason": "理由甲"},
    )
    assert answer.status_code == 422
    assert "理由甲" in answer.text


async def test_the_tenderer_names_its_representative_on_a_page(browser: Browser):
    bidding, _cast, lot_id, _people = await represented_lot(named=False)
    draw_id = (await committee(lot_id)).draw_id
    client = await browser.become(bidding.tenderer.actor)
    assert "委派采购人代表" in await seen(client, "/desk")
    assert str(draw_id) in await seen(client, "/representatives")
    here = f"/representatives/{draw_id}"
    assert bidding.tenderer.actor.name in await seen(client, here)
    person = str(bidding.tenderer.actor.person_id)
    typed = {"person_id": person, "post": "科长", "authorisation": "授权书1号", "ordinal": "1"}
    refused = await client.post(here, data=typed)
    assert refused.status_code == 422
    assert "授权书1号" in refused.text
    assert "第九条" in refused.text
    assert (await client.post(here, data=typed | {"no_tie": "on"})).status_code == 303
    assert "科长" in await seen(client, here)
    assert "参加评审" in await seen(client, "/desk")
    stranger = await browser.become(bidding.supervisor.actor)
    assert (await stranger.get(here)).status_code == 403


async def test_another_purchaser_learns_nothing_of_a_representative(browser: Browser):
    bidding, _cast, lot_id, _people = await represented_lot()
    other, *_ = await represented_lot()
    draw_id = (await committee(lot_id)).draw_id
    client = await browser.become(other.tenderer.actor)
    assert (await client.get(f"/representatives/{draw_id}")).status_code == 404
    answer = await client.post(
        f"/api/draws/{draw_id}/representative",
        json={
            "person_id": str(other.tenderer.actor.person_id),
            "authorisation": "授权书",
            "post": "科长",
            "no_tie": True,
        },
    )
    assert answer.status_code == 404
    assert bidding
