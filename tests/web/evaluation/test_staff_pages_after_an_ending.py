"""The procurement was ended after its evaluation: no page of the centre points forward any more."""

from __future__ import annotations

from becoming import Browser, seen
from evaluation_cast import Room, open_room, signed_room
from factories.trading_cast import stated

from storage.clock import platform_now
from trading.decisions.domain.evidence import Evidence
from trading.decisions.operations.end_procurement import end_procurement

FACTS = "因规划调整，本项目不再实施"


async def ended_room() -> Room:
    room = await signed_room()
    await end_procurement(
        actor=room.bidding.tenderer.actor,
        lot_id=room.lot_id,
        word=stated(
            "task-cancelled", FACTS, Evidence(log_seq=None, file_name="通知.pdf", data=b"%PDF-1.7\n")
        ),
        now=await platform_now(),
    )
    return room


async def test_each_says_that_the_procurement_ended_and_offers_nothing_more(browser: Browser) -> None:
    room = await ended_room()
    client = await browser.become(room.staff)
    forward = ("下一步：", ">下一步<", "更换专家", ">评审管理</a></div>", "抽取评审专家</a>")
    for path in (
        f"/draw-console/{room.lot_id}",
        f"/openings/{room.lot_id}/host",
        f"/evaluations/{room.session_id}/control",
    ):
        shown = await seen(client, path)
        assert "已废标" in shown, path
        assert FACTS in shown, path
        assert not [text for text in forward if text in shown], path
    assert "评审结束，采购已终止" in await seen(client, "/evaluations")


async def test_a_member_may_be_exchanged_on_the_page_while_the_room_lets_it_and_no_longer(
    browser: Browser,
) -> None:
    room = await open_room()
    client = await browser.become(room.staff)
    open_page = await seen(client, f"/draw-console/{room.lot_id}")
    assert open_page.count('/replace" method="post"') == len(room.experts)
    signed = await signed_room()
    client = await browser.become(signed.staff)
    shown = await seen(client, f"/draw-console/{signed.lot_id}")
    assert "更换专家" not in shown
    assert "评审已结束" in shown
