"""Enter an organisation (《电子招标投标办法》第二十四条: registered with true data)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict
from identity.actor import Actor
from identity.domain import check_name, check_uscc
from identity.permissions import Permission, check
from identity.tables import Organisation
from storage import audit
from storage.database import doubled_as, transaction
from web.form_fields import Address, Name, Phone, Short


class NewOrganisation(Struct, frozen=True, kw_only=True):
    """What an organisation says about itself."""

    name: Annotated[Name, Meta(title="单位名称")]
    uscc: Annotated[Short, Meta(title="统一社会信用代码", description="18位", extra={"typed": 18})]
    address: Annotated[Address, Meta(title="地址")] = ""
    phone: Annotated[Phone, Meta(title="联系电话")] = ""


class AuditTag(StrEnum):
    ORGANISATION_REGISTERED = "identity:organisation:register"


async def register_organisation(*, actor: Actor, word: NewOrganisation, now: datetime) -> UUID:
    """Enter an organisation; refuses a wrong or known 统一社会信用代码 (`uscc-wrong`, `organisation-known`).

    A name is known in whatever spelling people read as the same.
    """
    async with transaction():
        check(actor, Permission.ORGANISATION_REGISTER)
        uscc = check_uscc(word.uscc)
        key = check_name(word.name)
        if await Organisation.exists().where((Organisation.uscc == uscc) | (Organisation.name_key == key)):
            raise _known()
        row = Organisation(
            name=word.name,
            name_key=key,
            uscc=uscc,
            address=word.address,
            phone=word.phone,
            registered_at=now,
        )
        with doubled_as(_known):
            await row.save()
        await audit.record(
            AuditTag.ORGANISATION_REGISTERED,
            actor=actor.audit_name,
            subject=str(row.id),
            facts={"name": word.name, "uscc": uscc},
            now=now,
            public=False,
        )
    return row.id


def _known() -> Conflict:
    return Conflict(code="organisation-known", message="该单位名称或统一社会信用代码已登记", field="uscc")
