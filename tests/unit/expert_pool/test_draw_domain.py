"""Commitments, seed, order and seats, without a database."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.errors import Invalid
from expert_pool.domain.draw import (
    Candidate,
    Identity,
    candidate_commitment,
    candidates_hash,
    canonical_secret,
    next_in_order,
    seating,
    secret_commitment,
    seed_string,
)
from expert_pool.domain.duties import Duty, in_seed_order

DRAW = UUID(int=1)
SECRET = "5F" * 32


def test_the_commitment_to_a_secret_is_fixed_for_ever():
    """The browser computes the same; see web/browser/pages/draw.js and its test."""
    commitment = secret_commitment(draw_id=DRAW, duty="centre", secret=SECRET)
    assert commitment.hex() == "0c9832d2168941256ae4cfcbd1243b151e2e407f4fd402a06947a2aafe83b763"


def test_one_party_cannot_copy_another_partys_commitment():
    centre = secret_commitment(draw_id=DRAW, duty="centre", secret=SECRET)
    assert secret_commitment(draw_id=DRAW, duty="agency", secret=SECRET) != centre


def test_a_commitment_of_one_draw_says_nothing_in_another():
    here = secret_commitment(draw_id=DRAW, duty="centre", secret=SECRET)
    assert secret_commitment(draw_id=UUID(int=2), duty="centre", secret=SECRET) != here


def test_a_candidates_commitment_binds_the_name_to_be_published():
    one = Identity(expert_id=UUID(int=9), code="ZJ00001", name="张三")
    other = Identity(expert_id=UUID(int=9), code="ZJ00001", name="李四")
    salt = bytes(32)
    assert candidate_commitment(draw_id=DRAW, salt=salt, identity=one) != candidate_commitment(
        draw_id=DRAW, salt=salt, identity=other
    )


def test_a_typed_secret_loses_case_spaces_and_dashes():
    assert canonical_secret("ab12-cd34 ef56-ab12 cd34-ef56") == "AB12CD34EF56AB12CD34EF56"


@pytest.mark.parametrize(("text", "code"), [("A" * 23, "secret-too-short"), ("A" * 129, "secret-too-long")])
def test_a_guessable_or_endless_secret_is_refused(text: str, code: str):
    with pytest.raises(Invalid) as refusal:
        canonical_secret(text)
    assert refusal.value.code == code


def test_the_seed_is_the_secrets_in_order_and_the_root_in_hex():
    assert seed_string(secrets=["AAA", "BBB"], root=b"\xab\xcd") == "AAA/BBB/ABCD/"


def test_parties_enter_the_seed_in_the_order_of_their_duties():
    assert in_seed_order([Duty.SUPERVISOR, Duty.CENTRE]) == (Duty.CENTRE, Duty.SUPERVISOR)


def test_one_party_alone_cannot_hold_a_draw():
    with pytest.raises(Invalid) as refusal:
        in_seed_order([Duty.CENTRE])
    assert refusal.value.code == "draw-parties-too-few"


def test_swapping_two_lines_of_the_list_changes_its_hash():
    lines = [Candidate(commitment=bytes([n]) * 32, unit=bytes(32)) for n in range(3)]
    assert candidates_hash(draw_id=DRAW, candidates=lines) != candidates_hash(
        draw_id=DRAW, candidates=lines[::-1]
    )


UNITS = [b"x", b"x", b"y", b"z"]  # candidates 0 and 1 are colleagues


def test_a_colleague_of_somebody_seated_is_passed_over():
    places = seating(order=[0, 1, 2, 3], units=UNITS, seats=3, max_per_unit=1)
    assert places == (0, 2, 3)


def test_a_higher_limit_per_employer_seats_colleagues():
    assert seating(order=[0, 1, 2, 3], units=UNITS, seats=3, max_per_unit=2) == (0, 1, 2)


def test_who_was_passed_over_comes_next_once_the_colleague_has_left():
    following = next_in_order(order=[0, 1, 2, 3], units=UNITS, seated=[2], used=[0, 2], max_per_unit=1)
    assert following == 1


def test_who_was_called_once_is_never_called_again():
    following = next_in_order(order=[0, 2, 3], units=UNITS, seated=[1, 2], used=[0, 1, 2], max_per_unit=1)
    assert following is None
