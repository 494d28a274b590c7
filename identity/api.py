"""Identity over JSON: the session, one's key box, accounts and one-time passwords. What else is done: `acts`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, delete, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct, convert

from core.errors import NotFound
from identity import queries
from identity.actor import Actor
from identity.one_time import OneTimePassword
from identity.operations.change_password import NewPassword
from identity.operations.register_person import PersonEntry, enter_person
from identity.operations.reset_password import SeenAccount, reset_password
from identity.operations.sign_in import Credentials, sign_out
from identity.permissions import Permission
from identity.roles import Role
from identity.signing_in import begin, go_on_with, remembered
from web import sessions
from web.acts import Made
from web.guards import PUBLIC, before_new_password, public, requires
from web.limits import limited
from web.views import told
from web.visitor import HttpRequest

SIGN_INS_PER_MINUTE = 120  # a hall of people may share one address; a name has limits of its own


class SessionView(Struct, frozen=True, kw_only=True):
    """Who is signed in; all blank for a stranger."""

    person_id: UUID | None = None
    name: str = ""
    organisation_id: UUID | None = None
    organisation: str | None = None
    roles: tuple[str, ...] = ()


class KeyBoxShown(Struct, frozen=True, kw_only=True):
    """One's own key box; opening it takes the passphrase."""

    id: UUID
    person_id: UUID
    wrapped: dict[str, Any]
    made_at: datetime


class PersonMade(Made, frozen=True, kw_only=True):
    """With the one-time password; whoever signs in with it must change it before anything else."""

    password: str
    until: datetime


class AccountShown(Struct, frozen=True, kw_only=True):
    """The account as it stands; `epoch` is named where a password is reset."""

    id: UUID
    name: str
    sign_in_name: str
    roles: tuple[Role, ...]
    active: bool
    epoch: int


async def who_am_i(visitor: Actor | None) -> SessionView:
    """Who is signed in; also hands a first-time visitor the CSRF cookie."""
    if visitor is None:
        return SessionView()
    return SessionView(
        person_id=visitor.person_id,
        name=visitor.name,
        organisation_id=visitor.organisation_id,
        organisation=visitor.organisation_name,
        roles=tuple(sorted(visitor.roles)),
    )


@post("/api/session", opt=public(), middleware=[limited("sign-in", per_minute=SIGN_INS_PER_MINUTE)])
async def begin_session(
    request: HttpRequest, data: JSONBody[Credentials], now: NamedDependency[datetime]
) -> Response[Made]:
    """Sign in."""
    signed_in = await begin(request, credentials=data, now=now)
    return remembered(request, Response(Made(id=signed_in.person_id)), credentials=data)


@delete("/api/session", guards=[requires()], opt=before_new_password())
async def end_session(
    request: HttpRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> None:
    """Sign out."""
    await sign_out(actor=actor, now=now)
    sessions.sign_out(request)


@post("/api/account/password", guards=[requires()], opt=before_new_password(), status_code=204)
async def change_own_password(
    request: HttpRequest,
    data: JSONBody[NewPassword],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """Change one's own password; this session goes on, every other ends."""
    await go_on_with(request, actor=actor, word=data, now=now)


async def my_key_box(person_id: UUID) -> KeyBoxShown:
    """The actor's own key box in use."""
    box = await queries.key_box_of(person_id)
    if box is None:
        raise NotFound(code="key-box-missing", message="您还没有密钥盒，请先在“我的密钥”中生成")
    return convert(box, KeyBoxShown, from_attributes=True)


async def key_box_by_id(box_id: UUID, person_id: UUID) -> KeyBoxShown:
    """One of the actor's own key boxes, in use or retired; others' do not exist for them."""
    box = await queries.key_box(box_id)
    if box.person_id != person_id:
        raise NotFound(code="key-box-unknown", message="没有这个密钥盒")
    return convert(box, KeyBoxShown, from_attributes=True)


@post("/api/people", guards=[requires(Permission.PERSON_REGISTER)])
async def new_person(
    data: JSONBody[PersonEntry], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> PersonMade:
    """Enter a person with their roles; the password is one-time and told this once."""
    person_id, made = await enter_person(actor=actor, word=data, now=now)
    return PersonMade(id=person_id, password=made.password, until=made.until)


async def show_account(person_id: UUID) -> AccountShown:
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


@post("/api/people/{person_id:uuid}/reset-password", guards=[requires(Permission.PERSON_KEEP)])
async def reset(
    person_id: FromPath[UUID],
    data: JSONBody[SeenAccount],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> OneTimePassword:
    """A one-time password instead of the person's own, told this once; of several at once, one alone."""
    return await reset_password(actor=actor, person_id=person_id, word=data, now=now)


SESSION = told("/api/session", who_am_i, needs=PUBLIC)
OWN_KEY_BOX = told("/api/key-boxes/mine", my_key_box, needs=Permission.KEY_BOX_MAKE)
KEY_BOX = told("/api/key-boxes/{box_id:uuid}", key_box_by_id, needs=Permission.KEY_BOX_MAKE)
ACCOUNT = told("/api/people/{person_id:uuid}", show_account, needs=Permission.PERSON_KEEP)
