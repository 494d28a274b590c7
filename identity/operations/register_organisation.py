"""Enter an organisation (《电子招标投标办法》第二十四条: registered with true data)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.credit_codes import read_credit_code
from core.errors import Conflict
from core.organisation_names import read_organisation_name
from identity.actor import Actor
from identity.domain import check_name
from identity.permissions import Permission, check
from identity.tables import Organisation
from storage import audit
from storage.database import doubled_as, transaction
from web.form_fields import Address, CreditCode, OrganisationName, Phone


class NewOrganisation(Struct, frozen=True, kw_only=True):
    """What an organisation says about itself."""

    name: Annotated[OrganisationName, Meta(title="单位名称")]
    uscc: Annotated[CreditCode, Meta(title="统一社会信用代码", description="18位")]
    address: Annotated[Address, Meta(title="地址")] = ""
    phone: Annotated[Phone, Meta(title="联系电话")] = ""


class AuditTag(StrEnum):
    ORGANISATION_REGISTERED = "identity:organisation:register"


async def register_organisation(*, actor: Actor, word: NewOrganisation, now: datetime) -> UUID:
    """Enter an organisation; refuses a wrong or known 统一社会信用代码 (`uscc-wrong`, `organisation-known`).

    A name is known in whatever spelling people read as the same. Who may enter organisations is told which one it is.
    """
    async with transaction():
        check(actor, Permission.ORGANISATION_REGISTER)
        uscc = read_credit_code(word.uscc)
        name = read_organisation_name(word.name)
        key = check_name(name)
        await _refuse_known(uscc=uscc, key=key)
        row = Organisation(
            name=name,
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
            facts={"name": name, "uscc": uscc},
            now=now,
            public=False,
        )
    return row.id


async def _refuse_known(*, uscc: str, key: str) -> None:
    if found := await Organisation.objects().where(Organisation.uscc == uscc).first():
        raise _known(f"该统一社会信用代码已登记，单位名称为“{found.name}”")
    if found := await Organisation.objects().where(Organisation.name_key == key).first():
        raise _known(f"该单位名称已登记，统一社会信用代码为{found.uscc}", field="name")


def _known(message: str = "该单位名称或统一社会信用代码已登记", *, field: str = "uscc") -> Conflict:
    return Conflict(code="organisation-known", message=message, field=field)
