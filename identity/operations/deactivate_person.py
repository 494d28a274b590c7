"""Take a person out of use, and back into it. Nothing they did is undone, and nothing they hold is passed on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from core.errors import Conflict
from identity.actor import Actor
from identity.keeping_people import end_sessions, person_for_keeping, refuse_last_administrator
from identity.tables import Person
from storage import audit
from storage.database import transaction


class AuditTag(StrEnum):
    DEACTIVATED = "identity:person:deactivate"
    REACTIVATED = "identity:person:reactivate"


async def deactivate_person(*, actor: Actor, person_id: UUID, now: datetime) -> None:
    """The person can no longer sign in, and every session of theirs ends at once."""
    async with transaction():
        row = await person_for_keeping(actor, person_id)
        if not row.active:
            raise Conflict(code="person-inactive", message="该人员已停用")
        await refuse_last_administrator(person_id)
        await Person.update({Person.active: False}).where(Person.id == person_id)
        await end_sessions(person_id)
        await _remember(AuditTag.DEACTIVATED, actor=actor, person_id=person_id, now=now)


async def reactivate_person(*, actor: Actor, person_id: UUID, now: datetime) -> None:
    """The person can sign in again, with the roles and the password they had."""
    async with transaction():
        row = await person_for_keeping(actor, person_id)
        if row.active:
            raise Conflict(code="person-active", message="该人员在用，无须启用")
        await Person.update({Person.active: True}).where(Person.id == person_id)
        await _remember(AuditTag.REACTIVATED, actor=actor, person_id=person_id, now=now)


async def _remember(tag: AuditTag, *, actor: Actor, person_id: UUID, now: datetime) -> None:
    await audit.record(tag, actor=actor.audit_name, subject=str(person_id), facts={}, now=now, public=False)
