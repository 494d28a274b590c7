"""Add a line of the speciality standard that is not in the table yet."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict, Invalid
from expert_pool.audit_tags import AuditTag
from expert_pool.fields import SpecialityCode, SpecialityName
from expert_pool.permissions import Permission
from expert_pool.tables import Speciality
from identity.actor import Actor
from identity.permissions import check
from storage import audit
from storage.database import doubled_as, transaction

_CODE = re.compile(r"[ABC](\d{2}(\d{2})?)?")


class NewSpeciality(Struct, frozen=True, kw_only=True):
    """A line of the speciality standard."""

    code: Annotated[SpecialityCode, Meta(title="代码", description="形如 B07 或 B0702")]
    name: Annotated[SpecialityName, Meta(title="专业名称")]


async def add_speciality(*, actor: Actor, word: NewSpeciality, now: datetime) -> UUID:
    """Enter a speciality as unconfirmed; its code follows 评标专家专业分类标准 (发改法规〔2018〕316号)."""
    async with transaction():
        check(actor, Permission.EXPERT_REGISTER)
        code, name = word.code.strip().upper(), word.name.strip()
        if not _CODE.fullmatch(code) or not name:
            raise Invalid(code="speciality-malformed", message="专业代码形如 B07 或 B0702", field="code")
        if await Speciality.exists().where(Speciality.code == code):
            raise _known()
        row = Speciality(code=code, name=name, confirmed=False)
        with doubled_as(_known):
            await row.save()
        await audit.record(
            AuditTag.SPECIALITY_ADD,
            actor=actor.audit_name,
            subject=code,
            facts={"code": code, "name": row.name},
            now=now,
            public=True,
        )
    return row.id


def _known() -> Conflict:
    return Conflict(code="speciality-known", message="该专业代码已存在", field="code")
