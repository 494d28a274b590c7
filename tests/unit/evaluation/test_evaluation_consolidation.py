"""87令第六十四条: objective marks must be equal, far-off subjective marks are shown, nothing else."""

from decimal import Decimal

from evaluation.domain.consolidation import Mismatch, ScoredCriterion, deviations, mismatches

D = Decimal
CERTIFICATE = ScoredCriterion(id="cert", max_points=D(5), objective=True)
PLAN = ScoredCriterion(id="plan", max_points=D(10), objective=False)


def row(*marks: str) -> tuple[Decimal, ...]:
    return tuple(D(m) for m in marks)


def test_an_objective_item_marked_differently_is_found():
    marks = {
        ("a", "cert"): row("5", "5", "4.99"),
        ("b", "cert"): row("5", "5.00", "5"),
        ("a", "plan"): row("1", "2", "3"),
    }
    assert mismatches(criteria=(CERTIFICATE, PLAN), marks=marks) == (Mismatch(bid="a", criterion="cert"),)


def test_a_mark_exactly_thirty_percent_of_the_points_from_the_mean_is_not_shown():
    # mean 8; 5 lies 3.00 away, the line for 10 points.
    assert (
        deviations(criteria=(PLAN,), marks={("a", "plan"): row("9", "10", "5", "8", "8")}, percent=D(30))
        == ()
    )


def test_a_mark_further_away_is_shown_with_its_member():
    (found,) = deviations(
        criteria=(PLAN,), marks={("a", "plan"): row("9", "9", "4", "9", "9")}, percent=D(30)
    )
    assert (found.member, found.mark) == (2, D(4))


def test_objective_marks_are_never_called_deviating():
    assert deviations(criteria=(CERTIFICATE,), marks={("a", "cert"): row("0", "5", "5")}, percent=D(30)) == ()
