"""One person's account over JSON, for administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from identity import queries
from identity.actor import Actor
from identity.operations.change_roles import give_role, take_role
from identity.operations.deactivate_person import deactivate_person, reactivate_person
from identity.operations.reset_password import Epoch, reset_password
from identity.permissions import Permission
from identity.roles import Role
from web.guards import requires

_KEEPS = [requires(Permission.PERSON_KEEP)]


class RoleBody(Struct, frozen=True, kw_only=True):
    """A role to give."""

    role: Role


class AccountShown(Struct, frozen=True, kw_only=True):
    """The account as it stands; `epoch` is named where a password is reset."""

    id: UUID
    name: str
    sign_in_name: str
    roles: tuple[Role, ...]
    active: bool
    epoch: int


class ResetBody(Struct, frozen=True, kw_only=True):
    """The account as the administrator saw it; see `reset_password`."""

    epoch: Epoch


class OneTimePasswordShown(Struct, frozen=True, kw_only=True):
    """Told this once; whoever signs in with it must change it before anything else."""

    password: str
    until: datetime


@get("/people/{person_id:uuid}", guards=_KEEPS)
async def api_account(person_id: FromPath[UUID]) -> AccountShown:
    """One person's account."""
    seen = await queries.account(person_id)
    return AccountShown(
        id=seen.id,
        name=seen.name,
        sign_in_name=seen.sign_in_name,
        roles=seen.roles,
        active=seen.active,
        epoch=seen.session_epoch,
    )


@post("/people/{person_id:uuid}/deactivate", guards=_KEEPS, status_code=204)
async def api_deactivate(
    person_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> None:
    """Take the person out of use; their sessions end."""
    await deactivate_person(actor=actor, person_id=person_id, now=now)


@post("/people/{person_id:uuid}/reactivate", guards=_KEEPS, status_code=204)
async def api_reactivate(
    person_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> None:
    """Take the person back into use."""
    await reactivate_person(actor=actor, person_id=person_id, now=now)


@post("/people/{person_id:uuid}/roles", guards=_KEEPS, status_code=204)
async def api_give_role(
    person_id: FromPath[UUID],
    data: JSONBody[RoleBody],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """Give a role."""
    await give_role(actor=actor, person_id=person_id, role=data.role, now=now)


@delete("/people/{person_id:uuid}/roles/{role:str}", guards=_KEEPS)
async def api_take_role(
    person_id: FromPath[UUID],
    role: FromPath[Role],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """Take a role away; their sessions end."""
    await take_role(actor=actor, person_id=person_id, role=role, now=now)


@post("/people/{person_id:uuid}/reset-password", guards=_KEEPS)
async def api_reset_password(
    person_id: FromPath[UUID],
    data: JSONBody[ResetBody],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Response[OneTimePasswordShown]:
    """A one-time password instead of the person's own; of several at once, one alone."""
    made = await reset_password(actor=actor, person_id=person_id, epoch=data.epoch, now=now)
    shown = OneTimePasswordShown(password=made.password, until=made.until)
    return Response(shown, headers={"Cache-Control": "no-store"})


handlers: list[Any] = [
    api_account,
    api_deactivate,
    api_reactivate,
    api_give_role,
    api_take_role,
    api_reset_password,
]
