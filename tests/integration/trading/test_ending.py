"""No winner can be determined: the tenderer ends the procurement on a listed ground; a mistake is taken back before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from asyncpg.exceptions import RaiseError
from factories.trading_cast import SYSTEM, Cast, evaluated, make_cast, stated
from test_deemed_award import OVER, RECEIVED, deeming_timer, reported
from test_passing_over import FACTS as FACTS_OF_PASSING
from test_passing_over import PDF, determine, organisation, pass_over

from app.desk.due import due_lines
from app.public_site.life import public_life
from app.roles import ROLE_PERMISSIONS
from core.errors import DomainError, IllegalTransition, NotFound
from identity.roles import Role
from storage import audit
from storage.database import execute
from trading.choices import LetterKind
from trading.decisions.domain.evidence import Evidence
from trading.decisions.forms import UndoingWord
from trading.decisions.operations.deem_award import deem_award
from trading.decisions.operations.end_procurement import end_procurement
from trading.decisions.operations.undo_passing_over import undo_passing_over
from trading.decisions.queries.determination import determination
from trading.decisions.queries.results import award_of
from trading.kinds.procurement.deciding import DECIDING
from trading.notices.documents import letter_document, notice_document
from trading.notices.operations.publish_award import publish_award
from trading.notices.operations.publish_notice import publish_notice
from trading.notices.queries.letters import letter_by_no, letters_about, letters_to
from trading.notices.queries.published import notice_by_no
from trading.projects.queries.lots import any_lot
from trading.states import LotState
from trading.tables import Ending, Lot, Notice
from web.word.reading import document_text, read_document

NONE = Evidence(log_seq=None)
FACTS = "三名候选人均已书面放弃，采购无法继续进行"
MISTAKE = "误选候选人，放弃声明不是该单位出具"


async def end(
    cast: Cast,
    lot: Lot,
    *,
    now: datetime,
    ground: str = "nobody-left",
    statement: str = FACTS,
    evidence: Evidence = NONE,
) -> Ending:
    return await end_procurement(
        actor=cast.tenderer, lot_id=lot.id, word=stated(ground, statement, evidence), now=now
    )


async def undo(cast: Cast, lot: Lot, place: int, *, now: datetime, reason: str = MISTAKE) -> None:
    await undo_passing_over(
        actor=cast.tenderer,
        lot_id=lot.id,
        bidder_id=organisation(cast, place),
        word=UndoingWord(reason=reason),
        now=now,
    )


async def all_passed_over(cast: Cast, lot: Lot, *, now: datetime) -> None:
    for place in (1, 2, 3):
        await pass_over(cast, lot, place, now=now)


async def published(lot: Lot, *, kind: str, now: datetime) -> str:
    notice = await Notice.objects().where((Notice.lot == lot.id) & (Notice.kind == kind)).first()
    assert notice is not None
    publish = publish_award if kind == "award_notice" else publish_notice
    for _ in range(2):
        await publish(actor=SYSTEM, notice_id=notice.id, now=now)
    return str(notice.no)


async def tags_about(lot: Lot) -> list[str]:
    return [e.facts.tag for e in await audit.public_entries_about(subject=str(lot.id)) if e.facts]


async def test_when_nobody_is_left_the_procurement_ends_and_everybody_who_bid_is_told_why(
    now: datetime,
) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    await all_passed_over(cast, lot, now=now)
    no = (await any_lot(lot.id)).project_no
    assert (await determination(project_no=no, actor=cast.tenderer)).in_turn is None
    with pytest.raises(DomainError) as refusal:
        await determine(cast, lot, 3, now=now)
    assert "应当依法终止采购" in refusal.value.message
    await end(cast, lot, now=now)
    assert (await any_lot(lot.id)).state is LotState.FAILED
    assert (await deeming_timer(lot)).cancelled_at is not None
    notice_no = await published(lot, kind="termination_notice", now=now)
    ground = DECIDING.endings["nobody-left"]
    told = document_text(read_document(await notice_document(await notice_by_no(notice_no))))
    for said in (ground.title, ground.article, FACTS, PDF.sha256.hex(), "应当重新组织招标"):  # type: ignore[union-attr]
        assert said in told
    assert "89.00" not in told
    rows = await letters_about(no)
    assert [row.kind for row in rows] == [LetterKind.FAILURE] * 3
    (row,) = await letters_to(organisation(cast, 2))
    letter = await letter_by_no(no=row.no, actor=cast.bidders[1])
    words = document_text(read_document(await letter_document(letter)))
    for said in ("废标通知书", ground.article, FACTS, notice_no, "7个工作日", "重新组织招标"):
        assert said in words
    bidder = replace(cast.bidders[1], permissions=ROLE_PERMISSIONS[Role.BIDDER])
    assert f"/letters/{row.no}" in {line.href for line in await due_lines(actor=bidder, now=now)}
    tags = await tags_about(lot)
    assert tags.count("trading:candidate:skip") == 3
    assert tags[-4:] == [
        "trading:procurement:end",
        "trading:lot:fail",
        "trading:notice:publish",
        "trading:letters:issue",
    ]
    assert "trading:ranking:record" not in tags
    events = (await public_life(no, now=now)).entries
    steps = [event.step for event in events]
    assert steps == ["procurement_notice", "deadline", "opening", "evaluation", "termination_notice"]
    assert {event.state for event in events} == {"done"}
    assert [event.step for event in events if event.at is None] == []
    ended = (await determination(project_no=no, actor=cast.agency)).ended
    assert ended is not None
    assert ended.again
    with pytest.raises(RaiseError):
        await execute("UPDATE trading_ending SET statement = 'x' WHERE lot = $1", lot.id)


async def test_a_cancelled_task_ends_with_its_paper_and_is_not_tendered_again(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    for change, code in (
        ({"ground": "nobody-left"}, "candidate-left"),
        ({"ground": "x"}, "ground-not-listed"),
        ({"statement": "取消\u200b" * 4}, "statement-too-short"),
        ({"evidence": NONE}, "evidence-missing"),
        ({"evidence": replace(PDF, log_seq=2**40)}, "evidence-not-logged"),
    ):
        wrong = {"ground": "task-cancelled", "evidence": PDF, "statement": FACTS, **change}
        with pytest.raises(DomainError) as refusal:
            await end(cast, lot, now=now, **wrong)  # type: ignore[arg-type]
        assert refusal.value.code == code
    stranger = replace(cast.tenderer, organisation_id=organisation(cast, 3))
    with pytest.raises(NotFound):
        await end(replace(cast, tenderer=stranger), lot, now=now, ground="task-cancelled", evidence=PDF)
    await end(cast, lot, now=now, ground="task-cancelled", evidence=PDF)
    told = await notice_by_no(await published(lot, kind="termination_notice", now=now))
    text = "\n".join(line for section in told.body.sections for line in section.paragraphs)
    assert "采购任务取消，不再重新组织招标" in text
    assert "应当重新组织招标" not in text
    for act in (end(cast, lot, now=now), determine(cast, lot, 1, now=now)):
        with pytest.raises(IllegalTransition):
            await act


async def test_what_stands_against_candidates_is_told_with_an_ending_on_another_ground(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    for place in (1, 2):
        await pass_over(cast, lot, place, now=now)
    await undo(cast, lot, 2, now=now)
    await end(cast, lot, now=now, ground="task-cancelled", statement=f"{FACTS}。", evidence=PDF)
    notice_no = await published(lot, kind="termination_notice", now=now)
    notice = document_text(read_document(await notice_document(await notice_by_no(notice_no))))
    (row,) = await letters_to(organisation(cast, 3))
    letter = await letter_by_no(no=row.no, actor=cast.bidders[2])
    for told in (notice, document_text(read_document(await letter_document(letter)))):
        assert "排序第1的" in told
        assert FACTS_OF_PASSING in told
        assert "排序第2的" not in told
        assert f"{FACTS}；证据" in told
        assert "。。" not in told
        assert "。；" not in told


async def test_a_passing_over_by_mistake_is_taken_back_before_the_determination_and_never_after(
    now: datetime,
) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    await pass_over(cast, lot, 1, now=now)
    with pytest.raises(DomainError) as short:
        await undo(cast, lot, 1, now=now, reason="误选")
    assert short.value.code == "statement-too-short"
    await undo(cast, lot, 1, now=now)
    with pytest.raises(NotFound):
        await undo(cast, lot, 1, now=now)
    no = (await any_lot(lot.id)).project_no
    told = await determination(project_no=no, actor=cast.tenderer)
    assert told.in_turn is not None
    assert (told.in_turn.bidder_id, told.passings) == (organisation(cast, 1), ())
    assert [one.reason for one in told.undone] == [MISTAKE]
    await pass_over(cast, lot, 1, now=now)
    await undo(cast, lot, 1, now=now)
    assert "trading:candidate:restore" not in await tags_about(lot)
    await determine(cast, lot, 1, now=now)
    with pytest.raises(IllegalTransition):
        await undo(cast, lot, 1, now=now)
    await published(lot, kind="award_notice", now=now)
    tags = await tags_about(lot)
    assert (tags.count("trading:candidate:skip"), tags.count("trading:candidate:restore")) == (2, 2)


@pytest.mark.parametrize("by_law", [False, True])
async def test_what_stands_against_a_candidate_behind_the_winner_is_no_reason_and_is_told_to_nobody(
    by_law: bool,
) -> None:
    cast = await make_cast()
    lot = await reported(cast)
    await pass_over(cast, lot, 1, now=RECEIVED)
    await pass_over(cast, lot, 2, now=RECEIVED)
    await undo(cast, lot, 1, now=RECEIVED)
    if by_law:
        await deem_award(actor=SYSTEM, lot_id=lot.id, now=OVER)
    else:
        await determine(cast, lot, 1, now=RECEIVED)
    award = await award_of(lot.id)
    assert award is not None
    assert (award.winner, FACTS_OF_PASSING in award.reason) == (organisation(cast, 1), False)
    notice_no = await published(lot, kind="award_notice", now=OVER)
    told = document_text(read_document(await notice_document(await notice_by_no(notice_no))))
    assert FACTS_OF_PASSING not in told
    (row,) = await letters_to(organisation(cast, 2))
    letter = await letter_by_no(no=row.no, actor=cast.bidders[1])
    assert "未被确定为中标供应商的原因" not in document_text(read_document(await letter_document(letter)))
    tags = await tags_about(lot)  # of the first candidate alone: passed over, and restored
    assert (tags.count("trading:candidate:skip"), tags.count("trading:candidate:restore")) == (1, 1)


async def test_nobody_is_deemed_determined_when_nobody_is_left_and_whoever_is_restored_is() -> None:
    cast = await make_cast()
    lot = await reported(cast)
    await all_passed_over(cast, lot, now=OVER)
    assert await deem_award(actor=SYSTEM, lot_id=lot.id, now=OVER) is None
    await undo(cast, lot, 2, now=OVER)
    assert (await deeming_timer(lot)).due_at == OVER
    award = await deem_award(actor=SYSTEM, lot_id=lot.id, now=OVER)
    assert award is not None
    assert (await award_of(lot.id)).winner == organisation(cast, 2)  # type: ignore[union-attr]


def test_every_ground_for_ending_names_its_article_and_what_proves_it() -> None:
    assert [ground.nobody_left for ground in DECIDING.endings.values()].count(True) == 1
    for ground in DECIDING.endings.values():
        assert "《" in ground.article
        assert ground.title
        assert ground.evidence
