"""Equals are put in order by the rule of the documents: nobody chooses, everybody can repeat it."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest

from core import rfc3797
from core.ids import new_id
from trading.choices import TieRule
from trading.decisions.domain.ranking import RankedBid, ScoreLine
from trading.decisions.domain.tie import broken_ties, places, tie_seed
from trading.kinds.procurement.ties import tie_notes

SEED = tie_seed(project_no="510116-2026-00053", closing_root=b"\x01" * 32, ranking_sha256=b"\x02" * 32)


def bid(name: str, rank: int | None, *, price_points: str = "20", total: str = "90") -> RankedBid:
    return RankedBid(
        bidder_id=new_id(),
        bidder_name=name,
        price=Decimal(100),
        evaluated_price=Decimal(100),
        scores=(ScoreLine(name="价格分", max_points=Decimal(30), points=Decimal(price_points)),)
        if rank
        else (),
        total=Decimal(total) if rank else None,
        rank=rank,
        reason="" if rank else "未通过符合性审查",
    )


def names(bids: tuple[RankedBid, ...], rule: TieRule, seed: str = SEED) -> list[str]:
    taken = places(bids, broken_ties(bids=bids, rule=rule, seed=seed))
    told = {one.bidder_id: one.bidder_name for one in bids}
    return [told[bidder] for bidder in sorted(taken, key=lambda one: taken[one])]


def test_without_a_shared_rank_nothing_is_broken() -> None:
    bids = (bid("甲", 1), bid("乙", 2), bid("丙", None))
    assert broken_ties(bids=bids, rule=TieRule.TECHNICAL, seed=SEED) == ()
    assert names(bids, TieRule.TECHNICAL) == ["甲", "乙"]


def test_the_better_technical_score_comes_first_and_needs_no_draw() -> None:
    bids = (bid("甲", 1, price_points="20"), bid("乙", 1, price_points="18"), bid("丙", 3))
    (tie,) = broken_ties(bids=bids, rule=TieRule.TECHNICAL, seed=SEED)
    assert tie.seed == ""
    assert names(bids, TieRule.TECHNICAL) == ["乙", "甲", "丙"]


@pytest.mark.parametrize("rule", list(TieRule))
def test_equals_in_everything_are_drawn_as_rfc_3797_says(rule: TieRule) -> None:
    bids = (bid("甲", 2), bid("乙", 2), bid("丙", 2), bid("丁", 1))
    (tie,) = broken_ties(bids=bids, rule=rule, seed=SEED)
    drawn = rfc3797.selection(seed=tie.seed, pool=3, count=3)
    assert tie.order == tuple(tie.pool[at] for at in drawn)
    assert names(bids, rule)[0] == "丁"


def test_the_draw_does_not_hang_on_the_order_bids_come_in() -> None:
    four = (bid("甲", 1), bid("乙", 1), bid("丙", 1), bid("丁", 1))
    assert len({tuple(names(order, TieRule.DRAW)) for order in permutations(four)}) == 1


def test_another_seed_gives_another_order_so_the_seed_decides() -> None:
    bids = tuple(bid(name, 1) for name in "甲乙丙丁戊己")
    found = {
        tuple(names(bids, TieRule.DRAW, tie_seed(project_no=f"p{n}", closing_root=b"r", ranking_sha256=b"h")))
        for n in range(8)
    }
    assert len(found) > 1


def test_the_notice_tells_seed_pool_and_order() -> None:
    bids = (bid("甲", 1), bid("乙", 1), bid("丙", 3))
    (note,) = tie_notes(bids, broken_ties(bids=bids, rule=TieRule.DRAW, seed=SEED))
    assert SEED in note
    assert "并列第1名" in note
    assert "《政府采购货物和服务招标投标管理办法》第六十八条" in note
