"""符合性审查 by majority, and prices that look too low."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

import asyncpg
from evaluation_cast import (
    Room,
    code_of,
    constitute,
    constituted_room,
    open_room,
    opened_lot,
    review,
    session_of,
)
from ready import Stage, ready

from bidding_room.queries import opened_bids
from evaluation.operations.close_review import close_review
from evaluation.operations.review_low_price import (
    PaperExplanation,
    PriceOpinion,
    decide_low_price,
    enter_explanation,
)
from evaluation.operations.save_scores import Mark, MarksGiven, save_scores
from evaluation.operations.vote_compliance import ComplianceOpinion, vote_compliance
from evaluation.queries.low_prices import low_prices_by_id
from evaluation.queries.rooms import room as room_of
from evaluation.queries.standing import price_exclusions
from evaluation.states import SessionState
from evaluation.tables import LowPriceFinding
from storage.clock import platform_now
from trading.notices.queries.notice_texts import announcement_text
from trading.projects.queries import lot_view, scheme_of
from trading.projects.queries.drafts import project_of, times_of
from trading.states import LotState
from trading.tables import Lot


async def test_the_majority_finds_a_bid_invalid_and_dissent_is_kept():
    room = await constituted_room()
    await review(room, against={0: frozenset({1, 2, 3})})
    # two bids are left: the lot fails
    session = await session_of(room)
    assert session.state == SessionState.ABORTED
    assert "第三十六条" in session.aborted_reason
    assert (await lot_view(room.lot_id)).state is LotState.FAILED


async def test_a_minority_against_leaves_the_bid_valid():
    room = await constituted_room()
    await review(room, against={0: frozenset({1, 2})})
    assert (await session_of(room)).state == SessionState.SCORING
    view = await room_of(session_id=room.session_id, person_id=room.leader.person_id)
    assert len(view.valid) == 3


async def test_the_review_is_closed_by_the_leader_after_every_vote():
    room = await constituted_room()
    now = await platform_now()
    refused = close_review(actor=room.experts[1], session_id=room.session_id, now=now)
    assert await code_of(refused) == "not-leader"
    refused = close_review(actor=room.leader, session_id=room.session_id, now=now)
    assert await code_of(refused) == "votes-missing"
    bid = (await opened_bids(room.lot_id))[0]
    opinion = ComplianceOpinion(bid_id=bid.bid_id, compliant=False)
    refused = vote_compliance(actor=room.leader, session_id=room.session_id, word=opinion, now=now)
    assert await code_of(refused) == "reason-missing"


async def suspicious_room(stage: Stage[Room]) -> tuple[Room, LowPriceFinding]:
    """The review is closed; one price is under review."""
    room = await ready(stage)
    finding = await LowPriceFinding.objects().get(LowPriceFinding.session == room.session_id)
    assert finding is not None
    return room, finding


async def _reviewed(*prices: str) -> Room:
    room = await open_room(lot=await opened_lot(prices=prices))
    await constitute(room)
    await review(room)
    return room


ONE_PRICE_IS_LOW = Stage(
    name="one_price_is_low", make=partial(_reviewed, "391000.00", "385000.50", "192500.24")
)
ONE_OF_FOUR_IS_LOW = Stage(
    name="one_of_four_is_low", make=partial(_reviewed, "391000.00", "385000.50", "388000.00", "192500.24")
)


async def decide(room: Room, finding: LowPriceFinding, *, accepting: int, now: datetime) -> None:
    for number, expert in enumerate(room.experts, start=1):
        opinion = PriceOpinion(finding_id=finding.id, accepts=number <= accepting, reason="依据说明材料判断")
        await decide_low_price(actor=expert, session_id=room.session_id, word=opinion, now=now)


async def test_a_price_below_half_of_the_next_is_reviewed_before_scoring_begins():
    room, finding = await suspicious_room(ONE_PRICE_IS_LOW)
    assert (await session_of(room)).state == SessionState.REVIEWING
    (shown,) = await low_prices_by_id(session_id=room.session_id)
    assert any("次低报价" in text for text in shown.triggers)
    now = finding.raised_at
    early = decide_low_price(
        actor=room.leader,
        session_id=room.session_id,
        word=PriceOpinion(finding_id=finding.id, accepts=False, reason="过低"),
        now=now + timedelta(minutes=29),
    )
    assert await code_of(early) == "explanation-awaited"
    await enter_explanation(
        actor=room.staff,
        session_id=room.session_id,
        word=PaperExplanation(finding_id=finding.id, text="自有产能，附成本明细"),
        now=now,
    )
    again = enter_explanation(
        actor=room.staff,
        session_id=room.session_id,
        word=PaperExplanation(finding_id=finding.id, text="补充"),
        now=now,
    )
    assert await code_of(again) == "already-explained"
    await decide(room, finding, accepting=3, now=now)
    assert (await session_of(room)).state == SessionState.SCORING


async def test_an_unexplained_price_found_invalid_leaves_two_bids_and_fails_the_lot():
    room, finding = await suspicious_room(ONE_PRICE_IS_LOW)
    after = finding.explanation_due_at
    await decide(room, finding, accepting=2, now=after)
    assert (await session_of(room)).state == SessionState.ABORTED
    assert (await lot_view(room.lot_id)).state is LotState.FAILED


async def test_with_four_bids_an_invalid_price_is_out_of_base_and_ranking():
    room, finding = await suspicious_room(ONE_OF_FOUR_IS_LOW)
    await decide(room, finding, accepting=0, now=finding.explanation_due_at)
    assert (await session_of(room)).state == SessionState.SCORING
    view = await room_of(session_id=room.session_id, person_id=room.leader.person_id)
    assert [bid.price for bid in view.valid] == [
        Decimal("391000.00"),
        Decimal("385000.50"),
        Decimal("388000.00"),
    ]
    (low,) = (bid for bid in view.bids if bid.bid_id in view.excluded)
    scheme = await scheme_of(room.lot_id)
    refused = save_scores(
        actor=room.leader,
        session_id=room.session_id,
        word=MarksGiven(marks=(Mark(bid_id=low.bid_id, criterion_id=scheme.criteria[0].id, points="1"),)),
        now=await platform_now(),
    )
    assert await code_of(refused) == "cell-unknown"


async def test_exactly_half_of_the_next_price_is_not_suspicious():
    room = await open_room(lot=await opened_lot(prices=("391000.00", "385000.50", "192500.25")))
    await constitute(room)
    await review(room)
    finding = await LowPriceFinding.objects().get(LowPriceFinding.session == room.session_id)
    assert finding is None or not any("next" in str(t) for t in [finding.triggers])


async def test_without_a_ceiling_the_budget_is_the_ceiling_in_review_and_in_every_paper():
    """87令第六十三条: 报价超过招标文件中规定的预算金额或者最高限价的，投标无效."""
    budget = "395000.00"
    _, lot_id = await opened_lot(prices=(budget, "395000.01", "380000.00", "381000.00"))
    await unset_ceiling(lot_id)
    bids = await opened_bids(lot_id)
    shut_out = await price_exclusions(lot_id, bids)
    assert {str(bid.price) for bid in bids if bid.bid_id in shut_out} == {"395000.01"}
    assert all("第六十三条" in reason for reason in shut_out.values())
    assert str((await lot_view(lot_id)).ceiling_price) == budget
    lot = await Lot.objects().where(Lot.id == lot_id).first()
    assert lot is not None
    notice = await announcement_text(project=await project_of(lot), lots=(lot,), times=times_of(lot))
    basics = dict(notice.sections[0].lines)
    assert basics["最高限价"] == basics["预算金额"]


async def unset_ceiling(lot_id: UUID) -> None:
    """As if the documents had never named one; the schema's owner does it with the guards down."""
    connection = await asyncpg.connect(os.environ["OWNER_DATABASE_URL"])
    try:
        async with connection.transaction():
            await connection.execute("ALTER TABLE trading_lot DISABLE TRIGGER USER")
            await connection.execute("UPDATE trading_lot SET ceiling_price = NULL WHERE id = $1", lot_id)
            await connection.execute("ALTER TABLE trading_lot ENABLE TRIGGER USER")
    finally:
        await connection.close()
