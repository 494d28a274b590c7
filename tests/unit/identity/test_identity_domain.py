"""Codes, passwords, roles that may not meet, and the proof that a key is held."""

from __future__ import annotations

import os
from uuid import UUID

import pytest

from bidding_room.sealing.keybox import generate_keys, prove_possession
from core.errors import Forbidden, Invalid
from identity.actor import system_actor
from identity.domain import check_password, check_roles, check_uscc, uscc_check_character
from identity.key_challenges import possession_bytes, sealed_challenge
from identity.permissions import Permission, check
from identity.roles import INCOMPATIBLE, ROLE_NAMES, Role
from storage.keys import verify

TENCENT = "9144030071526726XG"


def test_a_published_code_passes_whatever_its_case() -> None:
    assert check_uscc(TENCENT.lower()) == TENCENT


@pytest.mark.parametrize("code", ["", "123", TENCENT[:-1] + "A", TENCENT[:-1], "9144030071526726IG"])
def test_a_code_with_a_wrong_shape_or_check_character_is_refused(code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_uscc(code)
    assert (refusal.value.code, refusal.value.field) == ("uscc-wrong", "uscc")


def test_one_changed_digit_changes_the_check_character() -> None:
    changed = "8" + TENCENT[1:17]
    assert uscc_check_character(changed) != TENCENT[17]


def test_ten_characters_are_enough_and_nine_are_not() -> None:
    check_password("a" * 10)
    with pytest.raises(Invalid, match="password-too-short"):
        check_password("a" * 9)


@pytest.mark.parametrize("pair", sorted(tuple(sorted(pair)) for pair in INCOMPATIBLE))
def test_roles_that_may_not_meet_are_refused_in_either_order(pair: tuple[Role, Role]) -> None:
    for roles in (pair, pair[::-1]):
        with pytest.raises(Invalid, match="roles-incompatible"):
            check_roles(roles)


def test_one_role_alone_is_always_allowed_and_has_a_name() -> None:
    for role in Role:
        check_roles([role])
        assert ROLE_NAMES[role]


def test_an_actor_without_the_permission_is_refused() -> None:
    with pytest.raises(Forbidden, match="permission-missing"):
        check(system_actor(permissions=frozenset()), Permission.PERSON_REGISTER)
    check(system_actor(permissions=frozenset({Permission.PERSON_REGISTER})), Permission.PERSON_REGISTER)


def test_the_platform_asks_and_reads_possession_in_the_bytes_the_client_answers_in() -> None:
    keys, person, answer = generate_keys(random=os.urandom), UUID(int=1), os.urandom(32)
    bound = {"day": "2026-12-01", "signing": keys.signing_public, "sealing": keys.sealing_public}
    sealed = sealed_challenge(answer, person_id=person, **bound)
    shown = prove_possession(keys, person=str(person), day="2026-12-01", sealed=sealed)
    assert shown.answer == answer
    assert verify(keys.signing_public, possession_bytes(answer, person_id=person, **bound), shown.proof)


def test_possession_binds_the_answer_both_keys_the_person_and_the_day() -> None:
    bound = {"person_id": UUID(int=1), "day": "2026-12-01", "signing": b"a" * 32, "sealing": b"b" * 32}
    others = (
        {"person_id": UUID(int=2)},
        {"day": "2026-12-02"},
        {"signing": b"c" * 32},
        {"sealing": b"c" * 32},
    )
    made = {possession_bytes(b"x" * 32, **(bound | other)) for other in others}
    made |= {possession_bytes(b"y" * 32, **bound), possession_bytes(b"x" * 32, **bound)}
    assert len(made) == 6
