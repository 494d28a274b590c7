"""Who is acting, as every operation receives it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in person, or the platform itself (`person_id` is None) when a timer acts.

    Who `must_change_password` signed in with a one-time password, and gets no further than changing it.
    """

    person_id: UUID | None
    name: str
    organisation_id: UUID | None
    organisation_name: str | None
    roles: frozenset[str]
    permissions: frozenset[str]
    must_change_password: bool = False

    @property
    def audit_name(self) -> str:
        """The pseudonym the audit log knows the actor by; names stay out of the log."""
        return f"person:{self.person_id}" if self.person_id else "system"


def system_actor(*, permissions: frozenset[str]) -> Actor:
    """The platform acting by itself, with just the permissions its timer needs."""
    return Actor(
        person_id=None,
        name="系统",
        organisation_id=None,
        organisation_name=None,
        roles=frozenset({"system"}),
        permissions=permissions,
    )
