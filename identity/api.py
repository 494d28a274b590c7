"""Identity over JSON: the session, and what is told of key boxes and accounts. What else is done: `acts`."""

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
from identity.operations.ask_contact_code import Contact
from identity.operations.recover_password import Recovery, recover_password
from identity.operations.sign_in import Credentials
from identity.permissions import Permission
from identity.roles import Role
from identity.signing_in import SIGN_INS_PER_MINUTE, begin, end, recovery_code_asked, remembered
from web.acts import Made
from web.guards import PUBLIC, before_new_password, public, requires
from web.limits import limited
from web.views import told
from web.visitor import HttpRequest


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


@post("/api/forgotten", opt=public(), middleware=[limited("forgotten", per_minute=SIGN_INS_PER_MINUTE)])
async def ask_to_recover(request: HttpRequest, data: JSONBody[Contact]) -> Made:
    """Have a code sent for setting a new password; answered alike whosever the contact is."""
    return Made(id=await recovery_code_asked(request, data))


@post(
    "/api/forgotten/{code_id:uuid}",
    status_code=204,
    opt=public(),
    middleware=[limited("forgotten", per_minute=SIGN_INS_PER_MINUTE)],
)
async def recover_by_code(
    code_id: FromPath[UUID], data: JSONBody[Recovery], now: NamedDependency[datetime]
) -> None:
    """Set a new password by the code; every session ends."""
    await recover_password(code_id=code_id, word=data, now=now)


@delete("/api/session", guards=[requires()], opt=before_new_password())
async def end_session(
    request: HttpRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> None:
    """Sign out."""
    await end(request, actor=actor, now=now)


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


SESSION = told("/api/session", who_am_i, needs=PUBLIC)
OWN_KEY_BOX = told("/api/key-boxes/mine", my_key_box, needs=Permission.KEY_BOX_MAKE)
KEY_BOX = told("/api/key-boxes/{box_id:uuid}", key_box_by_id, needs=Permission.KEY_BOX_MAKE)
ACCOUNT = told("/api/people/{person_id:uuid}", show_account, needs=Permission.PERSON_KEEP)
