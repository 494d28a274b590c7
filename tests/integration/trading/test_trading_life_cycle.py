"""One lot from draft to published award, through trading's operations alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from factories.trading_cast import SYSTEM, accepted, bidding, drafted, evaluated, make_cast
from factories.waiting import timer_of

from app.public_site.life import public_life
from core.errors import Conflict, IllegalTransition
from storage import audit
from storage.database import fetch
from trading.decisions.forms import AwardForm
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.queries.results import award_of
from trading.notices.operations.publish_award import publish_award
from trading.notices.operations.publish_notice import publish_notice
from trading.notices.queries.life import project_life
from trading.notices.queries.published import home_figures, notice_by_no
from trading.notices.queries.search import NoticeFilter, search_notices
from trading.projects.operations.move_lot import close_bidding, fail_lot
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries import opening_panel, scheme_of
from trading.projects.queries.lots import any_lot
from trading.states import LotState
from trading.tables import Lot, Notice
from web.paging import PageRequest

FIRST = PageRequest(number=1, size=20)


async def topics_of(lot_id: object) -> list[str]:
    rows = await fetch("SELECT topic FROM storage_outbox WHERE subject_id = $1 ORDER BY id", lot_id)
    return [row["topic"] for row in rows]


async def test_a_project_is_accepted_with_frozen_panel_and_a_timer(now: datetime) -> None:
    cast = await make_cast()
    lot, notice = await accepted(cast, now=now)
    panel = await opening_panel(lot.id)
    assert panel.threshold == 2
    assert [officer.ordinal for officer in panel.officers] == [1, 2, 3]
    assert all(len(officer.sealing_public) == 32 for officer in panel.officers)
    timer = await timer_of("trading.publish_notice", subject_id=notice.id)
    assert timer is not None
    assert timer.due_at == notice.publish_at
    assert (await any_lot(lot.id)).state is LotState.ACCEPTED


async def test_a_panel_is_not_readable_before_acceptance(now: datetime) -> None:
    lot = await drafted(await make_cast(), now=now)
    with pytest.raises(Conflict) as refusal:
        await opening_panel(lot.id)
    assert refusal.value.code == "panel-not-frozen"


async def test_the_notice_is_published_once_however_often_its_timer_fires(now: datetime) -> None:
    cast = await make_cast()
    lot, notice = await accepted(cast, now=now)
    for _ in range(3):
        await publish_notice(actor=SYSTEM, notice_id=notice.id, now=notice.publish_at)
    assert (await topics_of(lot.id)).count("trading.notice_published") == 1
    entries = await audit.public_entries_about(subject=str(lot.id))
    tags = [entry.facts.tag for entry in entries if entry.facts]
    assert tags == ["trading:project:accept", "trading:notice:publish"]
    view = await any_lot(lot.id)
    assert (view.state, view.notice_published_at) == (LotState.BIDDING, notice.publish_at)
    timer = await timer_of("bidding_room.freeze_bids", subject_id=lot.id)
    assert timer is not None
    assert timer.due_at == view.bids_due_at


async def test_a_publication_too_late_to_be_lawful_returns_the_project(now: datetime) -> None:
    cast = await make_cast()
    lot, notice = await accepted(cast, now=now)
    await publish_notice(actor=SYSTEM, notice_id=notice.id, now=notice.publish_at + timedelta(days=3))
    kept = await Notice.objects().where(Notice.id == notice.id).first()
    assert kept is not None
    assert kept.state == "withdrawn"
    assert (await any_lot(lot.id)).state is LotState.DRAFT
    with pytest.raises(Conflict):
        await opening_panel(lot.id)
    await submit_project(actor=cast.agency, project_id=lot.project, now=now)
    assert (await any_lot(lot.id)).state is LotState.SUBMITTED


async def test_the_public_finds_the_notice_and_reads_all_its_sections(now: datetime) -> None:
    cast = await make_cast()
    lot, _ = await bidding(cast, now=now)
    view = await any_lot(lot.id)
    found = await search_notices(wanted=NoticeFilter(text=cast.tenderer.organisation_name or ""), page=FIRST)
    assert [row.project_no for row in found.items] == [view.project_no]
    article = await notice_by_no(f"{view.project_no}-01")
    assert [section.heading[:2] for section in article.body.sections] == [
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "六、",
        "七、",
    ]
    entry = await audit.entry(article.audit_seq)
    assert entry.facts is not None
    assert entry.facts.facts["notice_no"] == article.row.no


@pytest.mark.parametrize("text", ["%", "_", "\\"])
async def test_wildcards_in_a_search_are_taken_literally(now: datetime, text: str) -> None:
    await bidding(await make_cast(), now=now)
    assert (await search_notices(wanted=NoticeFilter(text=text), page=FIRST)).total == 0


async def test_ranking_and_names_stay_secret_until_the_award_is_published(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    view = await any_lot(lot.id)
    before = await project_life(view.project_no)
    assert (before.bids, before.committee_names, before.award) == ((), (), None)
    tags = [e.facts.tag for e in await audit.public_entries_about(subject=str(lot.id)) if e.facts]
    assert "trading:ranking:record" not in tags


async def test_the_award_is_published_once_with_ranking_and_committee(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    view = await any_lot(lot.id)
    winner = cast.bidders[0]
    assert winner.organisation_id
    await determine_award(
        actor=cast.tenderer,
        lot_id=lot.id,
        bidder_id=winner.organisation_id,
        word=AwardForm(late_reason=""),
        now=now,
    )
    notice = await Notice.objects().where((Notice.lot == lot.id) & (Notice.kind == "award_notice")).first()
    assert notice is not None
    timer = await timer_of("trading.publish_award", subject_id=notice.id)
    assert timer is not None
    for _ in range(3):
        await publish_award(actor=SYSTEM, notice_id=notice.id, now=now)
    assert (await topics_of(lot.id)).count("trading.award_published") == 1
    life = await project_life(view.project_no)
    assert life.award is not None
    assert life.award.winner_name == winner.organisation_name
    assert [bid.rank for bid in life.bids] == [1, 2, 3]
    assert life.committee_names == ("甲", "乙", "丙", "丁", "戊")
    assert all(entry.state == "done" for entry in (await public_life(view.project_no, now=now)).entries)
    tags = [e.facts.tag for e in await audit.public_entries_about(subject=str(lot.id)) if e.facts]
    assert tags[-4:] == [
        "trading:ranking:record",
        "trading:award:determine",
        "trading:award:publish",
        "trading:letters:issue",
    ]
    assert (await home_figures(now=now)).awarded_lots >= 1
    award = await award_of(lot.id)
    assert award is not None
    assert award.determined_by == cast.tenderer.person_id
    deeming = await timer_of("trading.deem_award", subject_id=lot.id)
    assert deeming is not None
    assert deeming.cancelled_at is not None


async def test_a_failed_lot_publishes_its_reason(now: datetime) -> None:
    cast = await make_cast()
    lot, _ = await bidding(cast, now=now)
    await close_bidding(lot_id=lot.id, actor=SYSTEM, now=now)
    await fail_lot(lot_id=lot.id, actor=cast.host, reason="投标人不足3家", now=now)
    notice = (
        await Notice.objects().where((Notice.lot == lot.id) & (Notice.kind == "termination_notice")).first()
    )
    assert notice is not None
    await publish_notice(actor=SYSTEM, notice_id=notice.id, now=now)
    article = await notice_by_no(notice.no)
    assert article.body.sections[1].paragraphs == ("投标人不足3家",)
    assert (await Lot.objects().where(Lot.id == lot.id).first()).state == "failed"  # type: ignore[union-attr]
    with pytest.raises(IllegalTransition):
        await fail_lot(lot_id=lot.id, actor=cast.host, reason="再次", now=now)


async def test_the_scheme_comes_in_its_order(now: datetime) -> None:
    lot = await drafted(await make_cast(), now=now)
    scheme = await scheme_of(lot.id)
    assert scheme.total == 100
    assert [criterion.ordinal for criterion in scheme.criteria] == [1, 2, 3, 4, 5]
