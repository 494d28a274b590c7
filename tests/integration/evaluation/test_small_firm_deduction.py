"""The price deduction for small firms, from the declaration in the sealed form to the published result."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from bidding_cast import begin, hand_in, lot_taking_bids, make_bidding_cast, pass_deadline, set_deduction
from evaluation_cast import (
    Room,
    code_of,
    constitute,
    mark_all,
    open_room,
    opened,
    sign_all,
)
from ready import Stage, ready

from bidding_room.queries import opened_bids
from core.errors import Invalid
from evaluation.operations.close_review import close_review
from evaluation.operations.issue_report import issue_report
from evaluation.operations.publish_result import publish_result
from evaluation.operations.vote_compliance import ComplianceOpinion, vote_compliance
from evaluation.queries.reports import report_for_tenderer, result_json
from evaluation.score_file import score_bytes
from storage.clock import platform_now
from trading.decisions.queries.results import ranked_bids

BIDS = (("391000.00", "small"), ("385000.50", "large"), ("389999.99", "welfare"))


async def deducting_room(percent: str = "10") -> Room:
    """Three bids: a small firm, a large one and a 残疾人福利性单位; the review has begun."""
    return await ready(DEDUCTING[percent])


async def _deducting_room(percent: str) -> Room:
    cast = await make_bidding_cast(bidders=3)
    lot_id = await lot_taking_bids(cast)
    await set_deduction(lot_id, percent)
    for hand, (price, enterprise) in zip(cast.bidders, BIDS, strict=True):
        await hand_in(hand, lot_id, price=price, enterprise=enterprise)
    await pass_deadline(lot_id)
    await begin(cast, lot_id)
    room = await open_room(lot=(cast, await opened(cast, lot_id)))
    await constitute(room)
    return room


DEDUCTING = {
    percent: Stage(name=f"deducting_{percent}", make=partial(_deducting_room, percent))
    for percent in ("10", "20")
}


async def review(room: Room, *, doubting: int) -> None:
    """Everybody holds every bid compliant; `doubting` members do not hold the third bidder to be small."""
    now = await platform_now()
    for bid in await opened_bids(room.lot_id):
        for number, expert in enumerate(room.experts, start=1):
            opinion = ComplianceOpinion(bid_id=bid.bid_id, compliant=True)
            if bid.enterprise in ("small", "welfare"):
                doubts = bid.enterprise == "welfare" and number <= doubting
                opinion = ComplianceOpinion(
                    bid_id=bid.bid_id,
                    compliant=True,
                    small_firm=not doubts,
                    small_firm_reason="未提供证明文件" if doubts else "",
                )
            await vote_compliance(actor=expert, session_id=room.session_id, word=opinion, now=now)
    await close_review(actor=room.leader, session_id=room.session_id, now=now)


async def test_who_declared_and_was_confirmed_is_evaluated_at_the_lower_price():
    """391,000 less 10 % is 351,900, the base; the welfare unit is rejected by three of five."""
    room = await deducting_room()
    await review(room, doubting=3)
    await mark_all(room)
    now = await platform_now()
    await issue_report(actor=room.leader, session_id=room.session_id, now=now)
    await sign_all(room)
    report = await report_for_tenderer(room.lot_id)
    assert report is not None
    result = report.facts.result
    assert result.small_firm_percent == Decimal("10.00")
    found = {line.enterprise: (line.deduction_percent, line.enterprise_confirmed) for line in result.bids}
    assert found == {"small": (10, True), "large": (0, None), "welfare": (0, False)}
    evaluated = {line.bid: line.evaluated_price for line in result.result}
    assert [evaluated[line.bid] for line in result.bids] == [
        Decimal("351900.00"),
        Decimal("385000.50"),
        Decimal("389999.99"),
    ]
    assert [line.quoted_price for line in result.bids] == [Decimal(price) for price, _ in BIDS]
    told = {line.declared: (line.confirmed, line.reason) for line in report.facts.small_firms}
    assert told["残疾人福利性单位"] == (False, "未提供证明文件")
    handed = {
        bid.enterprise: (bid.small_firm, bid.small_firm_reason) for bid in await ranked_bids(room.lot_id)
    }
    assert handed == {"small": (True, ""), "large": (None, ""), "welfare": (False, "未提供证明文件")}
    await publish_result(lot_id=room.lot_id, now=now)
    verdict = score_bytes(await result_json(room.lot_id))
    assert verdict.equal, verdict.differences
    assert any("扣除10.00%" in line for line in verdict.lines())


async def test_a_majority_that_holds_the_declaration_proven_confirms_it():
    room = await deducting_room("20")
    await review(room, doubting=2)
    await mark_all(room)
    now = await platform_now()
    await issue_report(actor=room.leader, session_id=room.session_id, now=now)
    await sign_all(room)
    report = await report_for_tenderer(room.lot_id)
    assert report is not None
    assert [line.deduction_percent for line in report.facts.result.bids] == [20, 0, 20]


async def test_members_say_of_a_declared_small_firm_whether_it_is_one_and_why_not():
    room = await deducting_room()
    bids = {bid.enterprise: bid.bid_id for bid in await opened_bids(room.lot_id)}
    now = await platform_now()

    async def vote(opinion: ComplianceOpinion) -> None:
        await vote_compliance(actor=room.leader, session_id=room.session_id, word=opinion, now=now)

    silent = ComplianceOpinion(bid_id=bids["small"], compliant=True)  # type: ignore[index]
    with pytest.raises(Invalid) as refusal:
        await vote(silent)
    assert (refusal.value.code, refusal.value.field) == ("small-firm-missing", "small_firm")
    against = ComplianceOpinion(bid_id=bids["small"], compliant=True, small_firm=False)  # type: ignore[index]
    assert await code_of(vote(against)) == "reason-missing"
    await vote(ComplianceOpinion(bid_id=bids["large"], compliant=True))  # type: ignore[index]


async def test_a_megabyte_or_a_soft_return_in_one_reason_stops_nobody():
    """The fault seen: U+000B blocked the report for ever, a reason above 64 KiB the deciding vote."""
    room = await deducting_room()
    now = await platform_now()
    bids = {bid.enterprise: bid.bid_id for bid in await opened_bids(room.lot_id)}
    long = ComplianceOpinion(bid_id=bids["large"], compliant=False, reason="字" * 350_000)  # type: ignore[index]
    refused = vote_compliance(actor=room.leader, session_id=room.session_id, word=long, now=now)
    assert await code_of(refused) == "text-too-long"
    await review(room, doubting=0)
    await mark_all(room)
    await issue_report(actor=room.leader, session_id=room.session_id, now=now)
