"""Marks: alone until all have locked, never changed afterwards but by a lawful correction."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import asyncpg
import pytest
from evaluation_cast import (
    Room,
    code_of,
    full_marks,
    mark_and_lock,
    scoring_room,
    session_of,
    sign,
)

from app.settings import Settings
from bidding_room.queries import opened_bids
from evaluation.domain.consolidation import Cause
from evaluation.domain.marks import marks_hash
from evaluation.operations.correct_scores import (
    CorrectionBallot,
    CorrectionProposal,
    MarkRestated,
    propose_correction,
    restate_mark,
    vote_correction,
)
from evaluation.operations.issue_report import issue_report
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.publish_result import publish_result
from evaluation.operations.save_scores import Mark, MarksGiven, save_scores
from evaluation.queries.consolidation import table_of_marks
from evaluation.queries.control import control
from evaluation.queries.marks import marks_of
from evaluation.queries.reports import (
    result_json,
)
from evaluation.queries.rooms import room as room_of
from evaluation.score_file import score_bytes
from evaluation.states import SessionState
from evaluation.tables import LogEntry, Member, Score, ScoreLock
from storage import audit
from storage.clock import platform_now
from storage.database import execute
from trading.projects.queries import scheme_of


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
    locked = (Member.session == room.session_id) & (Member.number == 1)
    marks = await marks_of((await Member.objects().get(locked)).id)
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
        await save_scores(actor=expert, session_id=room.session_id, word=MarksGiven(marks=(mark,)), now=now)
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
        actor=room.leader, session_id=room.session_id, word=MarksGiven(marks=marks), now=await platform_now()
    )
    assert await code_of(refused) == code
    view = await room_of(session_id=room.session_id, person_id=room.leader.person_id)
    assert view.marked == 0


async def test_whole_marks_lock_once_and_never_change_again():
    room = await scoring_room()
    now = await platform_now()
    marks = await full_marks(room)
    await save_scores(
        actor=room.leader, session_id=room.session_id, word=MarksGiven(marks=marks[1:]), now=now
    )
    refused = lock_scores(actor=room.leader, session_id=room.session_id, now=now)
    assert await code_of(refused) == "scores-incomplete"
    await mark_and_lock(room, number=1, marks=marks)
    refused = lock_scores(actor=room.leader, session_id=room.session_id, now=now)
    assert await code_of(refused) == "scores-locked"
    refused = save_scores(
        actor=room.leader, session_id=room.session_id, word=MarksGiven(marks=marks[:1]), now=now
    )
    assert await code_of(refused) == "scores-locked"
    with pytest.raises(asyncpg.PostgresError, match="locked"):
        await execute("UPDATE evaluation_score SET points = 0 WHERE points > 0")
    with pytest.raises(asyncpg.PostgresError, match="permission denied"):
        await execute("DELETE FROM evaluation_score_lock")


async def test_not_even_the_database_owner_takes_a_lock_away(settings: Settings):
    owner = await asyncpg.connect(settings.owner_database_url)
    try:
        with pytest.raises(asyncpg.PostgresError, match="refuses"):
            await owner.execute("DELETE FROM evaluation_score_lock")
    finally:
        await owner.close()


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
        actor=room.leader, session_id=room.session_id, word=MarksGiven(marks=await full_marks(room)), now=now
    )
    outcomes = await asyncio.gather(
        *(lock_scores(actor=room.leader, session_id=room.session_id, now=now) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]


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
        actor=room.leader, session_id=room.session_id, word=proposal, now=now
    )
    again = propose_correction(actor=room.experts[1], session_id=room.session_id, word=proposal, now=now)
    assert await code_of(again) == "correction-open"
    right = next(
        m for m in await full_marks(room) if m.bid_id == row.bid.bid_id and m.criterion_id == row.criterion.id
    )

    def restate(number: int, points: str = right.points) -> object:
        return restate_mark(
            actor=room.experts[number - 1],
            session_id=room.session_id,
            correction_id=correction,
            word=MarkRestated(points=points),
            now=now,
        )

    assert await code_of(restate(3)) == "correction-decided"
    for number in (2, 3):
        await vote_correction(
            actor=room.experts[number - 1],
            session_id=room.session_id,
            correction_id=correction,
            word=CorrectionBallot(agrees=True),
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
        actor=room.leader, session_id=room.session_id, word=proposal, now=now
    )
    for number in (2, 3, 4, 5):
        await vote_correction(
            actor=room.experts[number - 1],
            session_id=room.session_id,
            correction_id=correction,
            word=CorrectionBallot(agrees=False),
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
        refused = propose_correction(actor=room.leader, session_id=room.session_id, word=proposal, now=now)
        assert await code_of(refused) == code


async def test_the_database_itself_refuses_a_mark_above_the_points():
    room = await scoring_room()
    me = await Member.objects().get((Member.session == room.session_id) & (Member.number == 1))
    scheme, bids = await scheme_of(room.lot_id), await opened_bids(room.lot_id)
    criterion = scheme.criteria[0]
    assert me is not None
    with pytest.raises(asyncpg.PostgresError, match="above the points"):
        await execute(
            "INSERT INTO evaluation_score (id, member, bid, criterion, points, note, saved_at)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, '', now())",
            me.id,
            bids[0].bid_id,
            criterion.id,
            criterion.max_points + Decimal("0.01"),
        )
