"""Codes, passwords, roles that may not meet, and the proof that a key is held."""

from __future__ import annotations

import pytest

from core.errors import Forbidden, Invalid
from identity.actor import system_actor
from identity.domain import check_password, check_roles
from identity.permissions import Permission, check
from identity.roles import INCOMPATIBLE, ROLE_NAMES, Role


def test_ten_characters_are_enough_and_nine_are_not() -> None:
    check_password("a" * 10)
    with pytest.raises(Invalid, match="password-too-short"):
        check_password("a" * 9)


@pytest.mark.parametrize("pair", sorted(tuple(sorted(pair)) for pair in INCOMPATIBLE))
def test_roles_that_may_not_meet_are_refused_in_either_order(pair: tuple[Role, Role]) -> None:
    for roles in (pair, pair[::-1]):
        with pytest.raises(Invalid, match="roles-incompatible"):
            check_roles(roles)


def test_nobody_is_entered_without_a_role() -> None:
    with pytest.raises(Invalid, match="role-missing"):
        check_roles([])


def test_one_role_alone_is_always_allowed_and_has_a_name() -> None:
    for role in Role:
        check_roles([role])
        assert ROLE_NAMES[role]


def test_an_actor_without_the_permission_is_refused() -> None:
    with pytest.raises(Forbidden, match="permission-missing"):
        check(system_actor(permissions=frozenset()), Permission.PERSON_REGISTER)
    check(system_actor(permissions=frozenset({Permission.PERSON_REGISTER})), Permission.PERSON_REGISTER)
