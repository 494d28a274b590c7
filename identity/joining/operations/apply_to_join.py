"""Apply for an organisation, or mend an application that was returned (《电子招标投标办法》第二十四条).

Whether the organisation is here already is not told to who applies: staff see it when they review.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from core.base64_text import bytes_of_base64
from core.credit_codes import read_credit_code
from core.errors import Conflict, Forbidden, Invalid, TooMany
from core.organisation_names import read_organisation_name
from identity.actor import Actor
from identity.domain import check_name
from identity.joining.belonging import belongs, refuse_belonging
from identity.joining.domain import JOINING_ROLES, LARGEST_LICENCE, check_licence
from identity.joining.states import JOINING_STATES, JoiningEvent
from identity.roles import Role
from identity.tables import Joining
from storage import audit
from storage.counters import Allowance, counters
from storage.database import transaction
from storage.objects import store
from web.form_fields import Address, CreditCode, Line, OrganisationName, Phone, a_file

LARGEST_BODY = 2 * LARGEST_LICENCE
TRIES = Allowance(most=20, seconds=24 * 3600)


class Application(Struct, frozen=True, kw_only=True):
    """What an organisation says about itself, and its licence; mending, the licence may stay as it was."""

    name: Annotated[OrganisationName, Meta(title="单位全称", description="与证照上的名称一致")]
    uscc: Annotated[CreditCode, Meta(title="统一社会信用代码", description="18位")]
    role: Annotated[Role, Meta(title="单位身份", extra={"options": JOINING_ROLES})]
    address: Annotated[Address, Meta(title="地址")] = ""
    phone: Annotated[Phone, Meta(title="联系电话")] = ""
    licence_name: Annotated[Line, Meta(title="证照文件名称")] = ""
    licence: Annotated[
        str,
        a_file(largest=LARGEST_BODY),
        Meta(title="营业执照等证照", description="PDF、PNG或者JPEG扫描件，不超过4 MB"),
    ] = ""


class AuditTag(StrEnum):
    APPLIED = "identity:joining:apply"


class _Kept(Struct, frozen=True, kw_only=True):
    key: str
    media_type: str
    sha256: bytes


async def apply_to_join(*, actor: Actor, word: Application, now: datetime) -> UUID:
    """Put the application, or its mended form, before the staff.

    Refuses who belongs somewhere already (`joined-already`), an application that waits (`joining-waits`), a missing
    or unfit licence (`licence-…`), a wrong code (`uscc-wrong`) and a role nobody joins by (`role-unknown`).
    """
    applicant = _applicant(actor)
    name, uscc, role = read_organisation_name(word.name), read_credit_code(word.uscc), _role(word.role)
    key = check_name(name)
    await _count(actor)
    kept = await _kept_licence(actor, word.licence)
    async with transaction():
        await refuse_belonging(applicant)
        row = await Joining.objects().where(Joining.person == applicant).first()
        if row is None:
            row = Joining(person=applicant)
        else:
            row.state = _mended(row)
        row.name, row.name_key, row.uscc, row.role = name, key, uscc, role.value
        row.address, row.phone, row.submitted_at, row.version = word.address, word.phone, now, row.version + 1
        if kept is not None:
            row.licence_key, row.licence_type, row.licence_sha256 = kept.key, kept.media_type, kept.sha256
        elif not row.licence_key:
            raise Invalid(code="licence-missing", message="请上传营业执照等证照的扫描件", field="licence")
        await row.save()
        await audit.record(
            AuditTag.APPLIED,
            actor=actor.audit_name,
            subject=str(row.id),
            facts={"name": name, "uscc": uscc, "roles": [role.value]},
            now=now,
            public=False,
        )
    return row.id


def _applicant(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise Forbidden(code="not-a-person", message="此事项须由本人办理")
    if actor.organisation_id is not None or actor.roles:
        raise belongs()
    return actor.person_id


def _mended(row: Joining) -> str:
    if not JOINING_STATES.allows(row.state, JoiningEvent.MEND):
        raise Conflict(code="joining-waits", message="申请正在审核或者已经办结，不能再修改")
    return JOINING_STATES.after(row.state, JoiningEvent.MEND)


def _role(role: Role) -> Role:
    if role not in JOINING_ROLES:
        raise Invalid(code="role-unknown", message="请从列出的单位身份中选择", field="role")
    return role


async def _count(actor: Actor) -> None:
    wait = await counters().take(f"join:{actor.person_id}", TRIES)
    if wait:
        raise TooMany(code="too-many-applications", message="今日提交次数过多，请明日再试", retry_after=wait)


async def _kept_licence(actor: Actor, licence: str) -> _Kept | None:
    """Stored before the row that names it: an object without a row harms nobody, a row without one would."""
    unreadable = Invalid(code="licence-unreadable", message="证照文件应以Base64编码", field="licence")
    data = bytes_of_base64(licence, unless=unreadable)
    if not data:
        return None
    media_type, ending = check_licence(data)
    key = f"joinings/{actor.person_id}/{uuid4()}.{ending}"
    await store().put(key, data, media_type)
    return _Kept(key=key, media_type=media_type, sha256=hashlib.sha256(data).digest())
