"""One seat per employer, however the employer is spelled."""

from __future__ import annotations

from itertools import permutations

from expert_pool.domain.employers import employer_keys
from expert_pool.domain.recusal import OrganisationRef

CODE = "91510100MA6ABCDEF1"


def test_a_code_a_name_and_another_spelling_are_one_employer_in_whatever_order_they_are_read() -> None:
    files = (
        OrganisationRef(name="", uscc=CODE),
        OrganisationRef(name="蓝山大学", uscc=CODE.lower()),
        OrganisationRef(name="蓝⼭大学"),
        OrganisationRef(name="蓝山 大\u200b学"),
    )
    keys = {key for order in permutations(files) for key in employer_keys(order)}
    assert len(keys) == 1


def test_other_employers_stay_apart() -> None:
    files = (
        OrganisationRef(name="蓝山大学", uscc=CODE),
        OrganisationRef(name="青山大学", uscc="91510100MA6ABCDEF2"),
        OrganisationRef(name="蓝山学院"),
    )
    assert len(set(employer_keys(files))) == 3
