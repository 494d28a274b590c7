"""What hears of joining: the messages that go out. Sent at least once; sent again, a code is the same."""

from __future__ import annotations

from identity.joining.codes import code_of
from identity.joining.states import JoiningState
from storage.database import fetch_one
from storage.messages import Message, messenger
from storage.outbox import Event

_CODE = """
SELECT asked.contact, EXISTS (SELECT FROM identity_person p WHERE p.contact = asked.contact) AS known
FROM identity_contact_code asked WHERE asked.id = $1 AND asked.used_at IS NULL AND asked.until > clock_timestamp()
"""
_APPLICANT = """
SELECT person.contact FROM identity_joining joining JOIN identity_person person ON person.id = joining.person
WHERE joining.id = $1
"""
_OUTCOMES = {
    JoiningState.ACCEPTED: "您的入驻申请已通过审核，可以登录办理业务。",
    JoiningState.RETURNED: "您的入驻申请已退回，请登录查看须补正的内容。",
}


async def send_contact_code(event: Event) -> None:
    """The code, or to whom it belongs already, that somebody asked; nothing once it is over."""
    row = await fetch_one(_CODE, event.subject_id)
    if row is None:
        return
    text = f"验证码{code_of(event.subject_id)}，10分钟内有效。平台工作人员不会向您索取验证码。"
    if row["known"]:
        text = "有人用此联系方式申请入驻，但它已属于一个账户，请直接登录。如非本人操作，请忽略。"
    await messenger().send(
        Message(id=event.subject_id, to=row["contact"], subject="公共资源交易平台验证码", text=text)
    )


async def tell_applicant(event: Event) -> None:
    """That the application was decided on; what has to be mended stands on the page alone."""
    row = await fetch_one(_APPLICANT, event.subject_id)
    if row is None or row["contact"] is None or not messenger().reaches(row["contact"]):
        return
    text = _OUTCOMES[JoiningState(event.facts["state"])]
    await messenger().send(
        Message(id=event.event_id, to=row["contact"], subject="公共资源交易平台入驻申请", text=text)
    )
