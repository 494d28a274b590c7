"""综合评分法 at its boundaries, with the worked examples of the rule catalogue."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import Invalid
from evaluation.methods.comprehensive import price_score, rank_by_score
from evaluation.methods.question import BidEntry, CriterionPoints, Question
from trading.decisions.domain.deciding import Better
from trading.kinds import KINDS
from trading.projects.domain.comprehensive import ComprehensiveScheme

D = Decimal
OFFER = KINDS["procurement"].offer
FAR_ABOVE = "1000000000"
TECH = CriterionPoints(id="tech", max_points=D(40))
SERVICE = CriterionPoints(id="service", max_points=D(20))


def entry(bid: str, price: str, *, tech: str = "30", service: str = "10", **more: object) -> BidEntry:
    """One bid marked alike by three members; `tech` and `service` may be lists separated by blanks."""
    marks = {"tech": spread(tech), "service": spread(service)}
    return BidEntry(bid=bid, quoted=D(price), **{"marks": marks, **more})  # type: ignore[arg-type]


def spread(text: str) -> tuple[Decimal, ...]:
    marks = tuple(D(part) for part in text.split())
    return marks * 3 if len(marks) == 1 else marks


def rank(*entries: BidEntry, points: str = "40", ceiling: str = FAR_ABOVE) -> dict[str, tuple]:
    judged = [
        replace(one, excluded=one.excluded or OFFER.fault_of(one.quoted, limit=D(ceiling))) for one in entries
    ]
    question = Question(
        entries=judged,
        better=Better.LOWER,
        equals_share=True,
        scheme=ComprehensiveScheme(price_points=D(points)),
        criteria=(TECH, SERVICE),
    )
    return {r.bid: r for r in rank_by_score(question)}


def test_w1_the_lowest_price_is_the_base_and_scores_round_half_up():
    found = rank(entry("a", "1000000"), entry("b", "950000"), entry("c", "1100000"))
    assert [found[b].price_score for b in "abc"] == [D("38.00"), D("40.00"), D("34.55")]


def test_w9_policy_deduction_changes_base_and_score_but_not_the_quoted_price():
    found = rank(
        entry("small", "1000000", deduction_percent=D(20)),
        entry("large", "950000"),
        entry("joint", "980000", deduction_percent=D(5)),
        points="30",
    )
    assert [found[b].evaluated for b in found] == [D("800000.00"), D("931000.00"), D("950000.00")]
    assert found["small"].price_score == D("30.00")
    assert found["large"].price_score == D("25.26")
    assert found["joint"].price_score == D("25.78")
    assert found["small"].quoted == D("1000000")


@pytest.mark.parametrize(
    ("price", "expected"),
    [("3", "33.33"), ("16", "6.25"), ("800", "0.13"), ("100000", "0.00")],
)
def test_price_score_has_two_decimals_half_up(price: str, expected: str):
    assert price_score(base=D(1), price=D(price), points=D(100)) == D(expected)


def test_members_score_is_the_exact_mean_rounded_once():
    # 7 members: 6 × 8.33 + 8.34 and so on; rounding each criterion first would give 16.66.
    marks = {
        "tech": tuple(D("8.33") for _ in range(4)) + (D("8.34"),) * 3,
        "service": (D("8.33"),) * 4 + (D("8.34"),) * 3,
    }
    found = rank(entry("a", "100", marks=marks))
    assert found["a"].means == {"tech": D("8.33"), "service": D("8.33")}
    assert found["a"].members_score == D("16.67")
    assert found["a"].total == D("56.67")


def test_a_half_cent_goes_up():
    found = rank(entry("a", "100", tech="8.01 8.02", service="0 0"))
    assert found["a"].members_score == D("8.02")


def test_equal_totals_are_ordered_by_the_lower_quoted_price():
    found = rank(entry("dear", "100", tech="38"), entry("cheap", "80", tech="30"))
    assert found["dear"].total == found["cheap"].total == D("80.00")
    assert (found["cheap"].rank, found["dear"].rank) == (1, 2)


def test_equal_total_and_price_share_a_rank_and_the_next_is_skipped():
    found = rank(entry("a", "100"), entry("b", "100"), entry("c", "100", tech="1"))
    assert [found[b].rank for b in "abc"] == [1, 1, 3]


def test_an_excluded_bid_does_not_set_the_base():
    found = rank(entry("a", "50", excluded="未通过符合性审查"), entry("b", "100"), entry("c", "125"))
    assert found["b"].price_score == D("40.00")
    assert (found["a"].rank, found["a"].total, found["a"].excluded) == (None, None, "未通过符合性审查")


def test_a_price_at_the_ceiling_is_valid_and_one_fen_above_is_not():
    found = rank(entry("at", "100.00"), entry("above", "100.01"), ceiling="100.00")
    assert found["at"].rank == 1
    assert "最高限价" in found["above"].excluded


def test_a_price_of_zero_is_not_a_price():
    assert rank(entry("a", "0"), entry("b", "9"))["a"].rank is None


def test_nothing_is_dropped_from_the_base_however_many_bids():
    found = rank(*(entry(str(n), str(n)) for n in range(10, 20)))
    assert found["10"].price_score == D("40.00")


@pytest.mark.parametrize("mark", ["40.01", "-0.01", "NaN"])
def test_a_mark_outside_the_range_is_refused(mark: str):
    with pytest.raises(Invalid) as refusal:
        rank(entry("a", "1", tech=mark))
    assert refusal.value.code == "mark-out-of-range"


def test_a_mark_finer_than_two_decimals_is_refused():
    with pytest.raises(Invalid) as refusal:
        rank(entry("a", "1", tech="1.001"))
    assert refusal.value.code == "mark-too-fine"


@pytest.mark.parametrize(
    "marks",
    [{"tech": (D(1),)}, {"tech": (D(1),), "service": (D(1), D(1))}, {"tech": (), "service": ()}],
)
def test_marks_that_are_not_whole_are_refused(marks: dict):
    with pytest.raises(Invalid) as refusal:
        rank(entry("a", "1", marks=marks))
    assert refusal.value.code == "marks-incomplete"


def test_w4_shape_totals_come_out_to_two_decimals():
    # 甲 99.76×0.6 + 98.70×0.4 in the catalogue; here the same arithmetic with our own price rule.
    found = rank(
        entry("a", "2120", tech="38.70"), entry("b", "2130", tech="38.85"), entry("c", "2130", tech="38.80")
    )
    assert [found[b].price_score for b in "abc"] == [D("40.00"), D("39.81"), D("39.81")]
    assert [found[b].total for b in "abc"] == [D("88.70"), D("88.66"), D("88.61")]


def test_where_the_higher_price_is_better_it_is_the_base_and_goes_first_among_equal_totals():
    question = Question(
        entries=[entry("high", "200"), entry("low", "150"), entry("mid", "160", tech="28")],
        better=Better.HIGHER,
        equals_share=True,
        scheme=ComprehensiveScheme(price_points=D(40)),
        criteria=(TECH, SERVICE),
    )
    found = {r.bid: r for r in rank_by_score(question)}
    assert [found[b].price_score for b in ("high", "mid", "low")] == [D("40.00"), D("32.00"), D("30.00")]
    assert found["mid"].total == found["low"].total
    assert list(found) == ["high", "mid", "low"]
