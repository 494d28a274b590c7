"""A whole session with five members and three bids; who may be in the room; how a committee is constituted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

from evaluation_cast import (
    PASSWORD,
    code_of,
    constituted_room,
    drawn_lot,
    full_marks,
    locked_room,
    mark_and_lock,
    open_room,
    review,
    scoring_room,
    session_of,
    signed_room,
)

from app.wiring import connect
from bidding_room.queries import opened_bids
from evaluation.jobs import publish_result_of_lot
from evaluation.methods.comprehensive import PLACES
from evaluation.operations.constitute import LeaderBallot, vote_for_leader
from evaluation.operations.declare import SteppingAside, declare_conflict, declare_no_conflict
from evaluation.operations.enter_session import enter_session
from evaluation.operations.follow_committee import follow_committee
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.open_session import LotToEvaluate, open_session
from evaluation.operations.publish_result import publish_result
from evaluation.operations.save_scores import MarksGiven, save_scores
from evaluation.operations.vote_compliance import ComplianceOpinion, vote_compliance
from evaluation.queries.consolidation import table_of_marks
from evaluation.queries.control import control
from evaluation.queries.reports import (
    result_for_public,
    result_json,
)
from evaluation.queries.rooms import room as room_of
from evaluation.queries.rooms import sessions_of
from evaluation.score_file import score_bytes
from evaluation.states import SessionState
from evaluation.tables import Member
from expert_pool.domain.duties import Cause
from expert_pool.operations.answer_invitation import decline_invitation
from expert_pool.operations.replace_member import Leaving, replace_seat
from expert_pool.queries.committee import committee, my_invitations
from storage.clock import platform_now
from storage.database import transaction
from trading.decisions.queries.results import ranked_bids
from trading.projects.queries import lot_view, scheme_of
from trading.states import LotState


async def test_a_session_from_opening_to_the_signed_report_and_the_public_result():
    room = await signed_room()
    session = await session_of(room)
    assert session.state == SessionState.SIGNED
    assert (await lot_view(room.lot_id)).state is LotState.EVALUATED
    handed = await ranked_bids(room.lot_id)
    assert [bid.rank for bid in handed] == [1, 2, 3]
    assert handed[0].scores[0].name == "价格分"
    assert await code_of(result_for_public(room.lot_id)) == "result-not-public"

    await publish_result(lot_id=room.lot_id, now=await platform_now())
    await publish_result(lot_id=room.lot_id, now=await platform_now())
    public = await result_for_public(room.lot_id)
    assert len(public.committee) == 5
    verdict = score_bytes(await result_json(room.lot_id))
    assert verdict.equal, verdict.differences
    assert [line.total for line in verdict.recomputed] == [bid.total for bid in handed]


async def test_the_ranking_is_computed_as_the_formula_says():
    room = await locked_room()
    table = await table_of_marks(session_id=room.session_id, person_id=room.leader.person_id)
    scheme = await scheme_of(room.lot_id)
    bids = await opened_bids(room.lot_id)
    lowest = min(bid.price for bid in bids)
    for result in table.results:
        bid = table.bids[result.bid]
        expected = (lowest / bid.price * scheme.price_points).quantize(Decimal("0.01"))
        assert abs(result.price_score - expected) <= Decimal("0.01")
        marks = [row for row in table.rows if row.bid.bid_id == bid.bid_id]
        assert result.members_score == sum(
            (sum(cell.mark for cell in row.cells) / 5 for row in marks), Decimal(0)
        ).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    assert PLACES == 2


async def test_a_stranger_learns_nothing_of_a_session():
    room, other = await open_room(), await open_room()
    stranger, now = other.experts[0], await platform_now()
    assert (
        await code_of(room_of(session_id=room.session_id, person_id=stranger.person_id)) == "session-unknown"
    )
    assert (
        await code_of(enter_session(actor=stranger, session_id=room.session_id, now=now)) == "session-unknown"
    )
    assert [line.id for line in await sessions_of(stranger.person_id)] == [other.session_id]


async def test_only_staff_open_a_session_and_only_once():
    bidding, _, lot_id, _ = await drawn_lot()
    now = await platform_now()
    refused = open_session(actor=bidding.agency.actor, word=LotToEvaluate(lot_id=lot_id), now=now)
    assert await code_of(refused) == "permission-missing"
    await open_session(actor=bidding.host.actor, word=LotToEvaluate(lot_id=lot_id), now=now)
    assert (
        await code_of(open_session(actor=bidding.host.actor, word=LotToEvaluate(lot_id=lot_id), now=now))
        == "session-exists"
    )
    assert (await lot_view(lot_id)).state is LotState.EVALUATING


async def test_bids_can_be_read_only_once_the_committee_is_constituted():
    room = await open_room()
    now = await platform_now()
    for expert in room.experts:
        await enter_session(actor=expert, session_id=room.session_id, now=now)
    assert (await room_of(session_id=room.session_id, person_id=room.leader.person_id)).bids == ()
    refused = vote_for_leader(
        actor=room.leader, session_id=room.session_id, word=LeaderBallot(number=1), now=now
    )
    assert await code_of(refused) == "not-declared"


async def test_the_leader_is_elected_by_most_votes_and_a_tie_asks_for_another_ballot():
    room = await open_room()
    now = await platform_now()
    for expert in room.experts:
        await enter_session(actor=expert, session_id=room.session_id, now=now)
        await enter_session(actor=expert, session_id=room.session_id, now=now)
    for expert in room.experts:
        await declare_no_conflict(actor=expert, session_id=room.session_id, now=now)
    for expert, choice in zip(room.experts, (1, 1, 2, 2, 3), strict=True):
        await vote_for_leader(
            actor=expert, session_id=room.session_id, word=LeaderBallot(number=choice), now=now
        )
    assert (await session_of(room)).ballot == 2
    assert (await session_of(room)).state == SessionState.DECLARING
    for expert in room.experts[:4]:
        await vote_for_leader(actor=expert, session_id=room.session_id, word=LeaderBallot(number=2), now=now)
    again = vote_for_leader(
        actor=room.experts[0], session_id=room.session_id, word=LeaderBallot(number=2), now=now
    )
    assert await code_of(again) == "already-voted"
    await vote_for_leader(
        actor=room.experts[4], session_id=room.session_id, word=LeaderBallot(number=3), now=now
    )
    assert (await session_of(room)).state == SessionState.REVIEWING
    view = await room_of(session_id=room.session_id, person_id=room.experts[1].person_id)
    assert view.is_leader
    assert len(view.bids) == 3


async def test_a_declared_conflict_calls_the_next_and_voids_what_was_given():
    room = await constituted_room()
    now = await platform_now()
    bid = (await opened_bids(room.lot_id))[0]
    leaving = room.experts[4]
    opinion = ComplianceOpinion(bid_id=bid.bid_id, compliant=True)
    await vote_compliance(actor=leaving, session_id=room.session_id, word=opinion, now=now)
    await declare_conflict(
        actor=leaving,
        session_id=room.session_id,
        word=SteppingAside(reason="两年前在该投标人处任职"),
        now=now,
    )
    assert (await session_of(room)).state == SessionState.PREPARING
    refused = room_of(session_id=room.session_id, person_id=leaving.person_id)
    assert await code_of(refused) == "session-unknown"
    row = await Member.objects().get((Member.session == room.session_id) & (Member.state == "expected"))
    assert row is not None
    assert row.number == 5
    newcomer = replace(leaving, person_id=row.person)
    await enter_session(actor=newcomer, session_id=room.session_id, now=now)
    await declare_no_conflict(actor=newcomer, session_id=room.session_id, now=now)
    assert (await session_of(room)).state == SessionState.REVIEWING
    together = replace(room, experts=(*room.experts[:4], newcomer))
    await review(together)
    for number in range(1, 6):
        await mark_and_lock(together, number=number)
    assert (await session_of(room)).state == SessionState.CONSOLIDATING


async def test_locks_of_the_others_stand_when_a_member_is_replaced_and_the_bids_stay_the_same():
    room = await scoring_room()
    for number in (1, 2, 3, 4):
        await mark_and_lock(room, number=number)
    now = await platform_now()
    await declare_conflict(
        actor=room.experts[4], session_id=room.session_id, word=SteppingAside(reason="近姻亲任职"), now=now
    )
    row = await Member.objects().get((Member.session == room.session_id) & (Member.state == "expected"))
    assert row is not None
    newcomer = replace(room.experts[4], person_id=row.person)
    together = replace(room, experts=(*room.experts[:4], newcomer))
    await enter_session(actor=newcomer, session_id=room.session_id, now=now)
    await declare_no_conflict(actor=newcomer, session_id=room.session_id, now=now)
    await review(together)
    assert (await session_of(room)).state == SessionState.SCORING
    refused = save_scores(
        actor=room.leader, session_id=room.session_id, word=MarksGiven(marks=await full_marks(room)), now=now
    )
    assert await code_of(refused) == "scores-locked"
    await mark_and_lock(together, number=5)
    assert (await session_of(room)).state == SessionState.CONSOLIDATING


async def test_when_the_order_is_used_up_who_must_leave_leaves_and_the_evaluation_stops():
    """Nobody is kept at the table against 第九条; what follows is in test_purchasers_representative.py."""
    room = await constituted_room(pool=5)
    now = await platform_now()
    leaving = room.experts[2]
    await declare_conflict(
        actor=leaving, session_id=room.session_id, word=SteppingAside(reason="存在利害关系"), now=now
    )
    assert (await session_of(room)).state == SessionState.PREPARING
    refused = room_of(session_id=room.session_id, person_id=leaving.person_id)
    assert await code_of(refused) == "session-unknown"
    assert "重新组建" in (await control(room.session_id)).waiting_for


async def test_the_subscriber_publishes_once_however_often_the_event_comes():
    room = await signed_room()

    class Event:
        subject_id = room.lot_id

    await publish_result_of_lot(Event)  # type: ignore[arg-type]
    before = (await session_of(room)).result_public_at
    await publish_result_of_lot(Event)  # type: ignore[arg-type]
    assert (await session_of(room)).result_public_at == before
    assert PASSWORD


async def test_an_expert_who_declines_after_the_opening_is_followed_into_the_room():
    room = await open_room()
    leaving = room.experts[3]
    now = await platform_now()
    assert leaving.person_id
    (call,) = [c for c in await my_invitations(leaving.person_id) if c.can_decline]
    await decline_invitation(
        actor=leaving, seat_id=call.seat_id, word=Leaving(cause=Cause.DECLINED, note="突发疾病"), now=now
    )
    await follow_committee(lot_id=room.lot_id, now=now)
    await follow_committee(lot_id=room.lot_id, now=now)
    rows = await Member.objects().where((Member.session == room.session_id) & (Member.number == 4))
    assert sorted(row.state for row in rows) == ["expected", "replaced"]
    refused = enter_session(actor=leaving, session_id=room.session_id, now=now)
    assert await code_of(refused) == "session-unknown"


async def test_no_seat_changes_hands_once_the_marks_lie_on_the_table():
    connect()
    room = await locked_room()
    seated, now = await committee(room.lot_id), await platform_now()
    by_staff = replace_seat(
        actor=room.staff,
        draw_id=seated.draw_id,
        number=1,
        word=Leaving(cause=Cause.ABSENT, note="未到场"),
        now=now,
    )
    assert await code_of(by_staff) == "committee-fixed"
    for expert in room.experts:
        assert expert.person_id
        (call,) = await my_invitations(expert.person_id)
        assert not call.can_decline
        assert call.lot is not None
    assert await committee(room.lot_id) == seated


async def test_a_seat_left_in_the_instant_of_the_last_lock_waits_for_it_and_stands():
    """Two transactions at once: who leaves reads how far the room is under its lock."""
    connect()
    room = await scoring_room()
    for number in (1, 2, 3, 4):
        await mark_and_lock(room, number=number)
    seated, now = await committee(room.lot_id), await platform_now()
    await save_scores(
        actor=room.experts[4],
        session_id=room.session_id,
        word=MarksGiven(marks=await full_marks(room, number=5)),
        now=now,
    )
    locked, go_on = asyncio.Event(), asyncio.Event()

    async def lock_last() -> None:
        async with transaction():
            await lock_scores(actor=room.experts[4], session_id=room.session_id, now=now)
            locked.set()
            await go_on.wait()

    async def leave() -> None:
        await locked.wait()
        await replace_seat(
            actor=room.staff,
            draw_id=seated.draw_id,
            number=1,
            word=Leaving(cause=Cause.ABSENT, note="未到场"),
            now=now,
        )

    locking, leaving = asyncio.create_task(lock_last()), asyncio.create_task(code_of(leave()))
    await locked.wait()
    done, _ = await asyncio.wait({leaving}, timeout=0.5)
    assert not done
    go_on.set()
    await locking
    assert await leaving == "committee-fixed"
    assert await committee(room.lot_id) == seated


async def test_the_last_lock_waits_until_the_room_has_followed_a_seat_left_before():
    connect()
    room = await scoring_room()
    for number in (1, 2, 3, 4):
        await mark_and_lock(room, number=number)
    seated, now = await committee(room.lot_id), await platform_now()
    await replace_seat(
        actor=room.staff,
        draw_id=seated.draw_id,
        number=1,
        word=Leaving(cause=Cause.ABSENT, note="未到场"),
        now=now,
    )
    assert await code_of(mark_and_lock(room, number=5)) == "seats-changed"
    assert (await session_of(room)).state == SessionState.SCORING
    await follow_committee(lot_id=room.lot_id, now=now)
    assert (await session_of(room)).state == SessionState.PREPARING
