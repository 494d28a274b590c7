"""Who must step aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from expert_pool.domain.qualification import Birth
from expert_pool.domain.recusal import (
    Avoided,
    Employment,
    OrganisationRef,
    Party,
    Post,
    Profile,
    Reason,
    Relative,
    Terms,
    Tie,
    exclusion,
    years_before,
)
from trading.kinds import KINDS

DAY = date(2026, 12, 16)
BIDDER = OrganisationRef(name="思迁科技有限公司", uscc="91510100MA6ABCDEF1")
TENDERER = OrganisationRef(name="市教育局", uscc="11510100MB0ABCDEF2")
AGENCY = OrganisationRef(name="恒信招标代理有限公司", uscc="91510100MA6ABCDEF3")
SUPERVISOR = OrganisationRef(name="市财政局", uscc="11510100MB0ABCDEF4")
TERMS = Terms(
    specialities=frozenset({"A08", "C"}),
    avoided=(
        Avoided(organisation=BIDDER, party=Party.BIDDER),
        Avoided(organisation=TENDERER, party=Party.TENDERER),
        Avoided(organisation=AGENCY, party=Party.AGENCY),
        Avoided(organisation=SUPERVISOR, party=Party.SUPERVISOR),
    ),
    day=DAY,
    age_limit=70,
    tie_years=3,
)


def profile(
    *,
    active: bool = True,
    birth_year: int = 1970,
    birth_on: date | None = None,
    specialities: tuple[str, ...] = ("A08",),
    employments: tuple[Employment, ...] = (),
    relatives: tuple[Relative, ...] = (),
) -> Profile:
    return Profile(
        expert_id=UUID(int=7),
        active=active,
        birth=Birth(year=birth_year, on=birth_on),
        specialities=frozenset(specialities),
        employments=employments,
        relatives=relatives,
    )


def tie(organisation: OrganisationRef, *, until: date | None = None, kind: Tie = Tie.EMPLOYEE) -> Employment:
    return Employment(organisation=organisation, tie=kind, until=until)


def reason(candidate: Profile) -> Reason | None:
    found = exclusion(profile=candidate, terms=TERMS)
    return found.reason if found else None


def test_an_expert_without_ties_may_be_drawn():
    assert reason(profile(employments=(tie(OrganisationRef(name="某大学")),))) is None


@pytest.mark.parametrize("kind", list(Tie))
def test_a_tie_to_a_bidder_excludes_whatever_its_kind(kind: Tie):
    assert reason(profile(employments=(tie(BIDDER, kind=kind),))) is Reason.BIDDER_TIE


def test_a_tie_that_ended_three_years_ago_to_the_day_still_excludes():
    assert reason(profile(employments=(tie(BIDDER, until=date(2023, 12, 16)),))) is Reason.BIDDER_TIE


def test_a_tie_that_ended_a_day_earlier_no_longer_excludes():
    assert reason(profile(employments=(tie(BIDDER, until=date(2023, 12, 15)),))) is None


def test_the_article_on_bidders_is_named():
    found = exclusion(profile=profile(employments=(tie(BIDDER),)), terms=TERMS)
    assert found is not None
    assert KINDS["procurement"].articles[found.article] == "《政府采购法实施条例》第九条"


@pytest.mark.parametrize("post", list(Post))
def test_a_relative_at_a_bidder_excludes(post: Post):
    assert reason(profile(relatives=(Relative(organisation=BIDDER, post=post),))) is Reason.BIDDER_RELATIVE


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [
        (TENDERER, Reason.TENDERER_STAFF),
        (AGENCY, Reason.AGENCY_STAFF),
        (SUPERVISOR, Reason.SUPERVISING_STAFF),
    ],
)
def test_staff_of_the_buyers_side_and_the_supervisor_are_left_out(
    organisation: OrganisationRef, expected: Reason
):
    assert reason(profile(employments=(tie(organisation),))) is expected


@pytest.mark.parametrize("organisation", [TENDERER, AGENCY])
def test_who_left_the_buyers_side_within_three_years_is_left_out(organisation: OrganisationRef):
    left = tie(organisation, until=date(2025, 1, 1))
    assert reason(profile(employments=(left,))) is Reason.BUYER_SIDE_TIE


def test_a_former_employee_of_the_supervisor_may_be_drawn():
    assert reason(profile(employments=(tie(SUPERVISOR, until=date(2025, 1, 1)),))) is None


def test_a_relative_at_the_tenderer_excludes():
    related = (Relative(organisation=TENDERER, post=Post.WORKS),)
    assert reason(profile(relatives=related)) is Reason.BUYER_SIDE_RELATIVE


def test_an_employer_without_a_code_is_recognised_by_name_and_brackets_do_not_hide_it():
    other = OrganisationRef(name="蓝海（成都）有限公司")
    terms = replace(
        TERMS, specialities=frozenset({"A"}), avoided=(Avoided(organisation=other, party=Party.BIDDER),)
    )
    found = exclusion(
        profile=profile(employments=(tie(OrganisationRef(name="蓝海(成都) 有限公司")),)), terms=terms
    )
    assert found is not None
    assert found.reason is Reason.BIDDER_TIE


def test_a_paused_expert_is_left_out():
    assert reason(profile(active=False)) is Reason.NOT_ACTIVE


@pytest.mark.parametrize(
    ("held", "fits"), [(("A0803",), True), (("C",), True), (("A",), False), (("B",), False)]
)
def test_a_finer_speciality_serves_a_coarser_demand_and_not_the_reverse(held: tuple[str, ...], fits: bool):
    assert (reason(profile(specialities=held)) is None) is fits


@pytest.mark.parametrize(("born", "expected"), [(1957, None), (1956, Reason.AGE)])
def test_the_year_of_the_seventieth_birthday_is_too_late(born: int, expected: Reason | None):
    assert reason(profile(birth_year=born)) is expected


def test_with_the_day_of_birth_on_file_the_seventieth_birthday_decides():
    assert reason(profile(birth_year=1956, birth_on=date(1956, 12, 31))) is None
    assert reason(profile(birth_year=1956, birth_on=date(1956, 1, 1))) is Reason.AGE


def test_three_years_before_a_leap_day_is_the_last_of_february():
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)


@pytest.mark.parametrize(
    "hidden",
    [
        OrganisationRef(name="思迁科技有限公司"),
        OrganisationRef(name="思迁科技有限公司\ufe0f"),
        OrganisationRef(name="思迁科\u200b技有限公司"),
        OrganisationRef(name="思迁科技有限公司 "),
        OrganisationRef(name="某公司", uscc="９１５１０１００MA6ABCDEF1"),
        OrganisationRef(name="思迁科技有限公司", uscc="91510100MA6XXXXXX9"),
    ],
)
def test_no_spelling_of_name_or_code_hides_a_tie_to_a_bidder(hidden: OrganisationRef):
    assert reason(profile(employments=(tie(hidden),))) is Reason.BIDDER_TIE
    assert (
        reason(profile(relatives=(Relative(organisation=hidden, post=Post.WORKS),))) is Reason.BIDDER_RELATIVE
    )
