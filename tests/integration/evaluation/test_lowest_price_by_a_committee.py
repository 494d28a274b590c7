"""A kind whose committee reviews and does not score (最低评标价): its method is data, and nothing else differs.

From the review to the report, the result file that anybody computes again offline, and the ranking handed down.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from bidding_cast import take_criteria_out
from evaluation_cast import Room, constituted_room, review, sign_all

from bidding_room.queries import opened_bids
from core.errors import Invalid
from evaluation.operations.issue_report import issue_report
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.publish_result import publish_result
from evaluation.queries.consolidation import table_of_marks
from evaluation.queries.reports import report_docx, report_for_tenderer, result_json
from evaluation.queries.rooms import room as room_of
from evaluation.score_file import score_bytes
from storage.clock import platform_now
from trading import kinds
from trading.decisions.domain.deciding import Formula
from trading.decisions.queries.results import ranked_bids

FORMULA = Formula(
    title="最低评标价法",
    article="《测试规则》第八条",
    ranking=("评审价格由低到高", "评审价格相同的，并列"),
)


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = kinds.KINDS["procurement"]
    method = replace(judged.method, code="price", scored=False, formula=FORMULA, formula_before=None)
    monkeypatch.setitem(kinds.KINDS, "procurement", replace(judged, method=method))  # type: ignore[arg-type]


async def reviewed_room() -> Room:
    room = await constituted_room()
    await take_criteria_out(room.lot_id)
    await review(room)
    return room


async def test_the_lowest_price_leads_from_the_table_to_the_ranking_and_offline() -> None:
    room, now = await reviewed_room(), await platform_now()
    for expert in room.experts:
        assert (await room_of(session_id=room.session_id, person_id=expert.person_id)).is_whole
        await lock_scores(actor=expert, session_id=room.session_id, now=now)
    table = await table_of_marks(session_id=room.session_id, person_id=room.leader.person_id)
    prices = sorted(bid.price for bid in await opened_bids(room.lot_id))
    assert [(line.quoted, line.rank, line.total) for line in table.results] == [
        (price, place, None) for place, price in enumerate(prices, start=1)
    ]
    await issue_report(actor=room.leader, session_id=room.session_id, now=now)
    await sign_all(room)
    report = await report_for_tenderer(room.lot_id)
    assert report is not None
    assert report.facts.result.method.title == "最低评标价法"
    assert (await report_docx(report)).startswith(b"PK")
    assert [(bid.price, bid.rank, bid.total) for bid in await ranked_bids(room.lot_id)] == [
        (price, place, None) for place, price in enumerate(prices, start=1)
    ]
    await publish_result(lot_id=room.lot_id, now=now)
    verdict = score_bytes(await result_json(room.lot_id))
    assert verdict.equal, verdict.differences
    assert any("第1名 " in line and "评审价格" in line for line in verdict.lines())


async def test_a_result_by_a_method_of_no_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    room, now = await reviewed_room(), await platform_now()
    for expert in room.experts:
        await lock_scores(actor=expert, session_id=room.session_id, now=now)
    await issue_report(actor=room.leader, session_id=room.session_id, now=now)
    await sign_all(room)
    await publish_result(lot_id=room.lot_id, now=now)
    data = await result_json(room.lot_id)
    monkeypatch.undo()
    with pytest.raises(Invalid) as refusal:
        score_bytes(data)
    assert refusal.value.code == "result-unreadable"
