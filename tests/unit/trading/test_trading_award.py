"""Rankings that may be recorded and winners that may be determined."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from core.clock import BEIJING
from core.errors import Invalid
from core.ids import new_id
from core.periods import end_of
from trading.decisions.domain.award import (
    Candidate,
    Passing,
    award_reason,
    candidate_in_turn,
    check_in_turn,
    deemed_reason,
    lateness,
)
from trading.decisions.domain.ending import ending_reason
from trading.decisions.domain.ranking import RankedBid, ranking_faults
from trading.kinds import KINDS
from trading.kinds.procurement.deciding import DECIDING, METHOD
from trading.kinds.procurement.names import TERMS
from trading.kinds.procurement.offer import OFFER
from trading.projects.domain.faults import Faults, refuse_faults
from trading.projects.domain.times import determine_by, publish_by
from trading.rules import official_calendar

RULES = KINDS["procurement"].rules_on(date(2026, 11, 22))


def bid(
    rank: int | None, total: str | None, price: str, *, reason: str = "", bidder: UUID | None = None
) -> RankedBid:
    return RankedBid(
        bidder_id=bidder or new_id(),
        bidder_name="某公司",
        price=Decimal(price),
        evaluated_price=Decimal(price),
        scores=(),
        total=Decimal(total) if total else None,
        rank=rank,
        reason=reason,
    )


def codes(*bids: RankedBid) -> list[str]:
    return [
        fault.code
        for fault in ranking_faults(
            bids=bids, least=RULES["O03"], limit=Decimal(100), offer=OFFER, method=METHOD
        )
    ]


def test_totals_descending_are_in_order() -> None:
    assert codes(bid(1, "90", "5"), bid(2, "80", "4"), bid(3, "70", "3")) == []


def test_a_tie_in_total_goes_to_the_lower_price() -> None:
    assert codes(bid(1, "90", "4"), bid(2, "90", "5"), bid(3, "70", "3")) == []
    assert codes(bid(1, "90", "5"), bid(2, "90", "4"), bid(3, "70", "3")) == ["ranking-out-of-order"]


def test_a_tie_in_both_is_a_shared_rank_and_the_next_is_skipped() -> None:
    assert codes(bid(1, "90", "4"), bid(1, "90", "4"), bid(3, "70", "3")) == []
    assert codes(bid(1, "90", "4"), bid(2, "90", "4"), bid(3, "70", "3")) == ["ranking-out-of-order"]


def test_two_valid_bids_are_too_few() -> None:
    assert codes(bid(1, "90", "4"), bid(2, "80", "4"), bid(None, None, "1", reason="超过限价")) == [
        "too-few-valid-bids"
    ]


def test_no_valid_bid_asks_more_than_the_ceiling() -> None:
    at, above = bid(3, "70", "100"), bid(3, "70", "100.01")
    assert codes(bid(1, "90", "4"), bid(2, "80", "4"), at) == []
    assert codes(bid(1, "90", "4"), bid(2, "80", "4"), above) == ["ranked-above-ceiling"]


def test_an_invalid_bid_needs_its_reason() -> None:
    assert codes(bid(1, "90", "4"), bid(2, "80", "4"), bid(3, "70", "4"), bid(None, None, "1")) == [
        "ranking-incomplete"
    ]


def candidates() -> tuple[Candidate, ...]:
    return tuple(
        Candidate(bidder_id=new_id(), name=f"公司{n}", price=Decimal(100 + n), rank=n, place=n)
        for n in (1, 2, 3)
    )


def test_the_first_nobody_passed_over_is_in_turn() -> None:
    three = candidates()
    turned = (three[2], three[0], three[1])
    assert candidate_in_turn(candidates=turned, passed_over=frozenset()) == three[0]
    assert candidate_in_turn(candidates=turned, passed_over={three[0].bidder_id}) == three[1]
    assert candidate_in_turn(candidates=turned, passed_over={one.bidder_id for one in three}) is None


@pytest.mark.parametrize("wished", [1, 2])
def test_whoever_is_not_in_turn_cannot_be_chosen(wished: int) -> None:
    three = candidates()
    with pytest.raises(Invalid) as refusal:
        check_in_turn(
            in_turn=three[0], candidates=three, bidder_id=three[wished].bidder_id, deciding=DECIDING
        )
    assert (refusal.value.code, refusal.value.article) == (
        "winner-out-of-order",
        "《政府采购法实施条例》第四十三条",
    )


def test_a_stranger_cannot_win() -> None:
    three = candidates()
    with pytest.raises(Invalid) as refusal:
        check_in_turn(in_turn=three[0], candidates=three, bidder_id=new_id(), deciding=DECIDING)
    assert refusal.value.code == "winner-not-a-candidate"


@pytest.mark.parametrize(("day", "late"), [(27, False), (28, True)])
def test_the_last_day_is_still_in_time(day: int, late: bool) -> None:
    moment = datetime(2026, 11, day, 23, 59, tzinfo=BEIJING)
    ask = {"determine_by_on": date(2026, 11, 27), "now": moment, "rules": RULES, "terms": TERMS}
    if late:
        with pytest.raises(Invalid) as refusal:
            lateness(**ask, reason="")  # type: ignore[arg-type]
        assert refusal.value.article == "《政府采购法实施条例》第四十三条"
        assert "截至2026年11月27日（星期五）24时" in refusal.value.message
        assert lateness(**ask, reason="采购人换届") == "采购人换届"  # type: ignore[arg-type]
    else:
        assert lateness(**ask, reason="") == ""  # type: ignore[arg-type]


def test_faults_are_told_one_alone_or_all_together() -> None:
    one, two = Invalid(code="a", message="甲", article="《甲》"), Invalid(code="a", message="乙")
    refuse_faults(())
    with pytest.raises(Invalid) as single:
        refuse_faults((one,))
    assert single.value is one
    with pytest.raises(Faults) as several:
        refuse_faults((one, two))
    assert several.value.faults == (one, two)
    assert several.value.facts == {"a": "甲", "a#2": "乙"}
    assert several.value.article == "《甲》"


def test_the_tenderers_days_are_working_days_and_end_at_midnight() -> None:
    received = datetime(2026, 9, 18, 16, 0, tzinfo=BEIJING)  # a Friday; Sunday the 20th is worked
    ask = {"rules": RULES, "calendar": official_calendar()}
    by = determine_by(received_at=received, **ask)  # type: ignore[arg-type]
    assert by == date(2026, 9, 24)
    assert end_of(by) == datetime(2026, 9, 25, 0, 0, tzinfo=BEIJING)
    assert publish_by(determined_at=received, **ask) == date(2026, 9, 21)  # type: ignore[arg-type]
    late = datetime(2026, 12, 31, 9, 0, tzinfo=BEIJING)
    assert determine_by(received_at=late, **ask) is None  # type: ignore[arg-type]


def test_the_published_reason_of_a_deemed_award_cites_the_article() -> None:
    reason = deemed_reason(rules=RULES, deciding=DECIDING)
    assert "5个工作日" in reason
    assert "《政府采购货物和服务招标投标管理办法》第六十八条" in reason


def passing(ground: str, *, statement: str = "该供应商来函放弃中标。") -> Passing:
    chosen = DECIDING.grounds[ground]
    return Passing(
        bidder_id=new_id(),
        bidder_name="蜀通有限公司",
        place=1,
        ground=chosen.title,
        article=chosen.article,
        statement=statement,
        evidence="审计日志第7条",
        has_file=False,
        result="中标",
    )


@pytest.mark.parametrize("ground", list(DECIDING.grounds))
def test_a_passing_over_is_told_in_one_sentence_whatever_its_ground(ground: str) -> None:
    one = passing(ground)
    assert award_reason((one,)) == (
        f"排序第1的蜀通有限公司经认定不能中标，情形为{one.ground}（依据{one.article}）："
        "该供应商来函放弃中标；证据：审计日志第7条"
    )


@pytest.mark.parametrize("ground", list(DECIDING.endings))
def test_an_ending_tells_the_passings_over_that_stand_whatever_its_ground(ground: str) -> None:
    one, chosen = passing("declined"), DECIDING.endings[ground]
    alone = f"{chosen.title}（依据{chosen.article}）：采购任务已经批准取消"
    told = ending_reason(ground=chosen, statement="采购任务已经批准取消。", evidence="", passings=(one,))
    assert told == f"{alone}。{one.sentence}"
    proof = ending_reason(ground=chosen, statement="采购任务已经批准取消。", evidence="批文", passings=())
    assert proof == f"{alone}；证据：批文"
