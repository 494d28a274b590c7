"""Give a person who forgot their password one that serves only to set a new one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from identity.actor import Actor
from identity.keeping_people import end_sessions, person_for_keeping
from identity.passwords import hash_password
from identity.permissions import Permission, check
from identity.tables import Person
from storage import audit
from storage.counters import counters
from storage.database import transaction

SERVES = timedelta(hours=24)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that another could be read for
_GROUPS, _GROUP = 4, 4  # 79 bits


class AuditTag(StrEnum):
    PASSWORD_RESET = "identity:password:reset"  # noqa: S105 — a tag, not a password


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimePassword:
    """To be told to the person and then forgotten; it stands nowhere else."""

    password: str = field(repr=False)
    until: datetime


async def reset_password(*, actor: Actor, person_id: UUID, now: datetime) -> OneTimePassword:
    """The old password is void and every session ends; whoever signs in with the new one must change it first."""
    check(actor, Permission.PERSON_KEEP)
    made = OneTimePassword(password=_drawn(), until=now + SERVES)
    password_hash = await hash_password(made.password)
    async with transaction():
        await person_for_keeping(actor, person_id)
        await Person.update({Person.password_hash: password_hash, Person.one_time_until: made.until}).where(
            Person.id == person_id
        )
        await end_sessions(person_id)
        await audit.record(
            AuditTag.PASSWORD_RESET,
            actor=actor.audit_name,
            subject=str(person_id),
            facts={},
            now=now,
            public=False,
        )
    await counters().forget(f"password:{person_id}")
    return made


def _drawn() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
