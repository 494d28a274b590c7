"""A lot that failed after its evaluation promises nothing any more that only a result would bring."""

from __future__ import annotations

import httpx
from evaluation_cast import signed_room
from factories.trading_cast import stated

from storage.clock import platform_now
from trading.decisions.domain.evidence import Evidence
from trading.decisions.operations.end_procurement import end_procurement


async def test_the_draw_promises_names_only_while_a_result_may_come(client: httpx.AsyncClient) -> None:
    room = await signed_room()
    promise = "公告时连同承诺值的盐一并公布"
    assert promise in (await client.get(f"/draws/{room.lot_id}")).text
    await end_procurement(
        actor=room.bidding.tenderer.actor,
        lot_id=room.lot_id,
        word=stated(
            "task-cancelled",
            "因规划调整，本项目不再实施",
            Evidence(log_seq=None, file_name="通知.pdf", data=b"%PDF-1.7\n"),
        ),
        now=await platform_now(),
    )
    page = (await client.get(f"/draws/{room.lot_id}")).text
    assert promise not in page
    assert "本采购包已废标，没有结果公告" in page
