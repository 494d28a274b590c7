"""财库〔2026〕2号: what opens the review of an abnormally low price, at the line and one fen beside it."""

from datetime import date
from decimal import Decimal

import pytest

from evaluation.domain.low_price import Thresholds, low_price_findings, thresholds_on
from trading.choices import Trigger
from trading.kinds import KINDS

LINES = Thresholds(mean=Decimal(50), next=Decimal(50), ceiling=Decimal(45))


def hits(*prices: str, limit: str = "100") -> set[tuple[str, Trigger]]:
    found = low_price_findings(
        prices={f"{n}:{p}": Decimal(p) for n, p in enumerate(prices)},
        limit=Decimal(limit),
        thresholds=LINES,
    )
    return {(finding.bid.split(":")[1], finding.trigger) for finding in found}


def test_w10_second_lowest_and_ceiling_trigger_and_the_mean_does_too_only_below_half():
    # mean of 100, 96, 90, 44 is 82.5, half of it 41.25: 44 is above.
    assert hits("100", "96", "90", "44") == {("44", Trigger.NEXT), ("44", Trigger.CEILING)}


def test_w10_exactly_at_the_line_triggers_nothing():
    assert hits("100", "96", "90", "45") == set()


@pytest.mark.parametrize(("price", "hit"), [("44.99", True), ("45.00", False)])
def test_the_ceiling_line_is_strict(price: str, hit: bool):
    assert ((price, Trigger.CEILING) in hits(price, price, price)) is hit


def test_the_mean_counts_the_low_price_itself():
    # (90 + 90 + x) / 3 / 2 > x  ⇔  x < 36
    assert ("35.99", Trigger.MEAN) in hits("90", "90", "35.99", limit="1")
    assert ("36.00", Trigger.MEAN) not in hits("90", "90", "36.00", limit="1")


def test_two_lowest_alike_do_not_trigger_against_each_other():
    assert (("50", Trigger.NEXT)) not in hits("50", "50", "200", limit="1")


def test_one_compliant_price_has_no_second_lowest():
    assert hits("44") == {("44", Trigger.CEILING)}


def test_no_prices_no_findings():
    assert hits() == set()


def test_the_notice_is_in_force_from_february_2026():
    assert thresholds_on(KINDS["procurement"].rules_on(date(2026, 1, 31))) is None
    assert thresholds_on(KINDS["procurement"].rules_on(date(2026, 2, 1))) == LINES
