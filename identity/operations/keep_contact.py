"""Show that a mobile or a mailbox is one's own, so that a forgotten password can be set anew by it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Forbidden
from identity.actor import Actor
from identity.contact_codes import Code, Purpose, code_wrong, contact_shown, use_up
from identity.operations.ask_contact_code import Contact, ask_contact_code
from identity.operations.sign_in import confirm_password
from identity.tables import Person
from storage import audit
from storage.database import doubled_as, transaction
from web.form_fields import Password


class ShownContact(Struct, frozen=True, kw_only=True):
    """The code, and the password: whoever holds a session alone must not take the account over by it."""

    code: Code
    present: Annotated[Password, Meta(title="当前密码")]


class AuditTag(StrEnum):
    CONTACT_SHOWN = "identity:contact:show"


async def ask_own_code(*, actor: Actor, word: Contact, now: datetime) -> UUID:  # noqa: ARG001 - an act takes `now`
    """Have a code sent to what shall be one's contact. Refuses as `ask_contact_code`."""
    if actor.person_id is None:
        raise Forbidden(code="not-a-person", message="此事项须由本人办理")
    return await ask_contact_code(word=word, purpose=Purpose.OWN, address=f"person:{actor.person_id}")


async def keep_contact(*, actor: Actor, code_id: UUID, word: ShownContact, now: datetime) -> None:
    """It takes the place of the former one.

    Refuses a wrong password (`password-wrong`), a wrong code and another's contact alike (`code-wrong`), and a code
    that is over (`code-over`).
    """
    await confirm_password(actor=actor, password=word.present, field="present")
    contact = await contact_shown(code_id, word.code, purpose=Purpose.OWN)
    async with transaction():
        await use_up(code_id)
        with doubled_as(code_wrong):
            await Person.update({Person.contact: contact}).where(Person.id == actor.person_id)
        await audit.record(
            AuditTag.CONTACT_SHOWN,
            actor=actor.audit_name,
            subject=str(actor.person_id),
            facts={},
            now=now,
            public=False,
        )
