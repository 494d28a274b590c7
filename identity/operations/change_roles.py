"""Give a person a role, or take one away. What they may do changes at once, and their sessions end."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict
from identity.actor import Actor
from identity.domain import check_roles
from identity.keeping_people import end_sessions, person_for_keeping, refuse_last_administrator
from identity.roles import ROLE_NAMES, Role
from identity.tables import RoleGrant
from storage import audit
from storage.database import transaction


class OneRole(Struct, frozen=True, kw_only=True):
    """A role to give or to take."""

    role: Annotated[Role, Meta(title="角色", extra={"options": ROLE_NAMES})]


class AuditTag(StrEnum):
    ROLE_GIVEN = "identity:role:give"
    ROLE_TAKEN = "identity:role:take"


async def give_role(*, actor: Actor, person_id: UUID, word: OneRole, now: datetime) -> None:
    """Give a role; refuses (`role-held`, `roles-incompatible`)."""
    async with transaction():
        await person_for_keeping(actor, person_id)
        role = word.role
        held = await _roles_of(person_id)
        if role in held:
            raise Conflict(code="role-held", message=f"该人员已有{ROLE_NAMES[role]}角色", field="role")
        check_roles({*held, role}, field="role")
        await RoleGrant(person=person_id, role=role, granted_at=now, granted_by=actor.audit_name).save()
        await _remember(AuditTag.ROLE_GIVEN, actor=actor, person_id=person_id, role=role, now=now)


async def take_role(*, actor: Actor, person_id: UUID, word: OneRole, now: datetime) -> None:
    """Take a role away; refuses (`role-not-held`, `last-administrator`).

    Panels, sessions and draws keep whom they name.
    """
    async with transaction():
        await person_for_keeping(actor, person_id)
        role = word.role
        if role not in await _roles_of(person_id):
            raise Conflict(code="role-not-held", message=f"该人员没有{ROLE_NAMES[role]}角色", field="role")
        if role is Role.ADMINISTRATOR:
            await refuse_last_administrator(person_id)
        await RoleGrant.delete().where((RoleGrant.person == person_id) & (RoleGrant.role == role))
        await _remember(AuditTag.ROLE_TAKEN, actor=actor, person_id=person_id, role=role, now=now)


async def _roles_of(person_id: UUID) -> set[Role]:
    names = await RoleGrant.select(RoleGrant.role).where(RoleGrant.person == person_id).output(as_list=True)
    return {Role(name) for name in names}


async def _remember(tag: AuditTag, *, actor: Actor, person_id: UUID, role: Role, now: datetime) -> None:
    await end_sessions(person_id)
    await audit.record(
        tag,
        actor=actor.audit_name,
        subject=str(person_id),
        facts={"role": role.value},
        now=now,
        public=False,
    )
