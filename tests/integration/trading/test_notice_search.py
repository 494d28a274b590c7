"""Published notices are found by what people type, and a list never says that nothing is there when something is."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from factories.trading_cast import SYSTEM, Cast, bidding, evaluated, make_cast

from core.regions import region_name
from core.searching import search_pieces
from storage.database import fetch, transaction
from trading.decisions.forms import AwardForm
from trading.decisions.operations.determine_award import determine_award
from trading.notices.operations.publish_award import publish_award
from trading.notices.operations.publish_notice import publish_notice
from trading.notices.queries.search import NoticeFilter, regions_with_notices, search_notices
from trading.projects.operations.move_lot import close_bidding, fail_lot
from trading.projects.queries.drafts import project_of
from trading.states import NoticeKind
from trading.tables import Lot, Notice, Project
from web.paging import PageRequest

FIRST = PageRequest(number=1, size=20)
FULL_WIDTH = {ord(character): ord(character) + 0xFEE0 for character in map(chr, range(0x21, 0x7F))}


async def numbers_found(text: str, **more: object) -> set[str]:
    found = await search_notices(wanted=NoticeFilter(text=text, **more), page=FIRST)  # type: ignore[arg-type]
    return {row.no for row in found.items}


async def published(cast: Cast, now: datetime) -> tuple[Project, Notice]:
    lot, _ = await bidding(cast, now=now)
    notice = await Notice.objects().where(Notice.project == lot.project).first()
    assert notice is not None
    return await project_of(lot), notice


async def publish_next(lot: Lot, kind: NoticeKind, now: datetime) -> Notice:
    notice = await Notice.objects().where((Notice.lot == lot.id) & (Notice.kind == kind.value)).first()
    assert notice is not None
    publish = publish_award if kind is NoticeKind.RESULT else publish_notice
    return await publish(actor=SYSTEM, notice_id=notice.id, now=now)


async def test_a_notice_is_found_by_everything_it_is_known_by(now: datetime) -> None:
    cast = await make_cast()
    project, notice = await published(cast, now)
    mine = cast.agency.organisation_name or ""
    for text in (
        notice.title,
        "公开招标公告",
        project.name,
        project.no,
        json.loads(project.particulars)["plan_no"],
        cast.tenderer.organisation_name or "",
        region_name(project.region),
        "双流",
        project.region,
    ):
        assert notice.no in await numbers_found(f"{mine} {text}"), text


@pytest.mark.parametrize("between", [" ", "　", "，", ", ", "  、 "])
async def test_all_words_must_occur_in_whatever_order_and_width(now: datetime, between: str) -> None:
    cast = await make_cast()
    project, notice = await published(cast, now)
    name, number = (cast.tenderer.organisation_name or "").upper(), project.no.translate(FULL_WIDTH)
    assert await numbers_found(between.join([number, "招标", name])) == {notice.no}
    assert await numbers_found(between.join([number, "绝无此词", name])) == set()


async def test_a_result_is_found_by_the_winner_only_once_it_is_published(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    winner = cast.bidders[0]
    assert winner.organisation_id
    assert winner.organisation_name
    await determine_award(
        actor=cast.tenderer,
        lot_id=lot.id,
        bidder_id=winner.organisation_id,
        word=AwardForm(late_reason=""),
        now=now,
    )
    assert await numbers_found(winner.organisation_name) == set()
    notice = await publish_next(lot, NoticeKind.RESULT, now)
    assert await numbers_found(winner.organisation_name) == {notice.no}
    assert await numbers_found(f"中标结果 {winner.organisation_name}") == {notice.no}


async def test_a_termination_is_found_by_its_listed_title(now: datetime) -> None:
    cast = await make_cast()
    lot, _ = await bidding(cast, now=now)
    await close_bidding(lot_id=lot.id, actor=SYSTEM, now=now)
    await fail_lot(lot_id=lot.id, actor=cast.host, reason="投标人不足3家", now=now)
    notice = await publish_next(lot, NoticeKind.TERMINATION, now)
    assert await numbers_found(f"废标公告 {cast.tenderer.organisation_name}") == {notice.no}
    assert await numbers_found(f"废标 {cast.tenderer.organisation_name}", kind=NoticeKind.RESULT) == set()


async def test_the_page_beyond_the_end_is_the_last_one(now: datetime) -> None:
    cast = await make_cast()
    _, notice = await published(cast, now)
    wanted = NoticeFilter(text=cast.agency.organisation_name or "")
    found = await search_notices(wanted=wanted, page=PageRequest(number=7, size=20))
    assert ([row.no for row in found.items], found.number, found.total) == ([notice.no], 1, 1)


async def test_regions_are_offered_by_name_and_hold_what_lies_in_them(now: datetime) -> None:
    cast = await make_cast()
    _, notice = await published(cast, now)
    offered = {choice.prefix: choice for choice in await regions_with_notices()}
    assert [offered[prefix].name for prefix in ("51", "5101", "510116")] == [
        "四川省",
        "四川省成都市",
        "四川省成都市双流区",
    ]
    assert offered["51"].notices >= offered["510116"].notices >= 1
    mine = cast.agency.organisation_name or ""
    for prefix in ("51", "5101", "510116"):
        assert await numbers_found(mine, region=prefix) == {notice.no}
    assert await numbers_found(mine, region="42") == set()


async def test_words_of_two_characters_are_served_by_the_index(database: None) -> None:
    async with transaction():
        await fetch("SET LOCAL enable_seqscan = off")
        plan = await fetch(
            "EXPLAIN SELECT no FROM trading_notice WHERE trading_search_pieces(search_text) @> $1",
            search_pieces("废标"),
        )
    assert "trading_notice_search" in "\n".join(row[0] for row in plan)


async def test_the_index_holds_the_pieces_the_search_asks_for(database: None) -> None:
    text = "四川省成都市 510116-2026-00001"
    [row] = await fetch("SELECT trading_search_pieces($1) AS pieces", text)
    assert set(search_pieces(text)) <= set(row["pieces"])
