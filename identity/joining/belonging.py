"""Whether somebody belongs somewhere already: then there is nothing to join."""

from __future__ import annotations

from uuid import UUID

from core.errors import Conflict
from identity.tables import Person, RoleGrant


async def refuse_belonging(person_id: UUID) -> None:
    """Refuses (`joined-already`) who has an organisation or a role; the person is locked until the transaction ends."""
    person = await Person.objects().where(Person.id == person_id).lock_rows("UPDATE").first()
    has_role = await RoleGrant.exists().where(RoleGrant.person == person_id)
    if person is None or person.organisation is not None or has_role:
        raise belongs()


def belongs() -> Conflict:
    """The refusal itself."""
    return Conflict(code="joined-already", message="该账户已有单位或者角色，无须再申请入驻")
