"""Have a code sent to a mobile or a mailbox.

No entry of the log: strangers ask as often as the limits let them, and nothing is decided. Whether the contact is
somebody's already is told to nobody who asks: its owner gets another message instead.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from core.errors import Conflict, TooMany
from identity.contact_codes import Purpose
from identity.domain import LONGEST_CONTACT, read_contact
from storage import outbox
from storage.counters import Allowance, counters
from storage.database import execute, transaction
from storage.messages import messenger

FROM_ONE_ADDRESS = Allowance(most=30, seconds=3600)  # a hall of people may share one
TO_ONE_CONTACT = Allowance(most=5, seconds=3600)
_ASKED = """
INSERT INTO identity_contact_code (id, contact, purpose, until)
VALUES ($1, $2, $3, clock_timestamp() + interval '10 minutes')
"""
_FORGET = "DELETE FROM identity_contact_code WHERE until < clock_timestamp() - interval '1 day'"


class Contact(Struct, frozen=True, kw_only=True):
    """Where the code goes."""

    contact: Annotated[
        str,
        Meta(
            max_length=LONGEST_CONTACT,
            title="手机号码或者电子邮箱",
            description="验证码和办理结果发到这里",
            extra={"read": read_contact},
        ),
    ]


async def ask_contact_code(*, word: Contact, purpose: Purpose, address: str) -> UUID:
    """The id of the code, which says nothing of it.

    Refuses a contact this instance has no way to (`contact-unreachable`) and more than the limits (`too-many-codes`).
    """
    contact = read_contact(word.contact)
    if not messenger().reaches(contact):
        raise Conflict(
            code="contact-unreachable", message="平台暂不能向此类联系方式发送验证码", field="contact"
        )
    await _count(f"code:from:{address}", FROM_ONE_ADDRESS)
    await _count(f"code:to:{contact}", TO_ONE_CONTACT)
    code_id = uuid4()
    async with transaction():
        await execute(_FORGET)
        await execute(_ASKED, code_id, contact, purpose.value)
        await outbox.emit("identity.contact_code_asked", subject_id=code_id)
    return code_id


async def _count(name: str, allowance: Allowance) -> None:
    wait = await counters().take(name, allowance)
    if wait:
        raise TooMany(
            code="too-many-codes",
            message=f"获取验证码过于频繁，请{-(-wait // 60)}分钟后再试",
            field="contact",
            retry_after=wait,
        )
