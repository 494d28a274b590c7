"""Change one's own password."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from identity.actor import Actor
from identity.domain import check_password
from identity.operations.sign_in import confirm_password
from identity.passwords import hash_password
from identity.tables import Person
from storage import audit
from storage.database import transaction


class NewPassword(Struct, frozen=True, kw_only=True):
    """The present password, and the one to come."""

    present: str
    password: str


class AuditTag(StrEnum):
    PASSWORD_CHANGED = "identity:password:change"  # noqa: S105 — a tag, not a password


async def change_password(*, actor: Actor, new: NewPassword, now: datetime) -> None:
    """Refuses a wrong present password (`password-wrong`) and a short new one (`password-too-short`)."""
    await confirm_password(actor=actor, password=new.present)
    check_password(new.password)
    password_hash = await hash_password(new.password)
    async with transaction():
        await Person.update({Person.password_hash: password_hash}).where(Person.id == actor.person_id)
        await audit.record(
            AuditTag.PASSWORD_CHANGED,
            actor=actor.audit_name,
            subject=str(actor.person_id),
            facts={},
            now=now,
            public=False,
        )
