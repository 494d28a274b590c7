"""A whole session with five members and three bids, and what every step refuses."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import asyncpg
import pytest
from evaluation_cast import (
    PASSWORD,
    Room,
    constituted_room,
    drawn_lot,
    full_marks,
    locked_room,
    mark_and_lock,
    open_room,
    reported_room,
    review,
    scoring_room,
    session_of,
    sign,
    signed_room,
)

from bidding_room.queries import opened_bids
from core.errors import Conflict, Forbidden, Invalid, NotFound
from evaluation.domain.consolidation import Cause
from evaluation.domain.marks import marks_hash
from evaluation.jobs import publish_result_of_lot
from evaluation.methods.comprehensive import COMPREHENSIVE
from evaluation.operations.close_review import close_review
from evaluation.operations.constitute import vote_for_leader
from evaluation.operations.correct_scores import (
    CorrectionProposal,
    propose_correction,
    restate_mark,
    vote_correction,
)
from evaluation.operations.declare import declare_conflict, declare_no_conflict
from evaluation.operations.enter_session import enter_session
from evaluation.operations.finish_session import finish_session
from evaluation.operations.issue_report import issue_report
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.open_session import open_session
from evaluation.operations.publish_result import publish_result
from evaluation.operations.save_scores import Mark, save_scores
from evaluation.operations.sign_report import SigningWord, record_silence, sign_report
from evaluation.operations.vote_compliance import ComplianceOpinion, vote_compliance
from evaluation.queries.consolidation import table_of_marks
from evaluation.queries.control import control
from evaluation.queries.marks import marks_of
from evaluation.queries.reports import (
    check_reads_report,
    report_docx,
    report_for_member,
    report_for_tenderer,
    result_for_public,
    result_json,
)
from evaluation.queries.rooms import room as room_of
from evaluation.queries.rooms import sessions_of
from evaluation.score_file import score_bytes
from evaluation.states import SessionState
from evaluation.tables import LogEntry, Member, Result, Score, ScoreLock
from storage import audit
from storage.clock import platform_now
from storage.database import execute
from trading.queries import lot_view, scheme_of
from trading.queries.results import ranked_bids
from trading.states import LotState


async def code_of(coroutine: object) -> str:
    """The refusal code of an operation that must refuse."""
    with pytest.raises((Conflict, Forbidden, Invalid, NotFound)) as refusal:
        await coroutine  # type: ignore[misc]
    return refusal.value.code


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
    assert COMPREHENSIVE.places == 2


# ---- who may be here


async def test_a_stranger_learns_nothing_of_a_session():
    room, other = await open_room(), await open_room()
    stranger, now = other.experts[0], await platform_now()
    assert await code_of(room_of(session_id=room.session_id, person_id=stranger.person_id)) == "session-unknown"
    assert (
        await code_of(enter_session(actor=stranger, session_id=room.session_id, now=now))
        == "session-unknown"
    )
    assert [line.id for line in await sessions_of(stranger.person_id)] == [other.session_id]


async def test_only_staff_open_a_session_and_only_once():
    bidding, _, lot_id, _ = await drawn_lot()
    now = await platform_now()
    refused = open_session(actor=bidding.agency.actor, lot_id=lot_id, now=now)
    assert await code_of(refused) == "permission-missing"
    await open_session(actor=bidding.host.actor, lot_id=lot_id, now=now)
    assert await code_of(open_session(actor=bidding.host.actor, lot_id=lot_id, now=now)) == "session-exists"
    assert (await lot_view(lot_id)).state is LotState.EVALUATING


async def test_bids_can_be_read_only_once_the_committee_is_constituted():
    room = await open_room()
    now = await platform_now()
    for expert in room.experts:
        await enter_session(actor=expert, session_id=room.session_id, now=now)
    assert (await room_of(session_id=room.session_id, person_id=room.leader.person_id)).bids == ()
    refused = vote_for_leader(actor=room.leader, session_id=room.session_id, number=1, now=now)
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
        await vote_for_leader(actor=expert, session_id=room.session_id, number=choice, now=now)
    assert (await session_of(room)).ballot == 2
    assert (await session_of(room)).state == SessionState.DECLARING
    for expert in room.experts[:4]:
        await vote_for_leader(actor=expert, session_id=room.session_id, number=2, now=now)
    again = vote_for_leader(actor=room.experts[0], session_id=room.session_id, number=2, now=now)
    assert await code_of(again) == "already-voted"
    await vote_for_leader(actor=room.experts[4], session_id=room.session_id, number=3, now=now)
    assert (await session_of(room)).state == SessionState.REVIEWING
    view = await room_of(session_id=room.session_id, person_id=room.experts[1].person_id)
    assert view.is_leader
    assert len(view.bids) == 3


# ---- review


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
    refused = vote_compliance(actor=room.leader, session_id=room.session_id, opinion=opinion, now=now)
    assert await code_of(refused) == "reason-missing"


# ---- scoring


async def test_nobody_sees_anothers_marks_before_all_have_locked():
    room = await scoring_room()
    for number in range(1, 5):
        await mark_and_lock(room, number=number)
    for expert in room.experts:
        refused = table_of_marks(session_id=room.session_id, person_id=expert.person_id)
        assert await code_of(refused) == "scores-not-locked"
    last = await room_of(session_id=room.session_id, person_id=room.experts[4].person_id)
    assert last.marks == {}
    seen = repr(await control(room.session_id))
    marks = await marks_of((await Member.objects().where(Member.session == room.session_id).first()).id)
    assert marks
    assert not any(f"Decimal('{mark}')" in seen for mark in marks.values())
    entries = await LogEntry.objects().where(LogEntry.session == room.session_id)
    for row in entries:
        entry = await audit.entry(row.audit_seq)
        assert entry is not None
        assert entry.payload is None
    await mark_and_lock(room, number=5)
    assert (await session_of(room)).state == SessionState.CONSOLIDATING


async def test_marks_may_be_saved_over_and_taken_back_until_they_are_locked():
    room = await scoring_room()
    expert, now = room.experts[2], await platform_now()
    first = (await full_marks(room))[0]
    for points in ("1", "2.50", ""):
        mark = Mark(bid_id=first.bid_id, criterion_id=first.criterion_id, points=points, note="说明")
        await save_scores(actor=expert, session_id=room.session_id, marks=(mark,), now=now)
    view = await room_of(session_id=room.session_id, person_id=expert.person_id)
    assert view.marks[first.bid_id, first.criterion_id].points is None
    assert view.marked == 0


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ("1000", "mark-out-of-range"),
        ("-1", "mark-out-of-range"),
        ("0.001", "mark-too-fine"),
        ("好", "mark-unreadable"),
    ],
)
async def test_one_bad_mark_saves_none(points: str, code: str):
    room = await scoring_room()
    good, bad, *_ = await full_marks(room)
    marks = (good, Mark(bid_id=bad.bid_id, criterion_id=bad.criterion_id, points=points))
    refused = save_scores(
        actor=room.leader, session_id=room.session_id, marks=marks, now=await platform_now()
    )
    assert await code_of(refused) == code
    view = await room_of(session_id=room.session_id, person_id=room.leader.person_id)
    assert view.marked == 0


async def test_whole_marks_lock_once_and_never_change_again():
    room = await scoring_room()
    now = await platform_now()
    marks = await full_marks(room)
    await save_scores(actor=room.leader, session_id=room.session_id, marks=marks[1:], now=now)
    refused = lock_scores(actor=room.leader, session_id=room.session_id, now=now)
    assert await code_of(refused) == "scores-incomplete"
    await mark_and_lock(room, number=1, marks=marks)
    refused = lock_scores(actor=room.leader, session_id=room.session_id, now=now)
    assert await code_of(refused) == "scores-locked"
    refused = save_scores(actor=room.leader, session_id=room.session_id, marks=marks[:1], now=now)
    assert await code_of(refused) == "scores-locked"
    with pytest.raises(asyncpg.PostgresError, match="locked"):
        await execute("UPDATE evaluation_score SET points = 0 WHERE points > 0")
    with pytest.raises(asyncpg.PostgresError, match="refuses"):
        await execute("DELETE FROM evaluation_score_lock")


async def test_the_hash_in_the_log_is_that_of_the_marks():
    room = await scoring_room()
    await mark_and_lock(room, number=1)
    me = await Member.objects().get((Member.session == room.session_id) & (Member.number == 1))
    assert me is not None
    lock = await ScoreLock.objects().get(ScoreLock.member == me.id)
    assert lock is not None
    expected = marks_hash(session=str(room.session_id), number=1, marks=await marks_of(me.id))
    assert bytes(lock.marks_hash) == expected
    row = await Score.objects().where(Score.member == me.id).first()
    assert row is not None


async def test_two_lock_requests_at_once_lock_once():
    room = await scoring_room()
    now = await platform_now()
    await save_scores(
        actor=room.leader, session_id=room.session_id, marks=await full_marks(room), now=now
    )
    outcomes = await asyncio.gather(
        *(lock_scores(actor=room.leader, session_id=room.session_id, now=now) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]


# ---- consolidation


async def mismatched_room() -> Room:
    """评委3 marked one objective item of the first bid differently."""
    room = await scoring_room()
    scheme = await scheme_of(room.lot_id)
    objective = next(c.id for c in scheme.criteria if c.kind == "objective")
    for number in range(1, 6):
        marks = await full_marks(room, number=number)
        if number == 3:
            first = next(m for m in marks if m.criterion_id == objective)
            wrong = Mark(bid_id=first.bid_id, criterion_id=objective, points="0.5")
            marks = tuple(wrong if m is first else m for m in marks)
        await mark_and_lock(room, number=number, marks=marks)
    return room


async def test_an_objective_mismatch_holds_the_report_until_it_is_corrected_by_majority():
    room = await mismatched_room()
    now = await platform_now()
    refused = issue_report(actor=room.leader, session_id=room.session_id, now=now)
    assert await code_of(refused) == "objective-mismatch"
    table = await table_of_marks(session_id=room.session_id, person_id=room.leader.person_id)
    row = next(row for row in table.rows if row.mismatch)
    proposal = CorrectionProposal(
        bid_id=row.bid.bid_id,
        criterion_id=row.criterion.id,
        cause=Cause.OBJECTIVE_MISMATCH,
        reason="证书数量以投标文件第12页为准",
    )
    correction = await propose_correction(
        actor=room.leader, session_id=room.session_id, proposal=proposal, now=now
    )
    again = propose_correction(actor=room.experts[1], session_id=room.session_id, proposal=proposal, now=now)
    assert await code_of(again) == "correction-open"
    right = next(m for m in await full_marks(room) if m.bid_id == row.bid.bid_id and m.criterion_id == row.criterion.id)

    def restate(number: int, points: str = right.points) -> object:
        return restate_mark(
            actor=room.experts[number - 1],
            session_id=room.session_id,
            correction_id=correction,
            points=points,
            now=now,
        )

    assert await code_of(restate(3)) == "correction-decided"
    for number in (2, 3):
        await vote_correction(
            actor=room.experts[number - 1],
            session_id=room.session_id,
            correction_id=correction,
            agrees=True,
            now=now,
        )
    assert await code_of(restate(1)) == "mark-unchanged"
    await restate(3)  # type: ignore[misc]
    table = await table_of_marks(session_id=room.session_id, person_id=room.leader.person_id)
    assert table.settled
    assert table.corrections[0].changes == (f"评委3：0.50 → {right.points}",)
    assert await code_of(restate(3, "1")) == "correction-decided"
    await issue_report(actor=room.leader, session_id=room.session_id, now=now)
    for number in range(1, 6):
        await sign(room, number=number)
    await publish_result(lot_id=room.lot_id, now=now)
    assert score_bytes(await result_json(room.lot_id)).equal


async def test_a_refused_correction_changes_nothing():
    room = await mismatched_room()
    now = await platform_now()
    table = await table_of_marks(session_id=room.session_id, person_id=room.leader.person_id)
    row = next(row for row in table.rows if not row.mismatch and row.criterion.kind == "subjective")
    proposal = CorrectionProposal(
        bid_id=row.bid.bid_id,
        criterion_id=row.criterion.id,
        cause=Cause.ABNORMAL,
        reason="明显畸高",
        target=2,
    )
    correction = await propose_correction(
        actor=room.leader, session_id=room.session_id, proposal=proposal, now=now
    )
    for number in (2, 3, 4, 5):
        await vote_correction(
            actor=room.experts[number - 1],
            session_id=room.session_id,
            correction_id=correction,
            agrees=False,
            now=now,
        )
    after = await table_of_marks(session_id=room.session_id, person_id=room.leader.person_id)
    assert after.rows == table.rows
    assert (after.corrections[0].in_favour, after.corrections[0].against) == (1, 4)


async def test_only_lawful_causes_open_a_correction():
    room = await mismatched_room()
    now = await platform_now()
    table = await table_of_marks(session_id=room.session_id, person_id=room.leader.person_id)
    equal = next(r for r in table.rows if not r.mismatch and r.criterion.kind == "objective")
    for cause, target, code in (
        (Cause.OBJECTIVE_MISMATCH, None, "no-mismatch"),
        (Cause.ABNORMAL, 2, "not-subjective"),
        (Cause.ABNORMAL, None, "target-missing"),
    ):
        proposal = CorrectionProposal(
            bid_id=equal.bid.bid_id,
            criterion_id=equal.criterion.id,
            cause=cause,
            reason="想改",
            target=target,
        )
        refused = propose_correction(
            actor=room.leader, session_id=room.session_id, proposal=proposal, now=now
        )
        assert await code_of(refused) == code


# ---- report


async def test_the_report_is_issued_once_and_signed_once_by_each():
    room = await reported_room()
    now = await platform_now()
    refused = issue_report(actor=room.leader, session_id=room.session_id, now=now)
    assert await code_of(refused) == "wrong-session-state"
    wrong = SigningWord(password="不是这个密码-2026")
    refused = sign_report(actor=room.leader, session_id=room.session_id, word=wrong, now=now)
    assert await code_of(refused) == "password-wrong"
    await sign(room, number=1)
    assert await code_of(sign(room, number=1)) == "already-signed"
    refused = finish_session(actor=room.staff, session_id=room.session_id, now=now)
    assert await code_of(refused) == "signatures-missing"
    assert await code_of(sign(room, number=2, dissent="不同意")) == "dissent-without-reasons"
    await sign(room, number=2, dissent="第二名投标人的售后方案未按招标文件第五章评分")
    await sign(room, number=3)
    await sign(room, number=4)
    await record_silence(
        actor=room.staff, session_id=room.session_id, number=5, note="拒绝签署，未书面说明", now=now
    )
    assert (await session_of(room)).state == SessionState.SIGNED
    assert await code_of(sign(room, number=5)) == "wrong-session-state"
    again = finish_session(actor=room.staff, session_id=room.session_id, now=now)
    assert await code_of(again) == "illegal-transition"
    report = await report_for_tenderer(room.lot_id)
    assert report is not None
    assert (await report_docx(report))[:2] == b"PK"
    assert await Result.count().where(Result.session == room.session_id) == 3


async def test_the_report_is_for_the_lots_own_tenderer_and_agency():
    room = await signed_room()
    other = await drawn_lot()
    for reader in (room.bidding.tenderer, room.bidding.agency, room.bidding.supervisor):
        await check_reads_report(actor=reader.actor, lot_id=room.lot_id)
    refused = check_reads_report(actor=other[0].tenderer.actor, lot_id=room.lot_id)
    assert await code_of(refused) == "report-unknown"
    refused = check_reads_report(actor=room.bidding.bidders[0].actor, lot_id=room.lot_id)
    assert await code_of(refused) == "permission-missing"
    member = await report_for_member(session_id=room.session_id, person_id=room.leader.person_id)
    assert {line.name for line in member.signatures} == {""}


async def test_the_log_of_the_session_is_withheld_until_the_result_is_public():
    room = await signed_room()
    seqs = await LogEntry.select(LogEntry.audit_seq).where(LogEntry.session == room.session_id).output(as_list=True)
    assert [(await audit.entry(seq)).payload for seq in seqs] == [None] * len(seqs)
    await publish_result(lot_id=room.lot_id, now=await platform_now())
    payloads = [(await audit.entry(seq)).payload for seq in seqs]
    assert all(payload is not None for payload in payloads)
    people = {str(expert.person_id) for expert in room.experts}
    assert not any(person in str(payload) for payload in payloads for person in people)


# ---- replacement


async def test_a_declared_conflict_calls_the_next_and_voids_what_was_given():
    room = await constituted_room()
    now = await platform_now()
    bid = (await opened_bids(room.lot_id))[0]
    leaving = room.experts[4]
    opinion = ComplianceOpinion(bid_id=bid.bid_id, compliant=True)
    await vote_compliance(actor=leaving, session_id=room.session_id, opinion=opinion, now=now)
    await declare_conflict(
        actor=leaving, session_id=room.session_id, reason="两年前在该投标人处任职", now=now
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
    await declare_conflict(actor=room.experts[4], session_id=room.session_id, reason="近姻亲任职", now=now)
    row = await Member.objects().get((Member.session == room.session_id) & (Member.state == "expected"))
    assert row is not None
    newcomer = replace(room.experts[4], person_id=row.person)
    together = replace(room, experts=(*room.experts[:4], newcomer))
    await enter_session(actor=newcomer, session_id=room.session_id, now=now)
    await declare_no_conflict(actor=newcomer, session_id=room.session_id, now=now)
    await review(together)
    assert (await session_of(room)).state == SessionState.SCORING
    refused = save_scores(
        actor=room.leader, session_id=room.session_id, marks=await full_marks(room), now=now
    )
    assert await code_of(refused) == "scores-locked"
    await mark_and_lock(together, number=5)
    assert (await session_of(room)).state == SessionState.CONSOLIDATING


async def test_when_the_order_is_used_up_nobody_leaves():
    room = await constituted_room(pool=5)
    refused = declare_conflict(
        actor=room.experts[2],
        session_id=room.session_id,
        reason="存在利害关系",
        now=await platform_now(),
    )
    assert await code_of(refused) == "committee-exhausted"
    assert (await session_of(room)).state == SessionState.REVIEWING


async def test_the_subscriber_publishes_once_however_often_the_event_comes():
    room = await signed_room()

    class Event:
        subject_id = room.lot_id

    await publish_result_of_lot(Event)  # type: ignore[arg-type]
    before = (await session_of(room)).result_public_at
    await publish_result_of_lot(Event)  # type: ignore[arg-type]
    assert (await session_of(room)).result_public_at == before
    assert PASSWORD
