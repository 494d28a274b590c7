"""A kind that nobody foresaw runs its whole life: one module and one file of rules, and nothing else knows of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from factories.bidding_cast import make_bidding_cast
from factories.lives import Typed, awarded, drafted, notice_of, opened, project_id_of, seen, taking_offers
from factories.made_up_kind import AUCTIONED_BERTHS, BERTHS, BerthParticulars

from core.errors import IllegalTransition, Invalid
from storage.clock import platform_now
from trading import kinds
from trading.decisions.queries.results import ranked_bids
from trading.kinds import Kind
from trading.notices.queries.letters import letters_to
from trading.notices.queries.life import project_life, public_lots
from trading.notices.queries.published import notice_by_no
from trading.projects.domain.draft import LotBasics
from trading.projects.forms import ReasonForm
from trading.projects.operations.return_project import return_project
from trading.projects.operations.submit_project import submit_project
from trading.states import NoticeKind

TYPED = Typed(name="三号泊位", category="sea", budget=Decimal(1000), particulars=BerthParticulars(metres=120))


@pytest.fixture(autouse=True)
async def _known(monkeypatch: pytest.MonkeyPatch, fresh_database: str) -> None:
    """The kinds stand in a dict; that is all there is to knowing one. Its lots stay in a database of their own: no
    page of another test knows the kind."""
    for kind in (BERTHS, AUCTIONED_BERTHS):
        monkeypatch.setitem(kinds.KINDS, kind.code, kind)  # type: ignore[arg-type]
    monkeypatch.setenv("OWNER_DATABASE_URL", fresh_database)


@pytest.mark.parametrize(
    ("kind", "prices", "order"),
    [
        (BERTHS, ("900.00", "700.00", "1000.01"), ("700.00", "900.00", "1000.01")),
        (AUCTIONED_BERTHS, ("1900.00", "2700.00", "999.99"), ("2700.00", "1900.00", "999.99")),
    ],
    ids=("lower wins", "higher wins"),
)
async def test_it_runs_from_the_draft_to_the_notice(
    kind: Kind, prices: tuple[str, ...], order: tuple[str, ...]
) -> None:
    cast = await make_bidding_cast()
    lot_id = await drafted(cast, kind.code, TYPED, spans=(2, 2))
    await taking_offers(cast, lot_id)
    assert (await seen(lot_id)).state_title == "泊位bidding"
    await opened(cast, lot_id, prices=prices)
    assert [(f"{bid.price}", bid.rank) for bid in await ranked_bids(lot_id)] == [
        (order[0], 1),
        (order[1], 2),
        (order[2], None),
    ]
    notice = await notice_by_no((await awarded(cast, lot_id)).no)
    assert notice.row.title == "三号泊位中签公告"
    assert notice.body.sections[0].lines == (("长度", "120米"),)
    life = await project_life((await seen(lot_id)).project_no)
    assert life.award is not None
    assert life.award.amount == Decimal(order[0])
    assert {one.title for hand in cast.bidders for one in await letters_to(org(hand))} == {
        "中签通知",
        "未中签通知",
    }


def org(hand):
    return hand.actor.organisation_id


async def test_two_lots_are_announced_together_and_each_says_which_it_is() -> None:
    cast = await make_bidding_cast()
    berths = (LotBasics(name="东侧", budget=Decimal(1000)), LotBasics(name="西侧", budget=Decimal(500)))
    lot_id = await drafted(cast, BERTHS.code, replace(TYPED, lots=berths), spans=(2, 2))
    await taking_offers(cast, lot_id)
    no = (await seen(lot_id)).project_no
    section = (await notice_by_no(f"{no}-01")).body.sections[0]
    assert section.table is not None
    assert section.table.head[1:] == ("泊位名称", "补贴上限（元）")
    assert section.table.rows == (("第1号", "东侧", "1000.00"), ("第2号", "西侧", "500.00"))
    await opened(cast, lot_id, prices=("900.00", "700.00", "800.00"))
    result = await notice_by_no((await awarded(cast, lot_id)).no)
    assert result.row.title == "三号泊位（第1号 东侧）中签公告"
    assert ("泊位", "第1号 东侧") in result.body.sections[0].lines
    assert [lot.state.value for lot in await public_lots(no)] == ["awarded", "bidding"]


async def test_too_few_offers_end_it_by_its_own_rule_in_its_own_words() -> None:
    cast = await make_bidding_cast(bidders=3)
    lot_id = await drafted(cast, BERTHS.code, TYPED, spans=(2, 2))
    await taking_offers(cast, lot_id)
    await opened(cast, lot_id, prices=("900.00", "1100.00", "1200.00"))
    view = await seen(lot_id)
    assert view.failed_reason == "有效应征不足2家（《测试规则》第二条）。"
    assert (await notice_of(lot_id, NoticeKind.TERMINATION)).title == "三号泊位流签公告"


async def test_its_own_demands_are_made_and_those_of_others_are_not() -> None:
    cast = await make_bidding_cast()
    with pytest.raises(Invalid, match="tide-missed"):
        await drafted(cast, BERTHS.code, TYPED, spans=(1, 1))
    bare = replace(TYPED, particulars=BerthParticulars())
    lot_id = await drafted(cast, BERTHS.code, bare, spans=(2, 2))
    with pytest.raises(Invalid, match="berth-unmeasured"):
        await submit_project(
            actor=cast.agency.actor, project_id=await project_id_of(lot_id), now=await platform_now()
        )


async def test_an_arrow_its_life_has_not_is_no_way() -> None:
    cast = await make_bidding_cast()
    lot_id = await drafted(cast, BERTHS.code, TYPED, spans=(2, 2))
    now = await platform_now()
    await submit_project(actor=cast.agency.actor, project_id=await project_id_of(lot_id), now=now)
    word = ReasonForm(reason="请补充泊位的水深资料")
    with pytest.raises(IllegalTransition):
        await return_project(
            actor=cast.host.actor, project_id=await project_id_of(lot_id), word=word, now=now
        )


def test_particulars_of_an_older_version_are_lifted() -> None:
    assert BERTHS.particulars.read('{"version": 1, "fathoms": 60}') == BerthParticulars(metres=120)
    assert BERTHS.particulars.read(
        BERTHS.particulars.written(BerthParticulars(metres=7))
    ) == BerthParticulars(metres=7)
