"""Open an account for whoever shows that a mobile or a mailbox is theirs; it has no role and no organisation yet."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict
from identity.contact_codes import Code, Purpose, code_wrong, contact_shown, use_up
from identity.domain import check_password, check_sign_in_name
from identity.operations.sign_in import SignedIn
from identity.passwords import hash_password
from identity.tables import Person
from storage import audit
from storage.database import doubled_as, transaction
from web.form_fields import Password, PersonName, SignInName


class NewAccount(Struct, frozen=True, kw_only=True):
    """The code, and who shows it."""

    code: Code
    name: Annotated[PersonName, Meta(title="姓名")]
    sign_in_name: Annotated[
        SignInName,
        Meta(
            title="登录名",
            description="小写字母、数字、点或连字符，至少3位",
            extra={"autocomplete": "username"},
        ),
    ]
    password: Annotated[
        Password, Meta(title="密码", description="至少10个字符", extra={"autocomplete": "new-password"})
    ]


class AuditTag(StrEnum):
    ACCOUNT_OPENED = "identity:account:open"


async def open_account(*, code_id: UUID, word: NewAccount, now: datetime) -> SignedIn:
    """Refuses a wrong or spent code (`code-wrong`, `code-over`) and a taken sign-in name (`sign-in-name-taken`).

    A name that is taken costs a try, so that nobody asks for names one after the other.
    """
    sign_in_name = check_sign_in_name(word.sign_in_name)
    check_password(word.password)
    contact = await contact_shown(code_id, word.code, purpose=Purpose.JOIN)
    hashed = await hash_password(word.password)
    async with transaction():
        await use_up(code_id)
        if await Person.exists().where(Person.contact == contact):
            raise code_wrong()
        if await Person.exists().where(Person.sign_in_name == sign_in_name):
            raise _name_taken()
        row = Person(
            sign_in_name=sign_in_name,
            name=word.name,
            password_hash=hashed,
            contact=contact,
            registered_at=now,
        )
        with doubled_as(_name_taken):
            await row.save()
        actor = f"person:{row.id}"
        await audit.record(
            AuditTag.ACCOUNT_OPENED, actor=actor, subject=str(row.id), facts={}, now=now, public=False
        )
    return SignedIn(person_id=row.id, session_epoch=row.session_epoch)


def _name_taken() -> Conflict:
    return Conflict(code="sign-in-name-taken", message="登录名已被使用", field="sign_in_name")
