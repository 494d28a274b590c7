"""Give a person who forgot their password one that serves only to set a new one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import DoneBefore
from identity.actor import Actor
from identity.keeping_people import end_sessions, person_for_keeping
from identity.one_time import OneTimePassword, draw_one_time
from identity.passwords import hash_password
from identity.permissions import Permission, check
from identity.tables import Person
from storage import audit
from storage.counters import counters
from storage.database import transaction


class SeenAccount(Struct, frozen=True, kw_only=True):
    """The account as the administrator saw it: how often the person's sessions had been ended."""

    epoch: Annotated[int, Meta(ge=0, le=2**31 - 1, title="登录批次")]


class AuditTag(StrEnum):
    PASSWORD_RESET = "identity:password:reset"  # noqa: S105 — a tag, not a password


async def reset_password(
    *, actor: Actor, person_id: UUID, word: SeenAccount, now: datetime
) -> OneTimePassword:
    """A one-time password instead of the person's own, told this once; of several at once, one alone.

    The old password is void and every session ends; whoever signs in with the new one must change it first.

    The account must be as the administrator saw it: sent again, or by two at
    once, it resets nothing more (`DoneBefore`: `password-reset-before`), or a password already told would be void.
    """
    check(actor, Permission.PERSON_KEEP)
    made = draw_one_time(now=now)
    password_hash = await hash_password(made.password)
    async with transaction():
        row = await person_for_keeping(actor, person_id)
        if row.session_epoch != word.epoch:
            raise DoneBefore(
                code="password-reset-before",
                message="您查看后该账户已重置过密码或者另有变动，本次没有再重置",
                made=person_id,
            )
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
