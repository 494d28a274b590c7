"""One person's page for administrators: in use or not, roles, a new password."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from msgspec import Struct

from core.errors import DomainError
from identity import queries
from identity.actor import Actor
from identity.operations.change_roles import give_role, take_role
from identity.operations.deactivate_person import deactivate_person, reactivate_person
from identity.operations.reset_password import Epoch, ResetBefore, reset_password
from identity.permissions import Permission
from identity.roles import ROLE_NAMES, Role
from web.forms import FormValues, parse_form, read_form, refused
from web.guards import requires
from web.pages import page
from web.responses import see_other

_KEEPS = [requires(Permission.PERSON_KEEP)]
_DONE = {
    "deactivated": "已停用，其登录已全部结束。",
    "reactivated": "已启用。",
    "role-given": "已授予角色，该人员须重新登录。",
    "role-taken": "已取消角色，其登录已全部结束。",
    "entered-before": "该人员已登记，没有重复登记。一次性密码只显示过一次；未记下的，请在下方重置密码。",
    "reset-before": "此页面打开后该账户已有变动，没有再重置。一次性密码只显示过一次；未记下的，请重新重置。",
}


class RoleForm(Struct, frozen=True, kw_only=True):
    """A role to give or to take."""

    role: Role


class ResetForm(Struct, frozen=True, kw_only=True):
    """The account as the page showed it; see `reset_password`."""

    epoch: Epoch


@get("/people/{person_id:uuid}", guards=_KEEPS)
async def person_page(request: Request[Any, Any, Any], person_id: FromPath[UUID]) -> Template:
    """One person's account."""
    done = _DONE.get(request.query_params.get("done", ""))
    return page(request, "identity/person.html", **await _shown(person_id), flash=done)


@post("/people/{person_id:uuid}/deactivate", guards=_KEEPS)
async def do_deactivate(
    request: Request[Any, Any, Any],
    person_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Take the person out of use."""
    act = deactivate_person(actor=actor, person_id=person_id, now=now)
    return await _done(request, person_id, act, done="deactivated")


@post("/people/{person_id:uuid}/reactivate", guards=_KEEPS)
async def do_reactivate(
    request: Request[Any, Any, Any],
    person_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Take the person back into use."""
    act = reactivate_person(actor=actor, person_id=person_id, now=now)
    return await _done(request, person_id, act, done="reactivated")


@post("/people/{person_id:uuid}/give-role", guards=_KEEPS)
async def do_give_role(
    request: Request[Any, Any, Any],
    person_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Give a role."""
    values = await read_form(request)
    try:
        role = parse_form(values, RoleForm).role
    except DomainError as error:
        return await _refused(request, person_id, error, values)
    act = give_role(actor=actor, person_id=person_id, role=role, now=now)
    return await _done(request, person_id, act, done="role-given", values=values)


@post("/people/{person_id:uuid}/take-role", guards=_KEEPS)
async def do_take_role(
    request: Request[Any, Any, Any],
    person_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Take a role away."""
    values = await read_form(request)
    try:
        role = parse_form(values, RoleForm).role
    except DomainError as error:
        return await _refused(request, person_id, error, values)
    act = take_role(actor=actor, person_id=person_id, role=role, now=now)
    return await _done(request, person_id, act, done="role-taken", values=values)


@post("/people/{person_id:uuid}/reset-password", guards=_KEEPS)
async def do_reset_password(
    request: Request[Any, Any, Any],
    person_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Show the one-time password, this once; the same page sent again says that it was shown."""
    values = await read_form(request)
    try:
        epoch = parse_form(values, ResetForm).epoch
        made = await reset_password(actor=actor, person_id=person_id, now=now, epoch=epoch)
    except DomainError as error:
        if isinstance(error, ResetBefore):
            return see_other(f"/people/{person_id}?done=reset-before")
        return await _refused(request, person_id, error)
    answer = page(
        request,
        "identity/one_time_password.html",
        **await _shown(person_id),
        made=made,
        occasion="的密码已重置",
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _done(
    request: Request[Any, Any, Any],
    person_id: UUID,
    act: Awaitable[None],
    *,
    done: str,
    values: FormValues | None = None,
) -> Template | Redirect:
    try:
        await act
    except DomainError as error:
        return await _refused(request, person_id, error, values)
    return see_other(f"/people/{person_id}?done={done}")


async def _refused(
    request: Request[Any, Any, Any], person_id: UUID, error: DomainError, values: FormValues | None = None
) -> Template:
    shown = await _shown(person_id)
    return refused(request, "identity/person.html", values=values or FormValues([]), error=error, **shown)


async def _shown(person_id: UUID) -> dict[str, Any]:
    account = await queries.account(person_id)
    return {
        "account": account,
        "role_names": ROLE_NAMES,
        "others": [(role.value, name) for role, name in ROLE_NAMES.items() if role not in account.roles],
    }


handlers = [
    person_page,
    do_deactivate,
    do_reactivate,
    do_give_role,
    do_take_role,
    do_reset_password,
]
