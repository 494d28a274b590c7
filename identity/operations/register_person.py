"""Enter a person with their roles."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeAlias
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict, DoneBefore, Invalid
from identity.actor import Actor
from identity.domain import check_password, check_roles, check_sign_in_name
from identity.one_time import draw_one_time
from identity.passwords import hash_password
from identity.permissions import Permission, check
from identity.queries import organisation_names, person_entered_before
from identity.roles import ROLE_NAMES, Role
from identity.tables import Person, RoleGrant
from storage import audit
from storage.database import doubled_as, transaction
from web.acts import Made
from web.form_fields import Password, PersonName, Phone, SignInName, each_once

Hashes: TypeAlias = Callable[[str], Awaitable[str]]


class PersonEntry(Struct, frozen=True, kw_only=True):
    """A person as the administrator enters them."""

    sign_in_name: Annotated[
        SignInName,
        Meta(
            title="登录名",
            description="小写字母、数字、点或连字符，至少3位",
            extra={"read": check_sign_in_name},
        ),
    ]
    name: Annotated[PersonName, Meta(title="姓名")]
    roles: Annotated[
        tuple[Role, ...],
        Meta(
            max_length=len(Role),
            title="角色",
            extra={"options": ROLE_NAMES, "shape": "line", "asked": True, "missing": "role-missing"},
        ),
        each_once(),
    ]
    organisation_id: Annotated[UUID | None, Meta(title="单位")] = None
    phone: Annotated[Phone, Meta(title="联系电话")] = ""


class NewPerson(PersonEntry, frozen=True, kw_only=True):
    """The same with a password of their own, which nobody else has to tell them."""

    password: Password


class PersonMade(Made, frozen=True, kw_only=True):
    """With the one-time password; whoever signs in with it must change it before anything else."""

    password: str
    until: datetime

    def __repr__(self) -> str:
        """Without the password: reprs reach logs."""
        return f"PersonMade(id={self.id!r})"


class SignInNameTaken(Conflict):
    """Somebody signs in under this name already (`sign-in-name-taken`)."""


class AuditTag(StrEnum):
    PERSON_REGISTERED = "identity:person:register"


async def enter_person(*, actor: Actor, word: PersonEntry, now: datetime) -> PersonMade:
    """Enter a person with their roles; the password is one-time and told this once.

    Refuses a taken sign-in name and roles that may not meet, and the same entry again (`DoneBefore`). Who enters them
    tells them the password; they set their own before anything else.
    """
    check(actor, Permission.PERSON_REGISTER)
    sign_in_name = _checked(word)
    made = draw_one_time(now=now)
    hashed = await hash_password(made.password)
    try:
        person_id = await _written(actor, word, sign_in_name, hashed, until=made.until, now=now)
    except SignInNameTaken as taken:
        await _refuse_again(word, taken)
        raise
    return PersonMade(id=person_id, password=made.password, until=made.until)


async def _refuse_again(word: PersonEntry, taken: SignInNameTaken) -> None:
    before = await person_entered_before(
        sign_in_name=word.sign_in_name,
        name=word.name,
        organisation_id=word.organisation_id,
        roles=word.roles,
    )
    if before is not None:
        raise DoneBefore(code=taken.code, message=taken.message, field=taken.field, made=before) from taken


async def register_person(
    *, actor: Actor, new: NewPerson, now: datetime, hashed_by: Hashes = hash_password
) -> UUID:
    """The same for who brings a password of their own, as the people of a training instance do; refuses a short one.

    Not for what an administrator types for somebody else. `hashed_by` is another only for passwords that are published.
    """
    check(actor, Permission.PERSON_REGISTER)
    sign_in_name = _checked(new)
    check_password(new.password)
    hashed = await hashed_by(new.password)
    return await _written(actor, new, sign_in_name, hashed, until=None, now=now)


def _checked(entry: PersonEntry) -> str:
    check_roles(entry.roles)
    return check_sign_in_name(entry.sign_in_name)


async def _written(
    actor: Actor, entry: PersonEntry, sign_in_name: str, hashed: str, *, until: datetime | None, now: datetime
) -> UUID:
    async with transaction():
        await _check_employer(entry.organisation_id)
        if await Person.exists().where(Person.sign_in_name == sign_in_name):
            raise _name_taken()
        row = Person(
            sign_in_name=sign_in_name,
            name=entry.name,
            password_hash=hashed,
            one_time_until=until,
            phone=entry.phone,
            organisation=entry.organisation_id,
            registered_at=now,
        )
        with doubled_as(_name_taken):
            await row.save()
        for role in entry.roles:
            await RoleGrant(person=row.id, role=role, granted_at=now, granted_by=actor.audit_name).save()
        await audit.record(
            AuditTag.PERSON_REGISTERED,
            actor=actor.audit_name,
            subject=str(row.id),
            facts={"roles": sorted(entry.roles)},
            now=now,
            public=False,
        )
    return row.id


async def _check_employer(organisation_id: UUID | None) -> None:
    if organisation_id is not None and not await organisation_names([organisation_id]):
        raise Invalid(code="organisation-unknown", message="请从列出的单位中选择", field="organisation_id")


def _name_taken() -> SignInNameTaken:
    return SignInNameTaken(code="sign-in-name-taken", message="登录名已被使用", field="sign_in_name")
