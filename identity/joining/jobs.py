"""What hears of joining: the news that goes out, at least once."""

from __future__ import annotations

from identity.joining.states import JoiningState
from storage.database import fetch_one
from storage.messages import Message, messenger
from storage.outbox import Event

_APPLICANT = """
SELECT person.contact FROM identity_joining joining JOIN identity_person person ON person.id = joining.person
WHERE joining.id = $1
"""
_OUTCOMES = {
    JoiningState.ACCEPTED: "您的入驻申请已通过审核，可以登录办理业务。",
    JoiningState.RETURNED: "您的入驻申请已退回，请登录查看须补正的内容。",
}


async def tell_applicant(event: Event) -> None:
    """That the application was decided on; what has to be mended stands on the page alone."""
    row = await fetch_one(_APPLICANT, event.subject_id)
    if row is None or row["contact"] is None or not messenger().reaches(row["contact"]):
        return
    text = _OUTCOMES[JoiningState(event.facts["state"])]
    await messenger().send(
        Message(id=event.event_id, to=row["contact"], subject="公共资源交易平台入驻申请", text=text)
    )
