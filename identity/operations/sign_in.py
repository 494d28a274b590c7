"""Sign in and out, and confirm a password before a weighty act.

The session itself is the web's; this decides whether there may be one, and remembers that it began.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from core.errors import Forbidden, Invalid
from identity.actor import Actor
from identity.passwords import matches
from identity.tables import Person, SignInFailure
from storage import audit
from storage.database import transaction

MOST_FAILURES = 8
PAUSE = timedelta(minutes=15)


class Credentials(Struct, frozen=True, kw_only=True):
    """What somebody types to sign in."""

    sign_in_name: str
    password: str


class AuditTag(StrEnum):
    SIGNED_IN = "identity:session:begin"
    SIGNED_OUT = "identity:session:end"


async def sign_in(*, credentials: Credentials, now: datetime) -> UUID:
    """The person's id; refuses (`sign-in-refused`) in the same words and time whatever was wrong.

    After eight failures within fifteen minutes the name is refused (`sign-in-paused`) without looking at the
    password, whether or not anybody has that name.
    """
    name = credentials.sign_in_name.strip().lower()[:60]
    await _check_patience(name, now=now)
    row = await Person.objects().where(Person.sign_in_name == name).first()
    right = await matches(row.password_hash if row else None, credentials.password)
    if row is None or not right or not row.active:
        await SignInFailure(sign_in_name=name, at=now).save()
        raise Invalid(code="sign-in-refused", message="登录名或密码不正确", field="password")
    async with transaction():
        await audit.record(
            AuditTag.SIGNED_IN,
            actor=f"person:{row.id}",
            subject=str(row.id),
            facts={},
            now=now,
            public=False,
        )
    return row.id


async def _check_patience(name: str, *, now: datetime) -> None:
    since = now - PAUSE
    await SignInFailure.delete().where((SignInFailure.sign_in_name == name) & (SignInFailure.at < since))
    if await SignInFailure.count().where(SignInFailure.sign_in_name == name) >= MOST_FAILURES:
        raise Invalid(
            code="sign-in-paused",
            message="该登录名连续多次登录失败，请15分钟后再试",
            field="password",
            facts={"minutes": int(PAUSE.total_seconds() // 60)},
        )


async def sign_out(*, actor: Actor, now: datetime) -> None:
    """Remember that the person ended their session."""
    async with transaction():
        await audit.record(
            AuditTag.SIGNED_OUT,
            actor=actor.audit_name,
            subject=str(actor.person_id),
            facts={},
            now=now,
            public=False,
        )


async def confirm_password(*, actor: Actor, password: str) -> None:
    """Refuse (`password-wrong`) unless it is the actor's own password.

    Asked again before signing, so that an unattended screen signs nothing (《电子签名法》第十三条: 由电子签名人
    专有并控制).
    """
    if actor.person_id is None:
        raise Forbidden(code="not-a-person", message="系统不能代替本人签署")
    row = await Person.objects().where(Person.id == actor.person_id).first()
    if row is None or not await matches(row.password_hash, password):
        raise Invalid(code="password-wrong", message="密码不正确", field="password")
