"""Identity's pages: sign in and out, one's account and keys, and the administrator's registers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Template
from msgspec import Struct

from core.errors import DomainError
from identity import person_pages, queries
from identity.actor import Actor
from identity.operations.change_password import NewPassword, change_password
from identity.operations.register_organisation import NewOrganisation, register_organisation
from identity.operations.register_person import PersonEntry, SignInNameTaken, enter_person
from identity.operations.sign_in import Credentials, sign_out
from identity.permissions import Permission
from identity.roles import ROLE_NAMES, Role
from identity.signing_in import begin, remembered
from web import kept_forms, sessions
from web.form_fields import PersonName, Phone, SignInName
from web.forms import parse_form, read_form, refused
from web.guards import before_new_password, public, requires
from web.limits import limited
from web.pages import page
from web.paging import page_request
from web.responses import local_path, see_other
from web.visitor import visitor_of

DESK = "/desk"
SIGN_INS_PER_MINUTE = 120  # a hall of people may share one address; a name has limits of its own


class PersonForm(Struct, frozen=True, kw_only=True):
    """A new person as typed; one role per form, as nearly everybody has one."""

    sign_in_name: SignInName
    name: PersonName
    role: Role
    organisation_id: UUID | None = None
    phone: Phone = ""


@get("/sign-in", opt=public())
async def sign_in_page(request: Request[Any, Any, Any]) -> Template | Redirect:
    """Who is signed in already goes on."""
    onward = local_path(request.query_params.get("next"), otherwise=DESK)
    if visitor_of(request) is not None:
        return see_other(onward)
    return page(request, "identity/sign_in.html", next=onward, kept_waits=_waits(request))


@post("/sign-in", opt=public(), middleware=[limited("sign-in", per_minute=SIGN_INS_PER_MINUTE)])
async def do_sign_in(request: Request[Any, Any, Any], now: NamedDependency[datetime]) -> Template | Redirect:
    """Sign in and go where one was going."""
    values = await read_form(request)
    onward = local_path(values.get("next"), otherwise=DESK)
    try:
        credentials = parse_form(values, Credentials)
        await begin(request, credentials=credentials, now=now)
    except DomainError as error:
        return refused(
            request,
            "identity/sign_in.html",
            values=values,
            error=error,
            next=onward,
            kept_waits=_waits(request),
        )
    return remembered(request, see_other(onward), credentials=credentials)


@post("/sign-out", guards=[requires()], opt=before_new_password())
async def do_sign_out(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Redirect:
    """End the session."""
    await sign_out(actor=actor, now=now)
    sessions.sign_out(request)
    return see_other("/")


@get("/account", guards=[requires()], opt=before_new_password())
async def account_page(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    """One's own data, password and keys."""
    return page(
        request, "identity/account.html", **await _account(actor), done=request.query_params.get("done")
    )


@post("/account/password", guards=[requires()], opt=before_new_password())
async def do_change_password(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Template | Redirect:
    """Change one's own password."""
    values = await read_form(request)
    try:
        epoch = await change_password(actor=actor, new=parse_form(values, NewPassword), now=now)
    except DomainError as error:
        return refused(
            request, "identity/account.html", values=values, error=error, **await _account(actor), done=None
        )
    assert actor.person_id is not None
    sessions.sign_in(request, person_id=actor.person_id, session_epoch=epoch)
    return see_other("/account?done=password")


@get("/account/keys", guards=[requires(Permission.KEY_BOX_MAKE)])
async def keys_page(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    """Make a key box in this browser."""
    return page(request, "identity/keys.html", **await _account(actor))


@get("/account/passphrase", guards=[requires(Permission.KEY_BOX_MAKE)])
async def passphrase_page(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor]
) -> Template | Redirect:
    """Another passphrase for the same keys; who has none yet makes them first."""
    account = await _account(actor)
    if account["box"] is None:
        return see_other("/account/keys")
    return page(request, "identity/passphrase.html", **account)


@get("/people", guards=[requires(Permission.PEOPLE_READ)])
async def people_page(request: Request[Any, Any, Any], q: FromQuery[str] = "") -> Template:
    """The register of people."""
    found = await queries.people_page(text=q, asked=page_request(request))
    return page(request, "identity/people.html", people=found, q=q, role_names=ROLE_NAMES)


@get("/people/new", guards=[requires(Permission.PERSON_REGISTER)])
async def new_person_page(request: Request[Any, Any, Any]) -> Template:
    """Enter a person."""
    return page(request, "identity/person_new.html", **await _choices())


@post("/people/new", guards=[requires(Permission.PERSON_REGISTER)])
async def do_new_person(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Template | Redirect:
    """Enter a person, and show their one-time password, this once; the same form again leads to the person."""
    values = await read_form(request)
    try:
        typed = parse_form(values, PersonForm)
        entry = PersonEntry(
            sign_in_name=typed.sign_in_name,
            name=typed.name,
            roles=(typed.role,),
            organisation_id=typed.organisation_id,
            phone=typed.phone,
        )
        person_id, made = await enter_person(actor=actor, entry=entry, now=now)
    except DomainError as error:
        before = await _entered_before(typed) if isinstance(error, SignInNameTaken) else None
        if before is not None:
            return see_other(f"/people/{before}?done=entered-before")
        return refused(request, "identity/person_new.html", values=values, error=error, **await _choices())
    answer = page(
        request,
        "identity/one_time_password.html",
        account=await queries.account(person_id),
        made=made,
        occasion="已登记",
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@get("/organisations/new", guards=[requires(Permission.ORGANISATION_REGISTER)])
async def new_organisation_page(request: Request[Any, Any, Any]) -> Template:
    """Enter an organisation."""
    return page(request, "identity/organisation_new.html")


@post("/organisations/new", guards=[requires(Permission.ORGANISATION_REGISTER)])
async def do_new_organisation(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Template | Redirect:
    """Enter an organisation."""
    values = await read_form(request)
    try:
        await register_organisation(actor=actor, new=parse_form(values, NewOrganisation), now=now)
    except DomainError as error:
        return refused(request, "identity/organisation_new.html", values=values, error=error)
    return see_other("/people/new")


def _waits(request: Request[Any, Any, Any]) -> bool:
    return kept_forms.COOKIE in request.cookies


async def _account(actor: Actor) -> dict[str, Any]:
    assert actor.person_id is not None
    return {
        "me": await queries.person(actor.person_id),
        "box": await queries.key_box_of(actor.person_id),
        "role_names": [ROLE_NAMES[Role(role)] for role in sorted(actor.roles)],
    }


async def _entered_before(typed: PersonForm) -> UUID | None:
    return await queries.person_entered_before(
        sign_in_name=typed.sign_in_name,
        name=typed.name,
        organisation_id=typed.organisation_id,
        role=typed.role,
    )


async def _choices() -> dict[str, Any]:
    return {
        "roles": [(role.value, name) for role, name in ROLE_NAMES.items()],
        "organisations": [(str(one.id), one.name) for one in await queries.organisations()],
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
        do_new_organisation,
        *person_pages.handlers,
    ],
)
