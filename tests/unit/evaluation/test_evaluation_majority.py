"""少数服从多数, the election of the leader, and the three bids the law asks for."""

from datetime import date

import pytest

from core.errors import Conflict
from evaluation.domain.majority import carried, check_enough_bids, compliant_by_majority, elected
from trading.kinds import KINDS
from trading.rules import Article

TERMS = KINDS["procurement"].terms
TOO_FEW = KINDS["procurement"].articles[Article.TOO_FEW]
LEAST = KINDS["procurement"].rules_on(date(2026, 11, 1))["O03"]


@pytest.mark.parametrize(("yes", "of", "result"), [(3, 5, True), (2, 5, False), (3, 6, False), (4, 6, True)])
def test_a_majority_is_more_than_half_of_all_members(yes: int, of: int, result: bool):
    assert carried(in_favour=yes, members=of) is result


def test_three_of_five_votes_find_a_bid_compliant():
    assert compliant_by_majority([True, True, True, False, False])
    assert not compliant_by_majority([True, True, False, False, False])


def test_two_compliant_bids_fail_the_lot_and_three_do_not():
    check_enough_bids(3, terms=TERMS, least=LEAST, article=TOO_FEW)
    with pytest.raises(Conflict) as refusal:
        check_enough_bids(2, terms=TERMS, least=LEAST, article=TOO_FEW)
    assert refusal.value.code == "too-few-bids"
    assert "第三十六条" in refusal.value.article


def test_most_votes_lead_and_a_shared_first_place_elects_nobody():
    assert elected({1: 2, 2: 2, 3: 1, 4: 2, 5: 1}) == 2
    assert elected({1: 2, 2: 2, 3: 1, 4: 1, 5: 5}) is None
