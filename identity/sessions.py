"""From the person a session names to the actor that operations receive."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from identity.actor import Actor
from identity.roles import Role
from identity.tables import Organisation, Person, RoleGrant

_permissions_of: dict[Role, frozenset[str]] = {}


def use_role_permissions(mapping: Mapping[Role, frozenset[str]]) -> None:
    """Tell this package what each role may do; called once by `app`, which knows every package."""
    _permissions_of.clear()
    _permissions_of.update(mapping)


async def load_actor(person_id: UUID) -> Actor | None:
    """The actor as of now, or None when the person is gone or no longer active.

    Read for every request, so that taking a role away works at once.
    """
    row = await Person.objects(Person.organisation).where(Person.id == person_id).first()
    if row is None or not row.active:
        return None
    names = await RoleGrant.select(RoleGrant.role).where(RoleGrant.person == person_id).output(as_list=True)
    roles = frozenset(Role(name) for name in names)
    employer = (
        row.organisation if isinstance(row.organisation, Organisation) and row.organisation.id else None
    )
    return Actor(
        person_id=row.id,
        name=row.name,
        organisation_id=employer.id if employer else None,
        organisation_name=employer.name if employer else None,
        roles=frozenset(str(role) for role in roles),
        permissions=frozenset().union(*(_permissions_of.get(role, frozenset()) for role in roles)),
    )
