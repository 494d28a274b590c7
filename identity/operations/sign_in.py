"""Sign in and out, and confirm a password before a weighty act.

The session itself is the web's; this decides whether there may be one, and remembers that it began.
A try is counted before the password is looked at, so that many at once are no more than the limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Forbidden, Invalid, Later, TooMany
from identity.actor import Actor
from identity.knocks import INSIDE, Knock
from identity.passwords import matches
from identity.tables import Person
from storage import audit
from storage.counters import Allowance, counters
from storage.database import transaction
from web.form_fields import Password, SignInName

# Of one device that has signed in before; of one address under one name; of all strangers under one name.
TRIES = Allowance(most=8, seconds=15 * 60)
# Strangers beyond that are slowed, not shut out: an owner on a new device still comes through.
SLOW_TRIES = Allowance(most=1, seconds=30)


class Credentials(Struct, frozen=True, kw_only=True):
    """What somebody types to sign in."""

    sign_in_name: Annotated[SignInName, Meta(title="登录名", extra={"autocomplete": "username"})]
    password: Annotated[Password, Meta(title="密码")]


class AuditTag(StrEnum):
    SIGNED_IN = "identity:session:begin"
    SIGNED_OUT = "identity:session:end"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Whose session may begin, and the number it holds for as long as that is the person's."""

    person_id: UUID
    session_epoch: int


async def sign_in(*, credentials: Credentials, now: datetime, knock: Knock = INSIDE) -> SignedIn:
    """Refuses (`sign-in-refused`) in the same words and time whatever was wrong.

    Eight failures within fifteen minutes pause the device, or the address, that made them (`sign-in-paused`);
    strangers' failures never pause a device that has signed in before.
    """
    name = credentials.sign_in_name.strip().lower()[:60]
    device = knock.device_for(name)
    counted = await _take_a_try(name, knock=knock, device=device)
    row = await Person.objects().where(Person.sign_in_name == name).first()
    try:
        address = None if device else knock.address
        right = await matches(row.password_hash if row else None, credentials.password, address=address)
    except Later:
        await _give_back(counted)
        raise
    if row is None or not right or not row.active or _is_over(row, now=now):
        raise Invalid(code="sign-in-refused", message="登录名或密码不正确", field="password")
    await _give_back(counted)
    async with transaction():
        await audit.record(
            AuditTag.SIGNED_IN,
            actor=f"person:{row.id}",
            subject=str(row.id),
            facts={},
            now=now,
            public=False,
        )
    return SignedIn(person_id=row.id, session_epoch=row.session_epoch)


async def _take_a_try(name: str, *, knock: Knock, device: str | None) -> tuple[str, ...]:
    """The names of the counters the try was counted under; refuses when there is none left."""
    mine = f"sign-in:device:{device}" if device else f"sign-in:from:{name}:{knock.address}"
    wait = await counters().take(mine, TRIES)
    if wait:
        raise _paused(wait)
    if device:
        return (mine,)
    strangers = f"sign-in:strangers:{name}"
    if not await counters().take(strangers, TRIES):
        return (mine, strangers)
    wait = await counters().take(f"sign-in:slowed:{name}", SLOW_TRIES)
    if wait:
        await counters().give_back(mine)
        raise _paused(wait)
    return (mine,)


async def _give_back(counted: tuple[str, ...]) -> None:
    for name in counted:
        await counters().give_back(name)


def _paused(wait: int) -> TooMany:
    told = f"{-(-wait // 60)}分钟" if wait > 60 else f"{wait}秒"
    return TooMany(
        code="sign-in-paused",
        message=f"该登录名登录失败次数较多，请{told}后再试",
        field="password",
        facts={"seconds": wait},
        retry_after=wait,
    )


def _is_over(row: Person, *, now: datetime) -> bool:
    """Whether the one-time password was given out too long ago."""
    return row.one_time_until is not None and row.one_time_until <= now


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


async def confirm_password(*, actor: Actor, password: str, field: str = "password") -> None:
    """Refuse (`password-wrong`) unless it is the actor's own password; eight wrong ones pause (`password-paused`).

    Asked again before signing, so that an unattended screen signs nothing (《电子签名法》第十三条: 由电子签名人
    专有并控制). `field`: what the form that was filled in calls it.
    """
    if actor.person_id is None:
        raise Forbidden(code="not-a-person", message="系统不能代替本人签署")
    counted = f"password:{actor.person_id}"
    wait = await counters().take(counted, TRIES)
    if wait:
        raise TooMany(
            code="password-paused",
            message=f"密码连续多次不正确，请{-(-wait // 60)}分钟后再试",
            field=field,
            facts={"seconds": wait},
            retry_after=wait,
        )
    row = await Person.objects().where(Person.id == actor.person_id).first()
    try:
        right = row is not None and await matches(row.password_hash, password)
    except Later:
        await counters().give_back(counted)
        raise
    if not right:
        raise Invalid(code="password-wrong", message="密码不正确", field=field)
    await counters().forget(counted)
