"""Set a new password by a code sent to the mobile or mailbox that was shown to be one's own."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from identity.contact_codes import Code, Purpose, code_wrong, contact_shown, use_up
from identity.domain import check_password
from identity.keeping_people import end_sessions
from identity.passwords import hash_password
from identity.tables import Person
from storage import audit
from storage.counters import counters
from storage.database import transaction
from web.form_fields import Password


class Recovery(Struct, frozen=True, kw_only=True):
    """The code, and the password to come."""

    code: Code
    password: Annotated[
        Password,
        Meta(title="新密码", description="至少10个字符", extra={"autocomplete": "new-password"}),
    ]


class AuditTag(StrEnum):
    PASSWORD_RECOVERED = "identity:password:recover"  # noqa: S105 — a tag, not a password


async def recover_password(*, code_id: UUID, word: Recovery, now: datetime) -> None:
    """The old password is void, every session of the person ends, and they sign in with the new one.

    Refuses a short password (`password-too-short`), a wrong code and a contact without an account in use alike
    (`code-wrong`), and a code that is over (`code-over`).
    """
    check_password(word.password)
    contact = await contact_shown(code_id, word.code, purpose=Purpose.RECOVER)
    hashed = await hash_password(word.password)
    async with transaction():
        await use_up(code_id)
        mine = (Person.contact == contact) & (Person.active == True)  # noqa: E712 — a column
        row = await Person.objects().where(mine).lock_rows("UPDATE").first()
        if row is None:
            raise code_wrong()
        await Person.update({Person.password_hash: hashed, Person.one_time_until: None}).where(
            Person.id == row.id
        )
        await end_sessions(row.id)
        await audit.record(
            AuditTag.PASSWORD_RECOVERED,
            actor=f"person:{row.id}",
            subject=str(row.id),
            facts={},
            now=now,
            public=False,
        )
    await counters().forget(f"password:{row.id}")
