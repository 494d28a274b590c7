"""Several lots of one project from handing in to the award: together where the law has one act, else each by itself."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from factories.project_lots import (
    announced,
    determined,
    evaluated,
    of_lot,
    put_rows,
    rows_of,
    states,
    the_notice,
    with_three_lots,
)
from factories.trading_cast import SYSTEM, drafted, make_cast
from factories.waiting import timer_of

from core.errors import NotFound
from storage import audit
from storage.database import fetch
from trading.notices.operations.publish_award import publish_award
from trading.notices.operations.publish_notice import publish_notice
from trading.notices.queries.letters import letters_about
from trading.notices.queries.life import project_life, public_lots
from trading.notices.queries.notice_texts import announcement_preview
from trading.notices.queries.published import (
    home_figures,
    newest_notices,
    notice_by_no,
    notices_of_project,
    open_lots,
)
from trading.notices.queries.search import NoticeFilter, search_notices
from trading.projects.forms import LotForm, ReasonForm
from trading.projects.operations.accept_project import accept_project
from trading.projects.operations.move_lot import (
    close_bidding,
    fail_lot,
)
from trading.projects.operations.return_project import return_project
from trading.projects.operations.submit_project import submit_project
from trading.projects.queries import opening_panel
from trading.projects.queries.desk import desk_counts, desk_lots, desk_projects
from trading.projects.queries.drafts import lots_of, project_of
from trading.projects.queries.lots import any_lot
from trading.states import LotState
from trading.tables import Notice
from web.paging import PageRequest

FIRST = PageRequest(number=1, size=20)


async def test_all_lots_are_handed_in_returned_and_accepted_with_one_notice(now: datetime) -> None:
    cast = await make_cast()
    lots = await with_three_lots(cast, now)
    project_id = lots[0].project
    await submit_project(actor=cast.agency, project_id=project_id, now=now)
    assert await states(lots) == [LotState.SUBMITTED] * 3
    await return_project(actor=cast.host, project_id=project_id, word=ReasonForm(reason="请核对"), now=now)
    assert await states(lots) == [LotState.DRAFT] * 3
    await submit_project(actor=cast.agency, project_id=project_id, now=now)
    await accept_project(actor=cast.host, project_id=project_id, now=now)
    assert await states(lots) == [LotState.ACCEPTED] * 3
    assert await Notice.count().where(Notice.project == project_id) == 1
    for lot in lots:
        assert len((await opening_panel(lot.id)).officers) == 3


async def test_handing_in_and_a_further_lot_at_one_moment_leave_no_lot_behind(now: datetime) -> None:
    """Whoever comes second sees what the first has done: never a draft lot in a submitted project."""
    cast = await make_cast()
    lots = await with_three_lots(cast, now)
    further = [*rows_of(lots), LotForm(name="再一包", budget=Decimal(1))]
    await asyncio.gather(
        put_rows(cast, lots[0], further, now=now),
        submit_project(actor=cast.agency, project_id=lots[0].project, now=now),
        return_exceptions=True,
    )
    left = await lots_of(await project_of(lots[0]))
    assert len({lot.state for lot in left}) == 1


async def test_one_announcement_opens_every_lot(now: datetime) -> None:
    cast = await make_cast()
    lots = await announced(cast, now)
    assert await states(lots) == [LotState.BIDDING] * 3
    view = await any_lot(lots[0].id)
    (row,) = await notices_of_project(view.project_no)
    assert (row.no, row.budget, len(row.lots)) == (f"{view.project_no}-01", Decimal(600_000), 3)
    article = await notice_by_no(row.no)
    assert article.body.sections[0].table is not None
    assert article.body.sections[0].table.rows == (
        ("第1包", "软件", "300,000.00", "280,000.00"),
        ("第2包", "硬件", "200,000.00", "200,000.00"),
        ("第3包", "运维", "100,000.00", "100,000.00"),
    )
    assert dict(article.body.sections[0].lines)["预算金额"].startswith("600,000.00元")
    of_schemes = [section for section in article.body.sections if section.heading.startswith("第")]
    assert [section.heading for section in of_schemes] == ["第1包 软件", "第2包 硬件", "第3包 运维"]
    assert [section.table and section.table.rows[1][1] for section in of_schemes] == [
        "软件0",
        "硬件0",
        "运维0",
    ]
    for lot in lots:
        entries = await audit.public_entries_about(subject=str(lot.id))
        (entry,) = [one for one in entries if one.facts and one.facts.tag == "trading:notice:publish"]
        assert entry.facts is not None
        assert entry.facts.facts["notice_no"] == row.no
        timer = await timer_of("bidding_room.freeze_bids", subject_id=lot.id)
        assert timer is not None
        topics = await fetch("SELECT topic FROM storage_outbox WHERE subject_id = $1", lot.id)
        assert [one["topic"] for one in topics] == ["trading.notice_published"]


async def test_all_lots_go_back_when_it_is_too_late_to_publish(now: datetime) -> None:
    cast = await make_cast()
    lots = await with_three_lots(cast, now)
    await submit_project(actor=cast.agency, project_id=lots[0].project, now=now)
    await accept_project(actor=cast.host, project_id=lots[0].project, now=now)
    notice = await the_notice(lots[0])
    await publish_notice(actor=SYSTEM, notice_id=notice.id, now=notice.publish_at + timedelta(days=3))
    assert await states(lots) == [LotState.DRAFT] * 3
    assert (await the_notice(lots[0])).state == "withdrawn"


async def test_the_preview_is_what_is_published(now: datetime) -> None:
    cast = await make_cast()
    lots = await with_three_lots(cast, now)
    no = (await any_lot(lots[0].id)).project_no
    preview = await announcement_preview(no)
    assert preview is not None
    assert [section.heading[:3] for section in preview.sections if section.heading.startswith("第")] == [
        "第1包",
        "第2包",
        "第3包",
    ]


async def test_two_lots_determined_at_one_moment_get_two_numbers(now: datetime) -> None:
    cast = await make_cast()
    lots = await announced(cast, now)
    for lot in lots[:2]:
        await evaluated(cast, lot, now=now)
    await asyncio.gather(*(determined(cast, lot, now=now) for lot in lots[:2]))
    no = (await any_lot(lots[0].id)).project_no
    notices = await Notice.objects().where(Notice.project == lots[0].project).order_by(Notice.no)
    assert [notice.no for notice in notices] == [f"{no}-01", f"{no}-02", f"{no}-03"]
    assert {notice.lot for notice in notices[1:]} == {lots[0].id, lots[1].id}


async def test_one_lot_fails_while_another_is_awarded_and_each_says_which_it_is(now: datetime) -> None:
    cast = await make_cast()
    lots = await announced(cast, now)
    first, second, _ = lots
    no, now = (await any_lot(first.id)).project_no, now + timedelta(hours=1)
    await close_bidding(lot_id=first.id, actor=SYSTEM, now=now)
    await fail_lot(lot_id=first.id, actor=cast.host, reason="投标人不足3家", now=now)
    await publish_notice(actor=SYSTEM, notice_id=(await of_lot(first)).id, now=now)
    await evaluated(cast, second, now=now)
    await determined(cast, second, now=now)
    await publish_award(actor=SYSTEM, notice_id=(await of_lot(second)).id, now=now)
    assert await states(lots) == [LotState.FAILED, LotState.AWARDED, LotState.BIDDING]

    name = (await any_lot(first.id)).project_name
    of_project = await notices_of_project(no)
    assert [row.title for row in of_project] == [
        f"{name}公开招标公告",
        f"{name}（第1包 软件）废标公告",
        f"{name}（第2包 硬件）中标结果公告",
    ]
    assert [row.no[-2:] for row in of_project] == ["01", "02", "03"]
    result = await notice_by_no(f"{no}-03")
    assert ("采购包", "第2包 硬件") in result.body.sections[0].lines
    assert dict(result.body.sections[2].lines)["名称"] == "硬件"
    ended = await notice_by_no(f"{no}-02")
    assert ("采购包", "第1包 软件") in ended.body.sections[0].lines

    assert [lot.state for lot in await public_lots(no)] == [
        LotState.FAILED,
        LotState.AWARDED,
        LotState.BIDDING,
    ]
    assert [row.no[-2:] for row in (await project_life(no, 1)).notices] == ["01", "02"]
    life = await project_life(no, 2)
    assert [row.no[-2:] for row in life.notices] == ["01", "03"]
    assert life.award is not None
    assert (await project_life(no, 3)).award is None
    with pytest.raises(NotFound, match="lot-unknown"):
        await project_life(no, 4)
    assert {row.lot_title for row in await letters_about(no)} == {f"{name}（第2包 硬件）"}


async def test_lists_of_projects_have_it_once_and_lists_of_lots_each_of_them(now: datetime) -> None:
    cast = await make_cast()
    lots = await announced(cast, now)
    no = (await any_lot(lots[0].id)).project_no
    await close_bidding(lot_id=lots[1].id, actor=SYSTEM, now=now)
    (row,) = (await desk_projects(actor=cast.tenderer, states=None, page=FIRST)).items
    assert (row.state, row.budget) == (LotState.BIDDING, Decimal(600_000))
    assert [(one.state_title, one.lots) for one in row.standing] == [("投标中", 2), ("投标已截止", 1)]
    closed = await desk_projects(actor=cast.tenderer, states=(LotState.CLOSED,), page=FIRST)
    assert (closed.total, closed.items[0].lot_no, closed.items[0].state) == (1, 2, LotState.CLOSED)
    assert (await desk_lots(actor=cast.tenderer, states=None, page=FIRST)).total == 3
    assert await desk_counts(actor=cast.tenderer) == {LotState.BIDDING: 1, LotState.CLOSED: 1}
    opening = [one.lot_ref for one in await open_lots(now=now) if one.project_no == no]
    assert sorted(opening) == [f"{no}-001", f"{no}-003"]
    found = await search_notices(wanted=NoticeFilter(text=f"{no}-002"), page=FIRST)
    assert [one.no for one in found.items] == [f"{no}-01"]
    assert [one.no for one in await newest_notices() if one.project_no == no] == [f"{no}-01"]
    assert (await home_figures(now=now)).open_lots >= 2


async def test_a_project_of_one_lot_says_nothing_of_lots(now: datetime) -> None:
    cast = await make_cast()
    lot = await drafted(cast, now=now)
    preview = await announcement_preview((await any_lot(lot.id)).project_no)
    assert preview is not None
    assert all("包" not in section.heading for section in preview.sections)
    assert preview.sections[0].table is None
    assert "最高限价" in dict(preview.sections[0].lines)
