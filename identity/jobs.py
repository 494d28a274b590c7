"""What hears that a code was asked: the message goes out at least once; sent again, it is the same."""

from __future__ import annotations

from identity.contact_codes import Purpose, code_of
from storage.database import fetch_one
from storage.messages import Message, messenger
from storage.outbox import Event

_ASKED = """
SELECT asked.contact, asked.purpose,
       EXISTS (SELECT FROM identity_person p WHERE p.contact = asked.contact) AS known,
       EXISTS (SELECT FROM identity_person p WHERE p.contact = asked.contact AND p.active) AS recoverable
FROM identity_contact_code asked WHERE asked.id = $1 AND asked.used_at IS NULL AND asked.until > clock_timestamp()
"""
_TAKEN = "有人用此联系方式申请入驻，但它已属于一个账户，请直接登录。如非本人操作，请忽略。"
_ANOTHERS = "有人要把此联系方式用于账户，但它已属于一个账户。如非本人操作，请忽略。"
_NOBODYS = "有人用此联系方式找回密码，但它没有对应的在用账户。如非本人操作，请忽略。"


async def send_contact_code(event: Event) -> None:
    """The code; or that the contact has an account, or none; nothing once the code is over."""
    row = await fetch_one(_ASKED, event.subject_id)
    if row is None:
        return
    text = f"验证码{code_of(event.subject_id)}，10分钟内有效。平台工作人员不会向您索取验证码。"
    if row["purpose"] == Purpose.JOIN and row["known"]:
        text = _TAKEN
    if row["purpose"] == Purpose.OWN and row["known"]:
        text = _ANOTHERS
    if row["purpose"] == Purpose.RECOVER and not row["recoverable"]:
        text = _NOBODYS
    await messenger().send(
        Message(id=event.subject_id, to=row["contact"], subject="公共资源交易平台验证码", text=text)
    )
