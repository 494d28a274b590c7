"""The role × permission matrix as a page for people: `python -m app.permission_matrix > docs/permissions.md`."""

from __future__ import annotations

import sys
from itertools import groupby

from app.roles import ROLE_PERMISSIONS, SYSTEM_PERMISSIONS
from identity.roles import ROLE_NAMES, Role

_HEAD = """# Permissions

Printed from `app/roles.py` by `python -m app.permission_matrix`; a test keeps it current. A permission is asked for
twice: by the guard of the route, and again inside the operation, which also checks the subject (own organisation,
own seat, separation of duties). "System" is the platform acting by itself when a timer fires or an event arrives.
"""


def matrix() -> str:
    """The whole page as Markdown."""
    everyone = sorted(set(SYSTEM_PERMISSIONS).union(*ROLE_PERMISSIONS.values()), key=str)
    parts = [_HEAD]
    for scope, permissions in groupby(everyone, key=lambda name: str(name).partition(":")[0]):
        parts.append(f"## {scope}\n\n" + _table(list(permissions)))
    return "\n".join(parts)


def _table(permissions: list[str]) -> str:
    roles = list(Role)
    head = "| Permission | " + " | ".join(ROLE_NAMES[role] for role in roles) + " | System |\n"
    rule = "|---|" + ":-:|" * (len(roles) + 1) + "\n"
    return head + rule + "".join(_row(str(name), roles) for name in permissions)


def _row(name: str, roles: list[Role]) -> str:
    ticks = [name in ROLE_PERMISSIONS[role] for role in roles] + [name in SYSTEM_PERMISSIONS]
    return f"| `{name}` | " + " | ".join("●" if tick else "" for tick in ticks) + " |\n"


if __name__ == "__main__":
    sys.stdout.write(matrix())
