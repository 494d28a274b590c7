"""The tenderer lets its five working days pass (87令第六十八条)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from factories.trading_cast import SYSTEM, Cast, evaluated, evaluating, make_cast, ranked
from factories.waiting import timer_of

from core.clock import BEIJING
from core.errors import Forbidden
from storage import audit
from storage.timers import Timer
from trading.decisions.forms import AwardForm
from trading.decisions.operations.arm_deeming import DEEM_AWARD
from trading.decisions.operations.deem_award import deem_award
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.record_ranking import record_ranking
from trading.decisions.queries.determination import determination
from trading.decisions.queries.results import award_of, report_of, ties_of
from trading.jobs import TIMERS
from trading.kinds.procurement.deciding import DECIDING
from trading.notices.operations.publish_award import publish_award
from trading.notices.queries.letters import letter_by_no, letters_about
from trading.notices.queries.life import project_life
from trading.notices.queries.published import notice_by_no
from trading.projects.queries.lots import any_lot
from trading.tables import Lot, Notice

RECEIVED = datetime(2026, 11, 23, 15, 0, tzinfo=BEIJING)  # a Monday; the fifth working day is Monday the 30th
OVER = datetime(2026, 12, 1, 0, 0, tzinfo=BEIJING)


async def reported(cast: Cast, *, tie: bool = False, received: datetime = RECEIVED) -> Lot:
    lot = await evaluating(cast, now=received)
    first, second, third = ranked(cast)
    if tie:
        second = replace(second, rank=1, total=first.total, price=first.price, evaluated_price=first.price)
    await record_ranking(
        actor=cast.host, lot_id=lot.id, bids=(first, second, third), committee_names=("甲",), now=received
    )
    return lot


async def deeming_timer(lot: Lot) -> Timer:
    timer = await timer_of(DEEM_AWARD, subject_id=lot.id)
    assert timer is not None
    return timer


async def test_the_timer_stands_at_the_end_of_the_fifth_working_day() -> None:
    lot = await reported(await make_cast())
    assert (await deeming_timer(lot)).due_at == OVER


async def test_the_first_is_deemed_determined_and_the_notice_says_why() -> None:
    cast = await make_cast()
    lot = await reported(cast)
    await TIMERS[DEEM_AWARD](subject_id=lot.id, now=OVER)
    award = await award_of(lot.id)
    assert award is not None
    assert (award.winner, award.rank, award.determined_by) == (cast.bidders[0].organisation_id, 1, None)
    no = (await any_lot(lot.id)).project_no
    told = (await determination(project_no=no, actor=cast.tenderer)).determined
    assert told is not None
    assert told.deemed
    notice = await Notice.objects().where((Notice.lot == lot.id) & (Notice.kind == "award_notice")).first()
    assert notice is not None
    assert notice.publish_at == OVER
    await publish_award(actor=SYSTEM, notice_id=notice.id, now=OVER)
    article = await notice_by_no(notice.no)
    notes = [text for section in article.body.sections for text in section.paragraphs]
    assert any(DECIDING.deemed_article in text for text in notes)
    tags = [e.facts.tag for e in await audit.public_entries_about(subject=str(lot.id)) if e.facts]
    assert tags[-3:] == ["trading:award:deem", "trading:award:publish", "trading:letters:issue"]
    life = await project_life(no)
    assert life.award is not None
    assert life.award.deemed
    (letter, *_) = await letters_about(no)
    body = (await letter_by_no(no=letter.no, actor=cast.bidders[0])).body
    assert "依法视同采购人确定" in body.opening


async def test_firing_again_changes_nothing() -> None:
    lot = await reported(await make_cast())
    assert await deem_award(actor=SYSTEM, lot_id=lot.id, now=OVER) is not None
    assert await deem_award(actor=SYSTEM, lot_id=lot.id, now=OVER) is None


async def test_who_determined_in_time_is_left_alone() -> None:
    cast = await make_cast()
    lot = await reported(cast)
    assert cast.bidders[0].organisation_id
    await determine_award(
        actor=cast.tenderer,
        lot_id=lot.id,
        bidder_id=cast.bidders[0].organisation_id,
        word=AwardForm(late_reason=""),
        now=RECEIVED + timedelta(days=1),
    )
    assert (await deeming_timer(lot)).cancelled_at is not None
    assert await deem_award(actor=SYSTEM, lot_id=lot.id, now=OVER) is None
    award = await award_of(lot.id)
    assert award is not None
    assert award.determined_by == cast.tenderer.person_id


async def test_among_equals_the_rule_of_the_documents_decides_and_not_the_tenderer() -> None:
    lot = await reported(await make_cast(), tie=True)
    award = await deem_award(actor=SYSTEM, lot_id=lot.id, now=OVER)
    assert award is not None
    report = await report_of(lot.id)
    assert report is not None
    (tie,) = ties_of(report)
    assert (tie.rank, len(tie.pool)) == (1, 2)
    assert award.winner == tie.order[0]


async def test_a_minute_early_only_sets_the_timer_again() -> None:
    lot = await reported(await make_cast())
    assert await deem_award(actor=SYSTEM, lot_id=lot.id, now=OVER - timedelta(minutes=1)) is None
    assert (await deeming_timer(lot)).due_at == OVER


async def test_days_that_cannot_be_counted_yet_are_asked_for_daily(fresh_database: str) -> None:
    received = datetime(2026, 12, 29, 15, 0, tzinfo=BEIJING)
    lot = await reported(await make_cast(), received=received)
    assert (await deeming_timer(lot)).due_at == datetime(2026, 12, 30, 0, 0, tzinfo=BEIJING)
    at = datetime(2027, 1, 20, 0, 0, tzinfo=BEIJING)
    assert await deem_award(actor=SYSTEM, lot_id=lot.id, now=at) is None
    assert (await deeming_timer(lot)).due_at == at + timedelta(days=1)


async def test_only_the_platforms_timer_deems(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    with pytest.raises(Forbidden):
        await deem_award(actor=cast.tenderer, lot_id=lot.id, now=OVER)
