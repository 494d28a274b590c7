"""What is true of every ranking, whatever the prices and the marks."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evaluation.methods.comprehensive import rank_by_score
from evaluation.methods.question import BidEntry, BidResult, CriterionPoints, Question
from trading.decisions.domain.deciding import Better
from trading.projects.domain.comprehensive import ComprehensiveScheme

D = Decimal
POINTS = D(30)
CRITERIA = (CriterionPoints(id="x", max_points=D(50)), CriterionPoints(id="y", max_points=D(20)))

prices = st.integers(1, 10**12).map(lambda fen: D(fen) / 100)


def mark(most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(0, most * 100).map(lambda cents: D(cents) / 100)


@st.composite
def bid_entries(draw: st.DrawFn) -> list[BidEntry]:
    members = draw(st.sampled_from([5, 7]))
    count = draw(st.integers(1, 6))
    return [
        BidEntry(
            bid=f"b{n}",
            quoted=draw(prices),
            deduction_percent=D(draw(st.integers(0, 20))),
            marks={
                "x": tuple(draw(st.lists(mark(50), min_size=members, max_size=members))),
                "y": tuple(draw(st.lists(mark(20), min_size=members, max_size=members))),
            },
        )
        for n in range(count)
    ]


def outcome(entries: list[BidEntry]) -> dict[str, BidResult]:
    question = Question(
        entries=entries,
        better=Better.LOWER,
        equals_share=True,
        scheme=ComprehensiveScheme(price_points=POINTS),
        criteria=CRITERIA,
    )
    return {r.bid: r for r in rank_by_score(question)}


@given(bid_entries(), st.randoms(use_true_random=False))
def test_the_order_in_which_bids_are_listed_changes_nothing(entries, random):
    shuffled = random.sample(entries, len(entries))
    assert outcome(entries) == outcome(shuffled)


@given(bid_entries(), st.randoms(use_true_random=False))
def test_the_order_of_the_members_changes_nothing(entries, random):
    order = random.sample(range(len(entries[0].marks["x"])), len(entries[0].marks["x"]))
    turned = [
        BidEntry(
            bid=e.bid,
            quoted=e.quoted,
            deduction_percent=e.deduction_percent,
            marks={key: tuple(row[n] for n in order) for key, row in e.marks.items()},
        )
        for e in entries
    ]
    assert outcome(entries) == outcome(turned)


@given(bid_entries())
def test_the_base_bid_gets_full_price_points_and_nobody_more(entries):
    results = outcome(entries).values()
    lowest = min(r.evaluated for r in results)
    assert all((r.price_score == POINTS) for r in results if r.evaluated == lowest)
    assert all(D(0) <= r.price_score <= POINTS for r in results)


@given(bid_entries())
def test_a_lower_evaluated_price_never_scores_less(entries):
    results = sorted(outcome(entries).values(), key=lambda r: r.evaluated)
    scores = [r.price_score for r in results]
    assert scores == sorted(scores, reverse=True)


@given(bid_entries())
def test_totals_have_two_decimals_lie_within_the_points_and_fall_with_the_rank(entries):
    results = sorted(outcome(entries).values(), key=lambda r: r.rank)
    assert [r.total for r in results] == sorted((r.total for r in results), reverse=True)
    for r in results:
        assert r.total == r.total.quantize(D("0.01")) == r.price_score + r.members_score
        assert D(0) <= r.total <= D(100)


@given(bid_entries())
def test_equal_rank_means_equal_total_and_price_and_nothing_else(entries):
    results = list(outcome(entries).values())
    for a in results:
        for b in results:
            assert (a.rank == b.rank) == ((a.total, a.quoted) == (b.total, b.quoted))
            if (a.total, -a.quoted) > (b.total, -b.quoted):
                assert a.rank < b.rank


@given(bid_entries(), st.integers(0, 5), mark(20))
def test_raising_a_mark_never_lowers_the_rank(entries, which, rise):
    target = entries[which % len(entries)]
    raised = tuple(min(D(20), m + rise) for m in target.marks["y"])
    better = [
        BidEntry(
            bid=e.bid,
            quoted=e.quoted,
            deduction_percent=e.deduction_percent,
            marks={**e.marks, "y": raised} if e is target else e.marks,
        )
        for e in entries
    ]
    assert outcome(better)[target.bid].rank <= outcome(entries)[target.bid].rank
