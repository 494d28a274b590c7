"""What every act upon another person's account begins with: both are locked, and both are looked at again.

Inside the caller's transaction. Two administrators who deactivate each other, or take each other's role, at the same
moment stand in line here, and the second is one no more.
"""

from __future__ import annotations

from uuid import UUID

from core.errors import Conflict, Forbidden, NotFound
from identity.actor import Actor
from identity.permissions import Permission, check
from identity.roles import Role
from identity.tables import Person
from storage.database import execute, fetch

_ADMINISTRATORS = """
SELECT person.id FROM identity_person person
WHERE person.active AND EXISTS (
    SELECT FROM identity_role_grant held WHERE held.person = person.id AND held.role = $1)
ORDER BY person.id
"""
_LOCKED = f"{_ADMINISTRATORS} FOR UPDATE OF person"


async def person_for_keeping(actor: Actor, person_id: UUID) -> Person:
    """The row, locked. Refuses (`permission-missing`, `not-yourself`, `person-unknown`)."""
    check(actor, Permission.PERSON_KEEP)
    if actor.person_id == person_id:
        raise Conflict(code="not-yourself", message="不能对自己的账户办理此事项，请由另一名系统管理员办理")
    if actor.person_id is not None and actor.person_id not in await administrators_in_use():
        raise Forbidden(code="permission-missing", message="您的角色无权进行此操作")
    row = await Person.objects().where(Person.id == person_id).lock_rows("UPDATE").first()
    if row is None:
        raise NotFound(code="person-unknown", message="没有这个人员")
    return row


async def refuse_last_administrator(person_id: UUID) -> None:
    """Refuse (`last-administrator`) to take the only one who could give the role back."""
    if await administrators_in_use() == {person_id}:
        raise Conflict(code="last-administrator", message="至少须保留一名在用的系统管理员")


async def end_sessions(person_id: UUID) -> None:
    """Every session the person has is over with the end of this transaction."""
    await execute("UPDATE identity_person SET session_epoch = session_epoch + 1 WHERE id = $1", person_id)


async def administrators_in_use() -> set[UUID]:
    """Their rows, locked.

    Asked again once the locks are held: of the rows it waited for PostgreSQL looks again at the person alone, and a
    role that was taken meanwhile would still count.
    """
    await fetch(_LOCKED, Role.ADMINISTRATOR.value)
    return {row["id"] for row in await fetch(_ADMINISTRATORS, Role.ADMINISTRATOR.value)}
