"""One person's account over JSON, for administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from identity.actor import Actor
from identity.operations.change_roles import give_role, take_role
from identity.operations.deactivate_person import deactivate_person, reactivate_person
from identity.operations.reset_password import reset_password
from identity.permissions import Permission
from identity.roles import Role
from web.guards import requires

_KEEPS = [requires(Permission.PERSON_KEEP)]


class RoleBody(Struct, frozen=True, kw_only=True):
    """A role to give."""

    role: Role


class OneTimePasswordShown(Struct, frozen=True, kw_only=True):
    """Told this once; whoever signs in with it must change it before anything else."""

    password: str
    until: datetime


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
    person_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Response[OneTimePasswordShown]:
    """A one-time password instead of the person's own."""
    made = await reset_password(actor=actor, person_id=person_id, now=now)
    shown = OneTimePasswordShown(password=made.password, until=made.until)
    return Response(shown, headers={"Cache-Control": "no-store"})


handlers: list[Any] = [api_deactivate, api_reactivate, api_give_role, api_take_role, api_reset_password]
