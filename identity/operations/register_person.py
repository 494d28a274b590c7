"""Enter a person with their roles."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict
from identity.actor import Actor
from identity.domain import check_password, check_roles, check_sign_in_name
from identity.passwords import hash_password
from identity.permissions import Permission, check
from identity.roles import Role
from identity.tables import Person, RoleGrant
from storage import audit
from storage.database import doubled_as, transaction
from web.form_fields import Password, PersonName, Phone, SignInName


class NewPerson(Struct, frozen=True, kw_only=True):
    """A person as the administrator enters them."""

    sign_in_name: SignInName
    name: PersonName
    password: Password
    roles: Annotated[tuple[Role, ...], Meta(max_length=len(Role))]
    organisation_id: UUID | None = None
    phone: Phone = ""


class AuditTag(StrEnum):
    PERSON_REGISTERED = "identity:person:register"


async def register_person(*, actor: Actor, new: NewPerson, now: datetime) -> UUID:
    """Enter a person; refuses a taken sign-in name, a short password and roles that may not meet."""
    check(actor, Permission.PERSON_REGISTER)
    sign_in_name = check_sign_in_name(new.sign_in_name)
    check_password(new.password)
    check_roles(new.roles)
    password_hash = await hash_password(new.password)
    async with transaction():
        if await Person.exists().where(Person.sign_in_name == sign_in_name):
            raise _name_taken()
        row = Person(
            sign_in_name=sign_in_name,
            name=new.name,
            password_hash=password_hash,
            phone=new.phone,
            organisation=new.organisation_id,
            registered_at=now,
        )
        with doubled_as(_name_taken):
            await row.save()
        for role in new.roles:
            await RoleGrant(person=row.id, role=role, granted_at=now, granted_by=actor.audit_name).save()
        await audit.record(
            AuditTag.PERSON_REGISTERED,
            actor=actor.audit_name,
            subject=str(row.id),
            facts={"roles": sorted(new.roles)},
            now=now,
            public=False,
        )
    return row.id


def _name_taken() -> Conflict:
    return Conflict(code="sign-in-name-taken", message="登录名已被使用", field="sign_in_name")
