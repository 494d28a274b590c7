"""Enter the first administrator of an instance, who enters everybody else."""

from __future__ import annotations

from datetime import datetime

from core.errors import Conflict
from identity.actor import system_actor
from identity.keeping_people import administrators_in_use
from identity.operations.register_person import PersonEntry, PersonMade, enter_person
from identity.permissions import Permission
from storage.database import execute, transaction


async def enter_first_administrator(*, entry: PersonEntry, now: datetime) -> PersonMade:
    """For whoever holds the machine, and only while nobody in use is an administrator (`administrator-exists`)."""
    platform = system_actor(permissions=frozenset({Permission.PERSON_REGISTER}))
    async with transaction():
        # Nothing stands yet that could be locked.
        await execute("SELECT pg_advisory_xact_lock(hashtext('identity_first_administrator'))")
        if await administrators_in_use():
            raise Conflict(code="administrator-exists", message="已有在用的系统管理员，请由其登记人员")
        return await enter_person(actor=platform, word=entry, now=now)
