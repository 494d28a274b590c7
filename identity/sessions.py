"""From the person a session names to the actor that operations receive."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from identity.actor import Actor
from identity.roles import Role
from storage.database import fetch_one

_ACTOR = """
SELECT person.id, person.name, employer.id AS organisation_id, employer.name AS organisation_name,
       person.one_time_until IS NOT NULL AS must_change_password,
       ARRAY(SELECT held.role FROM identity_role_grant held WHERE held.person = person.id) AS roles
FROM identity_person person LEFT JOIN identity_organisation employer ON employer.id = person.organisation
WHERE person.id = $1 AND person.active AND person.session_epoch = coalesce($2, person.session_epoch)
"""

_permissions_of: dict[Role, frozenset[str]] = {}


def use_role_permissions(mapping: Mapping[Role, frozenset[str]]) -> None:
    """Tell this package what each role may do; called once by `app`, which knows every package."""
    _permissions_of.clear()
    _permissions_of.update(mapping)


def permissions_of(*roles: Role) -> frozenset[str]:
    """What these roles may do together."""
    return frozenset().union(*(_permissions_of.get(role, frozenset()) for role in roles))


async def load_actor(person_id: UUID, *, session_epoch: int | None = None) -> Actor | None:
    """The actor as of now, or None when the person is gone, no longer active, or the session's number is over.

    Read for every request, so that taking a role away works at once.
    """
    row = await fetch_one(_ACTOR, person_id, session_epoch)
    if row is None:
        return None
    roles = frozenset(Role(name) for name in row["roles"])
    return Actor(
        person_id=row["id"],
        name=row["name"],
        organisation_id=row["organisation_id"],
        organisation_name=row["organisation_name"],
        roles=frozenset(str(role) for role in roles),
        permissions=permissions_of(*roles),
        must_change_password=row["must_change_password"],
    )
