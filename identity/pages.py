"""Identity's pages: sign in and out, one's account and keys, and the administrator's registers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from core.errors import DomainError
from identity import queries
from identity.actor import Actor
from identity.one_time import OneTimePassword
from identity.operations.change_password import NewPassword
from identity.operations.register_person import PersonEntry, SignInNameTaken, enter_person
from identity.operations.reset_password import ResetBefore, SeenAccount, reset_password
from identity.operations.sign_in import Credentials, sign_out
from identity.permissions import Permission
from identity.roles import ROLE_NAMES, Role
from identity.signing_in import begin, go_on_with, remembered
from web import kept_forms, sessions
from web.fields import read_as
from web.forms import parse_form, read_form, refuse
from web.guards import before_new_password, public, requires
from web.limits import limited
from web.pages import page
from web.paging import page_request
from web.responses import local_path, see_other
from web.visitor import HttpRequest, visitor_of

DESK = "/desk"
SIGN_INS_PER_MINUTE = 120  # a hall of people may share one address; a name has limits of its own


_DONE = {
    "deactivated": "已停用，其登录已全部结束。",
    "reactivated": "已启用。",
    "role-given": "已授予角色，该人员须重新登录。",
    "role-taken": "已取消角色，其登录已全部结束。",
    "entered-before": "该人员已登记，没有重复登记。一次性密码只显示过一次；未记下的，请在下方重置密码。",
    "reset-before": "此页面打开后该账户已有变动，没有再重置。一次性密码只显示过一次；未记下的，请重新重置。",
}


@get("/sign-in", opt=public())
async def sign_in_page(request: HttpRequest) -> Template | Redirect:
    """Who is signed in already goes on."""
    onward = local_path(request.query_params.get("next"), otherwise=DESK)
    if visitor_of(request) is not None:
        return see_other(onward)
    return _sign_in(request, onward)


@post(
    "/sign-in",
    opt=public() | read_as(Credentials),
    middleware=[limited("sign-in", per_minute=SIGN_INS_PER_MINUTE)],
)
async def do_sign_in(request: HttpRequest, now: NamedDependency[datetime]) -> Template | Redirect:
    """Sign in and go where one was going."""
    values = await read_form(request)
    onward = local_path(values.get("next"), otherwise=DESK)
    try:
        credentials = parse_form(values, Credentials)
        await begin(request, credentials=credentials, now=now)
    except DomainError as error:
        refuse(request, values=values, error=error)
        return _sign_in(request, onward)
    return remembered(request, see_other(onward), credentials=credentials)


def _sign_in(request: HttpRequest, onward: str) -> Template:
    return page(
        request, "identity/sign_in.html", next=onward, kept_waits=kept_forms.COOKIE in request.cookies
    )


@post("/sign-out", guards=[requires()], opt=before_new_password())
async def do_sign_out(
    request: HttpRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Redirect:
    """End the session."""
    await sign_out(actor=actor, now=now)
    sessions.sign_out(request)
    return see_other("/")


@get("/account", guards=[requires()], opt=before_new_password())
async def account_page(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """One's own data, password and keys."""
    return await _account_page(request, actor)


async def _account_page(request: HttpRequest, actor: Actor) -> Template:
    done = request.query_params.get("done")
    return page(request, "identity/account.html", **await _account(actor), done=done)


@post("/account/password", guards=[requires()], opt=before_new_password() | read_as(NewPassword))
async def do_change_password(
    request: HttpRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Template | Redirect:
    """Change one's own password."""
    values = await read_form(request)
    try:
        await go_on_with(request, actor=actor, word=parse_form(values, NewPassword), now=now)
    except DomainError as error:
        refuse(request, values=values, error=error)
        return await _account_page(request, actor)
    return see_other("/account?done=password")


@get("/account/keys", guards=[requires(Permission.KEY_BOX_MAKE)])
async def keys_page(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """Make a key box in this browser."""
    return page(request, "identity/keys.html", **await _account(actor))


@get("/account/passphrase", guards=[requires(Permission.KEY_BOX_MAKE)])
async def passphrase_page(request: HttpRequest, actor: NamedDependency[Actor]) -> Template | Redirect:
    """Another passphrase for the same keys; who has none yet makes them first."""
    account = await _account(actor)
    if account["box"] is None:
        return see_other("/account/keys")
    return page(request, "identity/passphrase.html", **account)


@get("/people", guards=[requires(Permission.PEOPLE_READ)])
async def people_page(request: HttpRequest, q: FromQuery[str] = "") -> Template:
    """The register of people."""
    found = await queries.people_page(text=q, asked=page_request(request))
    return page(request, "identity/people.html", people=found, q=q, role_names=ROLE_NAMES)


@get("/people/new", guards=[requires(Permission.PERSON_REGISTER)])
async def new_person_page(request: HttpRequest) -> Template:
    """Enter a person."""
    return await _new_person(request)


async def _new_person(request: HttpRequest) -> Template:
    return page(
        request,
        "identity/person_new.html",
        organisations=[(str(one.id), one.name) for one in await queries.organisations()],
    )


@post("/people/new", guards=[requires(Permission.PERSON_REGISTER)], opt=read_as(PersonEntry))
async def do_new_person(
    request: HttpRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Template | Redirect:
    """Enter a person, and show their one-time password, this once; the same form again leads to the person."""
    values = await read_form(request)
    try:
        entry = parse_form(values, PersonEntry)
        person_id, made = await enter_person(actor=actor, word=entry, now=now)
    except DomainError as error:
        before = await _entered_before(entry) if isinstance(error, SignInNameTaken) else None
        if before is not None:
            return see_other(f"/people/{before}?done=entered-before")
        refuse(request, values=values, error=error)
        return await _new_person(request)
    return await _shown_once(request, person_id, made, occasion="已登记")


async def _entered_before(entry: PersonEntry) -> UUID | None:
    return await queries.person_entered_before(
        sign_in_name=entry.sign_in_name,
        name=entry.name,
        organisation_id=entry.organisation_id,
        roles=entry.roles,
    )


async def _shown_once(
    request: HttpRequest, person_id: UUID, made: OneTimePassword, *, occasion: str
) -> Template:
    account = await queries.account(person_id)
    return page(request, "identity/one_time_password.html", account=account, made=made, occasion=occasion)


@get("/people/{person_id:uuid}", guards=[requires(Permission.PERSON_KEEP)])
async def person_page(request: HttpRequest, person_id: FromPath[UUID]) -> Template:
    """One person's account: in use or not, roles, a new password."""
    return await _person(request, person_id)


async def _person(request: HttpRequest, person_id: UUID) -> Template:
    account = await queries.account(person_id)
    return page(
        request,
        "identity/person.html",
        account=account,
        role_names=ROLE_NAMES,
        others=[(role.value, name) for role, name in ROLE_NAMES.items() if role not in account.roles],
        flash=_DONE.get(request.query_params.get("done", "")),
    )


@post(
    "/people/{person_id:uuid}/reset-password",
    guards=[requires(Permission.PERSON_KEEP)],
    opt=read_as(SeenAccount),
)
async def do_reset_password(
    request: HttpRequest,
    person_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Show the one-time password, this once; the same page sent again says that it was shown."""
    values = await read_form(request)
    try:
        word = parse_form(values, SeenAccount)
        made = await reset_password(actor=actor, person_id=person_id, word=word, now=now)
    except ResetBefore:
        return see_other(f"/people/{person_id}?done=reset-before")
    except DomainError as error:
        refuse(request, values=values, error=error)
        return await _person(request, person_id)
    return await _shown_once(request, person_id, made, occasion="的密码已重置")


@get("/organisations/new", guards=[requires(Permission.ORGANISATION_REGISTER)])
async def new_organisation_page(request: HttpRequest) -> Template:
    """Enter an organisation."""
    return page(request, "identity/organisation_new.html")


async def _account(actor: Actor) -> dict[str, Any]:
    assert actor.person_id is not None
    return {
        "me": await queries.person(actor.person_id),
        "box": await queries.key_box_of(actor.person_id),
        "role_names": [ROLE_NAMES[Role(role)] for role in sorted(actor.roles)],
    }


pages_router = Router(
    path="/",
    route_handlers=[
        sign_in_page,
        do_sign_in,
        do_sign_out,
        account_page,
        do_change_password,
        keys_page,
        passphrase_page,
        people_page,
        new_person_page,
        do_new_person,
        new_organisation_page,
        person_page,
        do_reset_password,
    ],
)
