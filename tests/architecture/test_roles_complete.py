"""Every permission is held by somebody, every role may do something, and the printed matrix is current."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pathlib import Path

from app.permission_matrix import matrix
from app.roles import ROLE_PERMISSIONS, SYSTEM_PERMISSIONS
from identity.roles import Role

PROJECT = Path(__file__).resolve().parents[2]
SCOPES = ("identity", "trading", "bidding_room", "expert_pool", "evaluation", "app.training")


def declared() -> set[str]:
    return {
        str(member)
        for scope in SCOPES
        for member in _permission_enum(import_module(f"{scope}.permissions").Permission)
    }


def _permission_enum(permission: type[StrEnum]) -> list[StrEnum]:
    return list(permission)


def test_every_permission_is_held_by_a_role_or_the_platform() -> None:
    held = {str(p) for permissions in (*ROLE_PERMISSIONS.values(), SYSTEM_PERMISSIONS) for p in permissions}
    assert held == declared()


def test_every_role_may_do_something() -> None:
    assert all(ROLE_PERMISSIONS[role] for role in Role)


def test_permissions_are_named_scope_resource_action() -> None:
    assert all(len(name.split(":")) == 3 for name in declared())


def test_no_role_may_both_host_an_opening_and_bid() -> None:
    for permissions in ROLE_PERMISSIONS.values():
        assert not {"bidding_room:opening:host", "bidding_room:bid:submit"} <= set(permissions)


def test_the_printed_matrix_is_current() -> None:
    assert (PROJECT / "docs" / "permissions.md").read_text(encoding="utf-8") == matrix()
