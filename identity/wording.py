"""What roles are called on the pages; every template knows these names."""

from __future__ import annotations

from collections.abc import Iterable

from identity.roles import ROLE_NAMES, Role


def roles_told(roles: Iterable[str]) -> str:
    """A person's roles in a row."""
    return "、".join(ROLE_NAMES[Role(role)] for role in sorted(roles))


WORDS = {
    "role_names": ROLE_NAMES,
    "roles_told": roles_told,
}
