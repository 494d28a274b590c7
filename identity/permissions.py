"""Identity's permissions, and the one check every operation makes."""

from __future__ import annotations

from enum import StrEnum

from core.errors import Forbidden
from identity.actor import Actor


class Permission(StrEnum):
    """What can be done to people and keys."""

    PERSON_REGISTER = "identity:person:register"  # administrator
    PERSON_KEEP = "identity:person:keep"  # administrator: in use or not, roles, a new password
    ORGANISATION_REGISTER = "identity:organisation:register"  # administrator
    JOINING_REVIEW = "identity:joining:review"  # centre staff: who applies to join
    PEOPLE_READ = "identity:person:read"  # administrator, centre staff
    KEY_BOX_MAKE = "identity:key_box:make"  # everyone with an account, for themselves


def check(actor: Actor, permission: str) -> None:
    """Refuse (`Forbidden`, `permission-missing`) unless `actor` holds `permission`."""
    if permission not in actor.permissions:
        raise Forbidden(
            code="permission-missing",
            message="您的角色无权进行此操作",
            facts={"permission": str(permission)},
        )
