"""The report: issued once, signed once by each, read by those concerned, public after the award."""

from __future__ import annotations

from evaluation_cast import (
    code_of,
    drawn_lot,
    reported_room,
    session_of,
    sign,
    signed_room,
)

from evaluation.operations.finish_session import finish_session
from evaluation.operations.issue_report import issue_report
from evaluation.operations.publish_result import publish_result
from evaluation.operations.sign_report import SigningWord, Silence, record_silence, sign_report
from evaluation.queries.reports import (
    check_reads_report,
    report_docx,
    report_for_member,
    report_for_tenderer,
)
from evaluation.states import SessionState
from evaluation.tables import LogEntry, Result
from storage import audit
from storage.clock import platform_now


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
        actor=room.staff,
        session_id=room.session_id,
        word=Silence(number=5, reason="拒绝签署，未书面说明"),
        now=now,
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
    seqs = (
        await LogEntry.select(LogEntry.audit_seq)
        .where(LogEntry.session == room.session_id)
        .output(as_list=True)
    )
    assert [(await audit.entry(seq)).payload for seq in seqs] == [None] * len(seqs)
    await publish_result(lot_id=room.lot_id, now=await platform_now())
    payloads = [(await audit.entry(seq)).payload for seq in seqs]
    assert all(payload is not None for payload in payloads)
    people = {str(expert.person_id) for expert in room.experts}
    assert not any(person in str(payload) for payload in payloads for person in people)
