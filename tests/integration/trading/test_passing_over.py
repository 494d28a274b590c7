"""The winner is the candidate in turn; who cannot win is passed over on a listed ground, in order, with evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from asyncpg.exceptions import RaiseError
from factories.trading_cast import SYSTEM, Cast, evaluated, make_cast, stated

from core.errors import DomainError, Invalid, NotFound
from storage import audit
from storage.database import execute
from trading.decisions.domain.evidence import LARGEST_EVIDENCE, Evidence
from trading.decisions.forms import AwardForm
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.pass_over_candidate import pass_over_candidate
from trading.decisions.queries.determination import determination
from trading.kinds.procurement.deciding import DECIDING
from trading.notices.operations.publish_award import publish_award
from trading.notices.queries.life import project_life, published_award
from trading.notices.queries.published import notice_by_no
from trading.projects.queries.lots import any_lot
from trading.tables import Award, Lot, Notice, PassedOver

PDF = Evidence(log_seq=None, file_name="放弃声明.pdf", data=b"%PDF-1.7\n")
FACTS = "该供应商于11月20日提交加盖公章的放弃声明"


async def pass_over(
    cast: Cast,
    lot: Lot,
    place: int,
    *,
    now: datetime,
    ground: str = "declined",
    statement: str = FACTS,
    evidence: Evidence = PDF,
) -> PassedOver:
    return await pass_over_candidate(
        actor=cast.tenderer,
        lot_id=lot.id,
        bidder_id=organisation(cast, place),
        word=stated(ground, statement, evidence),
        now=now,
    )


async def determine(cast: Cast, lot: Lot, place: int, *, now: datetime) -> Award:
    return await determine_award(
        actor=cast.tenderer,
        lot_id=lot.id,
        bidder_id=organisation(cast, place),
        word=AwardForm(late_reason=""),
        now=now,
    )


def organisation(cast: Cast, place: int) -> UUID:
    found = cast.bidders[place - 1].organisation_id
    assert found
    return found


@pytest.mark.parametrize("place", [2, 3])
async def test_a_later_rank_is_never_chosen(now: datetime, place: int) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    with pytest.raises(Invalid) as refusal:
        await determine(cast, lot, place, now=now)
    assert refusal.value.code == "winner-out-of-order"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ground": "x"}, "ground-not-listed"),
        ({"statement": "x"}, "statement-too-short"),
        ({"evidence": replace(PDF, data=b"")}, "evidence-missing"),
        ({"evidence": replace(PDF, data=b"MZ\x90")}, "evidence-kind-unknown"),
        ({"evidence": replace(PDF, data=b"%PDF-" + bytes(LARGEST_EVIDENCE))}, "evidence-too-large"),
        ({"evidence": replace(PDF, data=b"", log_seq=2**40)}, "evidence-not-logged"),
    ],
)
async def test_nobody_is_passed_over_without_ground_facts_and_evidence(
    now: datetime, change: dict[str, object], code: str
) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    with pytest.raises(DomainError) as refusal:
        await pass_over(cast, lot, 1, now=now, **change)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert not await PassedOver.exists().where(PassedOver.lot == lot.id)


async def test_only_the_candidate_in_turn_is_passed_over(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    with pytest.raises(Invalid) as refusal:
        await pass_over(cast, lot, 2, now=now)
    assert refusal.value.code == "winner-out-of-order"
    await pass_over(cast, lot, 1, now=now)
    with pytest.raises(Invalid):
        await pass_over(cast, lot, 1, now=now)


async def test_the_next_in_turn_wins_and_ground_facts_and_evidence_are_published(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    (closing,) = [
        e for e in await audit.public_entries_about(subject=str(lot.id))
        if e.facts and e.facts.tag == "trading:lot:close-bidding"
    ]  # fmt: skip
    await pass_over(cast, lot, 1, now=now, evidence=replace(PDF, log_seq=closing.seq))
    no = (await any_lot(lot.id)).project_no
    told = await determination(project_no=no, actor=cast.agency)
    assert told.in_turn is not None
    assert told.in_turn.bidder_id == organisation(cast, 2)
    award = await determine(cast, lot, 2, now=now)
    assert await published_award(lot.id) is None, "nothing is told before the notice"
    assert (award.rank, award.winner) == (2, organisation(cast, 2))
    notice = await Notice.objects().where((Notice.lot == lot.id) & (Notice.kind == "award_notice")).first()
    assert notice is not None
    await publish_award(actor=SYSTEM, notice_id=notice.id, now=now)
    article = await notice_by_no(notice.no)
    text = "\n".join(line for section in article.body.sections for line in section.paragraphs)
    ground = DECIDING.grounds["declined"]
    for said in (ground.title, ground.article, FACTS, PDF.sha256.hex(), f"审计日志第{closing.seq}条"):  # type: ignore[union-attr]
        assert said in text
    tags = [e.facts.tag for e in await audit.public_entries_about(subject=str(lot.id)) if e.facts]
    assert "trading:candidate:skip" in tags
    life = await project_life(no)
    assert life.award is not None
    [(bidder, told_of)] = life.award.passed_over.items()
    assert bidder == next(bid.bidder_id for bid in life.bids if bid.rank == 1)
    assert ground.title in told_of
    assert ground.article in told_of
    assert await published_award(lot.id) == life.award


async def test_strangers_pass_nobody_over_and_nothing_is_changed_afterwards(now: datetime) -> None:
    cast = await make_cast()
    lot = await evaluated(cast, now=now)
    stranger = replace(cast.tenderer, organisation_id=organisation(cast, 3))
    with pytest.raises(NotFound):
        await pass_over(replace(cast, tenderer=stranger), lot, 1, now=now)
    await pass_over(cast, lot, 1, now=now)
    with pytest.raises(RaiseError):
        await execute("UPDATE trading_passed_over SET statement = 'x' WHERE lot = $1", lot.id)
    with pytest.raises(RaiseError):
        await execute("DELETE FROM trading_passed_over WHERE lot = $1", lot.id)


def test_every_ground_names_its_article_and_what_proves_it() -> None:
    assert DECIDING.grounds
    for ground in DECIDING.grounds.values():
        assert "《" in ground.article
        assert ground.title
        assert ground.evidence
