"""The trading centre's review of an application: accept it, or return it with what has to be mended."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from core.errors import Conflict, NotFound
from identity.actor import Actor
from identity.joining.belonging import refuse_belonging
from identity.joining.states import JOINING_STATES, JoiningEvent
from identity.permissions import Permission, check
from identity.tables import Joining, Organisation, Person, RoleGrant
from storage import audit, outbox
from storage.database import doubled_as, transaction
from web.form_fields import ShortReason

Version = Annotated[int, Meta(ge=1, le=2**31 - 1, title="申请版本")]


class SeenJoining(Struct, frozen=True, kw_only=True):
    """Which version of the application the reviewer saw."""

    version: Version


class ReturnedJoining(SeenJoining, frozen=True, kw_only=True):
    """The same, and what has to be mended."""

    reason: Annotated[ShortReason, Meta(title="须补正的内容")]


class AuditTag(StrEnum):
    ACCEPTED = "identity:joining:accept"
    RETURNED = "identity:joining:return"


async def accept_joining(*, actor: Actor, joining_id: UUID, word: SeenJoining, now: datetime) -> None:
    """The organisation is entered, and the applicant acts for it from now on.

    Refuses a code or name that is entered already, also at this moment (`organisation-known`), an application that
    is another than the reviewer saw (`joining-changed`), and who was given a role meanwhile (`joined-already`).
    """
    async with transaction():
        row = await _held(actor, joining_id, word)
        row.state = JOINING_STATES.after(row.state, JoiningEvent.ACCEPT)
        await refuse_belonging(row.person)
        organisation = await _entered(row, now=now)
        await Person.update({Person.organisation: organisation}).where(Person.id == row.person)
        await RoleGrant(person=row.person, role=row.role, granted_at=now, granted_by=actor.audit_name).save()
        row.organisation, row.reason = organisation, ""
        await _decided(row, AuditTag.ACCEPTED, actor=actor, now=now)


async def return_joining(*, actor: Actor, joining_id: UUID, word: ReturnedJoining, now: datetime) -> None:
    """The applicant is told what to mend and may hand it in again. Refuses as `accept_joining`."""
    async with transaction():
        row = await _held(actor, joining_id, word)
        row.state = JOINING_STATES.after(row.state, JoiningEvent.RETURN)
        row.reason = word.reason
        await _decided(row, AuditTag.RETURNED, actor=actor, now=now)


async def _held(actor: Actor, joining_id: UUID, seen: SeenJoining) -> Joining:
    check(actor, Permission.JOINING_REVIEW)
    row = await Joining.objects().where(Joining.id == joining_id).lock_rows("UPDATE").first()
    if row is None:
        raise NotFound(code="joining-unknown", message="没有这项入驻申请")
    if row.version != seen.version:
        raise Conflict(code="joining-changed", message="申请在您查看后已重新提交，请刷新页面后再审核")
    return row


async def _entered(row: Joining, *, now: datetime) -> UUID:
    same = (Organisation.uscc == row.uscc) | (Organisation.name_key == row.name_key)
    known = await Organisation.objects().where(same).first()
    if known is not None:
        raise _known(f"该单位已登记（{known.name}，{known.uscc}），请退回并说明")
    entered = Organisation(
        name=row.name,
        name_key=row.name_key,
        uscc=row.uscc,
        address=row.address,
        phone=row.phone,
        registered_at=now,
    )
    with doubled_as(lambda: _known("该单位刚刚由他人登记，请退回并说明")):
        await entered.save()
    return entered.id


async def _decided(row: Joining, tag: AuditTag, *, actor: Actor, now: datetime) -> None:
    row.decided_at, row.decided_by = now, actor.person_id
    await row.save()
    await audit.record(
        tag,
        actor=actor.audit_name,
        subject=str(row.id),
        facts={"name": row.name, "uscc": row.uscc},
        now=now,
        public=False,
    )
    await outbox.emit("identity.joining_decided", subject_id=row.id, facts={"state": row.state})


def _known(message: str) -> Conflict:
    return Conflict(code="organisation-known", message=message)
