"""Identity's pages: sign in and out, one's account and keys, and the administrator's registers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from msgspec import Meta, Struct

from core.errors import DomainError, DoneBefore
from identity import queries
from identity.actor import Actor
from identity.one_time import OneTimePassword
from identity.operations.ask_contact_code import Contact
from identity.operations.recover_password import Recovery, recover_password
from identity.operations.register_person import PersonMade
from identity.operations.sign_in import Credentials
from identity.permissions import Permission
from identity.roles import ROLE_NAMES
from identity.signing_in import SIGN_INS_PER_MINUTE, begin, end, recovery_code_asked, remembered
from web import kept_forms
from web.fields import read_as
from web.form_fields import Name
from web.forms import parse_form, read_form, refuse
from web.guards import PUBLIC, SIGNED_IN, before_new_password, public, requires
from web.limits import limited
from web.pages import page
from web.paging import Page, PageRequest
from web.responses import local_path, see_other
from web.views import view
from web.visitor import HttpRequest, visitor_of

DESK = "/desk"


_DONE = {
    "deactivated": "已停用，其登录已全部结束。",
    "reactivated": "已启用。",
    "role-given": "已授予角色，该人员须重新登录。",
    "role-taken": "已取消角色，其登录已全部结束。",
    "entered-before": "该人员已登记，没有重复登记。一次性密码只显示过一次；未记下的，请在下方重置密码。",
    "reset-before": "此页面打开后该账户已有变动，没有再重置。一次性密码只显示过一次；未记下的，请重新重置。",
}


class PeopleSought(Struct, frozen=True, kw_only=True):
    """By what the register of people is narrowed down."""

    q: Annotated[Name, Meta(title="姓名、登录名或单位")] = ""


class SignIn(Struct, frozen=True, kw_only=True):
    """Where one goes on to; `kept_waits`: a form that was posted too late waits for its author."""

    next: str
    kept_waits: bool


class People(Struct, frozen=True, kw_only=True):
    """The register of people, narrowed to `q`."""

    people: Page[queries.PersonRow]
    q: str


class PersonShown(Struct, frozen=True, kw_only=True):
    """An account, the roles it has not, and what was just done to it."""

    account: queries.AccountView
    others: list[tuple[str, str]]
    flash: str | None


class ShownOnce(Struct, frozen=True, kw_only=True):
    """A one-time password, told this once."""

    account: queries.AccountView
    made: OneTimePassword | PersonMade
    occasion: str


async def signing_in(request: HttpRequest) -> SignIn | Redirect:
    """Who is signed in already goes on."""
    onward = local_path(request.query_params.get("next"), otherwise=DESK)
    return see_other(onward) if visitor_of(request) is not None else _sign_in(request, onward)


async def keys_first(person_id: UUID) -> Redirect | None:
    """Another passphrase for the same keys; who has none yet makes them first."""
    return see_other("/account/keys") if await queries.key_box_of(person_id) is None else None


async def people(asked: PageRequest, sought: PeopleSought) -> People:
    """The register of people."""
    return People(people=await queries.people_page(text=sought.q, asked=asked), q=sought.q)


async def organisation_choices() -> list[tuple[str, str]]:
    """For whom a person may work."""
    return [(str(one.id), one.name) for one in await queries.organisations()]


async def person_shown(person_id: UUID, done: FromQuery[str] = "") -> PersonShown:
    """One person's account: in use or not, roles, a new password."""
    account = await queries.account(person_id)
    others = [(role.value, name) for role, name in ROLE_NAMES.items() if role not in account.roles]
    return PersonShown(account=account, others=others, flash=_DONE.get(done))


class CodeAsked(Struct, frozen=True, kw_only=True):
    """Which code is waited for."""

    code_id: UUID


class Forgotten(Struct, frozen=True, kw_only=True):
    """Nothing is known yet."""


async def forgotten() -> Forgotten:
    """Where a code is asked for."""
    return Forgotten()


async def code_waited_for(code_id: UUID) -> CodeAsked:
    """The same page for every id: nobody learns which were given out."""
    return CodeAsked(code_id=code_id)


FORGOTTEN = view("/forgotten", "identity/forgotten.html", forgotten, needs=PUBLIC)
RECOVERING = view("/forgotten/{code_id:uuid}", "identity/recovering.html", code_waited_for, needs=PUBLIC)
SIGN_IN = view("/sign-in", "identity/sign_in.html", signing_in, needs=PUBLIC)
ACCOUNT = view(
    "/account",
    "identity/account.html",
    needs=SIGNED_IN,
    opt=before_new_password(),
    me=queries.person,
    box=queries.key_box_of,
)
OWN_CONTACT = view("/account/contact", "identity/contact.html", needs=SIGNED_IN, contact=queries.own_contact)
CONTACT_CODE = view(
    "/account/contact/{code_id:uuid}", "identity/contact_code.html", code_waited_for, needs=SIGNED_IN
)
KEYS = view(
    "/account/keys",
    "identity/keys.html",
    needs=Permission.KEY_BOX_MAKE,
    me=queries.person,
    box=queries.key_box_of,
)
PASSPHRASE = view(
    "/account/passphrase", "identity/passphrase.html", keys_first, needs=Permission.KEY_BOX_MAKE
)
PEOPLE = view("/people", "identity/people.html", people, needs=Permission.PEOPLE_READ)
NEW_PERSON = view(
    "/people/new",
    "identity/person_new.html",
    needs=Permission.PERSON_REGISTER,
    organisations=organisation_choices,
)
PERSON = view("/people/{person_id:uuid}", "identity/person.html", person_shown, needs=Permission.PERSON_KEEP)
NEW_ORGANISATION = view(
    "/organisations/new", "identity/organisation_new.html", needs=Permission.ORGANISATION_REGISTER
)


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
        return page(request, "identity/sign_in.html", _sign_in(request, onward))
    return remembered(request, see_other(onward), credentials=credentials)


@post(
    "/forgotten",
    opt=public() | read_as(Contact),
    middleware=[limited("forgotten", per_minute=SIGN_INS_PER_MINUTE)],
)
async def ask_recovery_code(request: HttpRequest) -> Template | Redirect:
    """Have a code sent, whosever the contact is, and go on to where it is typed."""
    values = await read_form(request)
    try:
        code_id = await recovery_code_asked(request, parse_form(values, Contact))
    except DomainError as error:
        refuse(request, values=values, error=error)
        return page(request, "identity/forgotten.html", Forgotten())
    return see_other(f"/forgotten/{code_id}")


@post(
    "/forgotten/{code_id:uuid}",
    opt=public() | read_as(Recovery),
    middleware=[limited("forgotten", per_minute=SIGN_INS_PER_MINUTE)],
)
async def do_recover(
    request: HttpRequest, code_id: FromPath[UUID], now: NamedDependency[datetime]
) -> Template | Redirect:
    """Set the new password and go to sign in with it."""
    values = await read_form(request)
    try:
        await recover_password(code_id=code_id, word=parse_form(values, Recovery), now=now)
    except DomainError as error:
        refuse(request, values=values, error=error)
        return page(request, "identity/recovering.html", CodeAsked(code_id=code_id))
    return see_other("/sign-in?done=recovered")


def _sign_in(request: HttpRequest, onward: str) -> SignIn:
    return SignIn(next=onward, kept_waits=kept_forms.COOKIE in request.cookies)


@post("/sign-out", guards=[requires()], opt=before_new_password())
async def do_sign_out(
    request: HttpRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Redirect:
    """End the session."""
    await end(request, actor=actor, now=now)
    return see_other("/")


async def password_of_entered(request: HttpRequest, made: PersonMade | DoneBefore) -> Template | Redirect:
    """The one-time password, this once; the same form again leads to the person."""
    if isinstance(made, DoneBefore):
        return see_other(f"/people/{made.made}?done=entered-before")
    return await _shown_once(request, made.id, made, occasion="已登记")


async def password_that_was_reset(
    request: HttpRequest, person_id: UUID, made: OneTimePassword | DoneBefore
) -> Template | Redirect:
    """The one-time password, this once; the same page sent again says that it was shown."""
    if isinstance(made, DoneBefore):
        return see_other(f"/people/{made.made}?done=reset-before")
    return await _shown_once(request, person_id, made, occasion="的密码已重置")


async def _shown_once(
    request: HttpRequest, person_id: UUID, made: OneTimePassword | PersonMade, *, occasion: str
) -> Template:
    account = await queries.account(person_id)
    shown = ShownOnce(account=account, made=made, occasion=occasion)
    return page(request, "identity/one_time_password.html", shown)
