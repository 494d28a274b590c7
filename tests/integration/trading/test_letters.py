"""With the result every bidder is told: the winner by 中标通知书, the others their score and rank (87令第六十九条)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from asyncpg.exceptions import RaiseError
from factories.bidding_cast import set_deduction
from factories.trading_cast import (
    SYSTEM,
    Cast,
    bidding,
    evaluated,
    evaluating,
    make_cast,
    make_person,
    ranked,
)

from app.desk.due import MOST, due_lines
from app.roles import ROLE_PERMISSIONS
from core.errors import NotFound
from identity.actor import Actor
from identity.roles import Role
from storage import audit
from storage.database import execute
from trading.choices import Enterprise, LetterKind
from trading.decisions.domain.ranking import RankedBid
from trading.decisions.forms import AwardForm
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.record_ranking import record_ranking
from trading.notices.documents import letter_document, notice_document
from trading.notices.domain.letters import letter_sha256
from trading.notices.operations.publish_award import publish_award
from trading.notices.queries.letters import letter_by_no, letters_about, letters_to
from trading.notices.queries.life import project_life
from trading.notices.queries.published import notice_by_no
from trading.projects.queries.lots import any_lot
from trading.tables import Lot, Notice
from web.word.reading import document_text, read_document


async def awarded(
    cast: Cast, *, now: datetime, bids: tuple[RankedBid, ...] = (), percent: str | None = None
) -> tuple[Lot, str]:
    """Three valid bids and an invalid one, the first of which wins; the project's number."""
    lot = await evaluating(cast, now=now)
    if percent is not None:
        await set_deduction(lot.id, percent)
    fourth = await make_person(Role.BIDDER)
    assert fourth.organisation_id
    invalid = replace(
        ranked(cast)[2],
        bidder_id=fourth.organisation_id,
        bidder_name=fourth.organisation_name or "",
        scores=(),
        total=None,
        rank=None,
        reason="未通过符合性审查：未按要求签章",
    )
    await record_ranking(
        actor=cast.host,
        lot_id=lot.id,
        bids=(*(bids or ranked(cast)), invalid),
        committee_names=("甲",),
        now=now,
    )
    await determine_award(
        actor=cast.tenderer, lot_id=lot.id, bidder_id=own(cast, 0), word=AwardForm(late_reason=""), now=now
    )
    notice = await Notice.objects().where((Notice.lot == lot.id) & (Notice.kind == "award_notice")).first()
    assert notice is not None
    for _ in range(2):
        await publish_award(actor=SYSTEM, notice_id=notice.id, now=now)
    return lot, (await any_lot(lot.id)).project_no


def own(cast: Cast, place: int) -> UUID:
    found = cast.bidders[place].organisation_id
    assert found
    return found


async def words_to(actor: Actor) -> str:
    assert actor.organisation_id
    (row,) = await letters_to(actor.organisation_id)
    return document_text(read_document(await letter_document(await letter_by_no(no=row.no, actor=actor))))


async def test_everybody_who_bid_gets_one_letter_and_the_log_its_hash(now: datetime) -> None:
    cast = await make_cast()
    lot, no = await awarded(cast, now=now)
    letters = await letters_about(no)
    assert [row.kind for row in letters].count(LetterKind.AWARD) == 1
    assert len({row.no for row in letters}) == len(letters) == 4
    (entry,) = [
        e for e in await audit.public_entries_about(subject=str(lot.id))
        if e.facts and e.facts.tag == "trading:letters:issue"
    ]  # fmt: skip
    assert entry.facts is not None
    logged = {line["no"]: line["body_sha256"] for line in entry.facts.facts["letters"]}
    for row in letters:
        letter = await letter_by_no(no=row.no, actor=cast.tenderer)
        assert logged[row.no] == letter_sha256(letter.body)


async def test_a_loser_reads_its_own_score_and_rank_and_nobody_elses(now: datetime) -> None:
    cast = await make_cast()
    await awarded(cast, now=now)
    words = await words_to(cast.bidders[1])
    assert "88.00分" in words
    assert "第2名，有效投标人共3家" in words
    assert "87.00" not in words
    assert "89.00" not in words
    assert "7个工作日" in words


async def test_an_invalid_bidder_reads_why(now: datetime) -> None:
    cast = await make_cast()
    _, no = await awarded(cast, now=now)
    bodies = [(await letter_by_no(no=row.no, actor=cast.host)).body for row in await letters_about(no)]
    assert any(
        "投标无效：未通过符合性审查：未按要求签章" in json.dumps(b.lines, ensure_ascii=False) for b in bodies
    )


async def test_the_winners_letter_has_number_days_and_places_for_seals(now: datetime) -> None:
    cast = await make_cast()
    await awarded(cast, now=now)
    words = await words_to(cast.bidders[0])
    assert "编号：" in words
    assert "30日内" in words
    assert "《政府采购法》第四十六条" in words
    for party in (cast.tenderer, cast.agency):
        assert party.organisation_name in words


async def test_who_got_a_deduction_or_none_is_told_in_notice_and_letters_with_price_and_reason(
    now: datetime,
) -> None:
    """A winner's declaration goes out with the result, a refusal with its reason to its bidder (财库〔2020〕46号)."""
    cast = await make_cast()
    first, second, third = ranked(cast)
    small = replace(first, evaluated_price=Decimal("342900.00"), enterprise=Enterprise.SMALL, small_firm=True)
    doubted = replace(
        second, enterprise=Enterprise.WELFARE, small_firm=False, small_firm_reason="未提供证明文件"
    )
    _, no = await awarded(cast, now=now, bids=(small, doubted, third), percent="10")
    article = await notice_by_no(f"{no}-02")
    told = document_text(read_document(await notice_document(article)))
    for said in (
        "342,900.00元（投标报价381,000.00元×（1－10%），给予小微企业价格扣除）",
        "《中小企业声明函》",
        "（财库〔2020〕46号）第十三条",
        f"{small.bidder_name}参加{cast.tenderer.organisation_name}的",
        "声明其为小型企业",
    ):
        assert said in told
    (table,) = [section.table for section in article.body.sections if section.table]
    assert [row[2:4] for row in table.rows[:2]] == [
        ("381,000.00", "342,900.00"),
        ("382,000.00", "382,000.00"),
    ]
    assert table.rows[0][-1] == "小微企业价格扣除10%"
    assert "未提供证明文件" not in told
    assert [bid.small_firm_reason for bid in (await project_life(no)).bids] == [""] * 4
    words = await words_to(cast.bidders[1])
    assert "贵单位声明为残疾人福利性单位，评标委员会未予认定，不给予价格扣除。理由：未提供证明文件" in words
    assert "声明" not in await words_to(cast.bidders[2])


async def test_a_letter_shows_itself_to_those_it_concerns_only_and_never_changes(now: datetime) -> None:
    cast = await make_cast()
    lot, _ = await awarded(cast, now=now)
    (row,) = await letters_to(own(cast, 1))
    for reader in (cast.bidders[1], cast.tenderer, cast.agency, cast.host, cast.supervisor):
        assert (await letter_by_no(no=row.no, actor=reader)).row == row
    for stranger in (cast.bidders[0], cast.bidders[2], await make_person(Role.TENDERER)):
        with pytest.raises(NotFound):
            await letter_by_no(no=row.no, actor=stranger)
    with pytest.raises(RaiseError):
        await execute("UPDATE trading_letter SET addressee_name = 'x' WHERE lot = $1", lot.id)


async def test_winner_and_losers_are_told_on_their_desks_with_the_letter_linked(now: datetime) -> None:
    cast = await make_cast()
    await awarded(cast, now=now)
    for place, act in ((0, "签订合同"), (1, "查看结果"), (2, "查看结果")):
        actor = replace(cast.bidders[place], permissions=ROLE_PERMISSIONS[Role.BIDDER])
        (row,) = await letters_to(own(cast, place))
        lines = {line.href: line.act for line in await due_lines(actor=actor, now=now)}
        assert lines[f"/letters/{row.no}"] == act


async def test_no_number_of_lots_open_to_everybody_hides_a_letter(now: datetime) -> None:
    for _ in range(MOST + 1):
        await bidding(await make_cast(), now=now)
    cast = await make_cast()
    await awarded(cast, now=now)
    actor = replace(cast.bidders[0], permissions=ROLE_PERMISSIONS[Role.BIDDER])
    (row,) = await letters_to(own(cast, 0))
    lines = await due_lines(actor=actor, now=now)
    assert len(lines) == MOST
    assert lines[0].href == f"/letters/{row.no}"


async def test_tenderer_and_agency_find_the_report_on_their_desks_before_the_decision(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    path = f"/desk/projects/{(await any_lot(lot.id)).project_no}/lots/1/determination"
    for person, role in ((cast.tenderer, Role.TENDERER), (cast.agency, Role.AGENCY)):
        actor = replace(person, permissions=ROLE_PERMISSIONS[role])
        assert path in {line.href for line in await due_lines(actor=actor, now=now)}, role
