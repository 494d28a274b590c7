"""Identity over JSON: the session, one's key box, and the administrator's entries."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from core.base64_text import bytes_of_base64
from core.errors import Invalid, NotFound
from identity import person_api, queries
from identity.actor import Actor
from identity.operations.change_password import NewPassword, change_password
from identity.operations.make_key_box import NewKeyBox, challenge_key_box, make_key_box
from identity.operations.register_organisation import NewOrganisation, register_organisation
from identity.operations.register_person import PersonEntry, enter_person
from identity.operations.rewrap_key_box import Rewrapped, rewrap_key_box
from identity.operations.sign_in import Credentials, sign_out
from identity.permissions import Permission
from identity.signing_in import begin, remembered
from web import sessions
from web.form_fields import Blob, Line, Number, Short
from web.guards import before_new_password, public, requires
from web.limits import limited
from web.visitor import visitor_of

SIGN_INS_PER_MINUTE = 120  # a hall of people may share one address; a name has limits of its own


class SessionView(Struct, frozen=True, kw_only=True):
    """Who is signed in; all blank for a stranger."""

    person_id: UUID | None = None
    name: str = ""
    organisation_id: UUID | None = None
    organisation: str | None = None
    roles: tuple[str, ...] = ()


class KeyBoxBody(Struct, frozen=True, kw_only=True):
    """A new key box on the wire: bytes as base64."""

    signing_public: Short
    sealing_public: Short
    wrapped: Annotated[dict[Short, Blob | Number], Meta(max_length=20)]
    answer: Line
    proof: Line

    def parsed(self) -> NewKeyBox:
        return NewKeyBox(
            signing_public=_bytes(self.signing_public),
            sealing_public=_bytes(self.sealing_public),
            wrapped=self.wrapped,
            answer=_bytes(self.answer),
            proof=_bytes(self.proof),
        )


class RewrappedBody(Struct, frozen=True, kw_only=True):
    """The same keys under another passphrase: the wrapped form, and a signature in base64."""

    wrapped: Annotated[dict[Short, Blob | Number], Meta(max_length=20)]
    proof: Line


class ChallengeBody(Struct, frozen=True, kw_only=True):
    """The public halves of a key box to come: bytes as base64."""

    signing_public: Short
    sealing_public: Short


class ChallengeShown(Struct, frozen=True, kw_only=True):
    """What only the holder of the sealing key can open (base64), and the day it is bound to."""

    day: str
    sealed: str


class KeyBoxShown(Struct, frozen=True, kw_only=True):
    """One's own key box; opening it takes the passphrase."""

    id: UUID
    person_id: UUID
    wrapped: dict[str, Any]
    made_at: datetime


class Made(Struct, frozen=True, kw_only=True):
    """The id of what was made."""

    id: UUID


class PersonMade(Made, frozen=True, kw_only=True):
    """The same with the one-time password; whoever signs in with it must change it before anything else."""

    password: str
    until: datetime


@get("/session", opt=public())
async def who_am_i(request: Request[Any, Any, Any]) -> SessionView:
    """Who is signed in; also hands a first-time visitor the CSRF cookie."""
    visitor = visitor_of(request)
    if not isinstance(visitor, Actor):
        return SessionView()
    return SessionView(
        person_id=visitor.person_id,
        name=visitor.name,
        organisation_id=visitor.organisation_id,
        organisation=visitor.organisation_name,
        roles=tuple(sorted(visitor.roles)),
    )


@post("/session", opt=public(), middleware=[limited("sign-in", per_minute=SIGN_INS_PER_MINUTE)])
async def begin_session(
    request: Request[Any, Any, Any], data: JSONBody[Credentials], now: NamedDependency[datetime]
) -> Response[Made]:
    """Sign in."""
    signed_in = await begin(request, credentials=data, now=now)
    return remembered(request, Response(Made(id=signed_in.person_id)), credentials=data)


@delete("/session", guards=[requires()], opt=before_new_password())
async def end_session(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> None:
    """Sign out."""
    await sign_out(actor=actor, now=now)
    sessions.sign_out(request)


@post("/account/password", guards=[requires()], opt=before_new_password(), status_code=204)
async def change_own_password(
    request: Request[Any, Any, Any],
    data: JSONBody[NewPassword],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """Change one's own password; this session goes on, every other ends."""
    epoch = await change_password(actor=actor, new=data, now=now)
    assert actor.person_id is not None
    sessions.sign_in(request, person_id=actor.person_id, session_epoch=epoch)


@post("/key-boxes/challenge", guards=[requires(Permission.KEY_BOX_MAKE)])
async def ask_for_possession(
    data: JSONBody[ChallengeBody], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> ChallengeShown:
    """Before a key box is registered: a challenge sealed to its sealing key, good once and for ten minutes."""
    asked = await challenge_key_box(
        actor=actor,
        signing_public=_bytes(data.signing_public),
        sealing_public=_bytes(data.sealing_public),
        now=now,
    )
    return ChallengeShown(day=asked.day, sealed=b64encode(asked.sealed).decode())


@post("/key-boxes", guards=[requires(Permission.KEY_BOX_MAKE)])
async def register_key_box(
    data: JSONBody[KeyBoxBody], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Made:
    """Put a key box made in this browser in use; the former one is retired."""
    return Made(id=await make_key_box(actor=actor, new=data.parsed(), now=now))


@post("/key-boxes/{box_id:uuid}/wrapped", guards=[requires(Permission.KEY_BOX_MAKE)])
async def change_passphrase(
    box_id: FromPath[UUID],
    data: JSONBody[RewrappedBody],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Made:
    """Put one's own keys under another passphrase."""
    new = Rewrapped(wrapped=data.wrapped, proof=_bytes(data.proof))
    await rewrap_key_box(actor=actor, box_id=box_id, new=new, now=now)
    return Made(id=box_id)


@get("/key-boxes/mine", guards=[requires(Permission.KEY_BOX_MAKE)])
async def my_key_box(actor: NamedDependency[Actor]) -> KeyBoxShown:
    """The actor's own key box in use."""
    assert actor.person_id is not None
    box = await queries.key_box_of(actor.person_id)
    if box is None:
        raise NotFound(code="key-box-missing", message="您还没有密钥盒，请先在“我的密钥”中生成")
    return _shown(box)


@get("/key-boxes/{box_id:uuid}", guards=[requires(Permission.KEY_BOX_MAKE)])
async def key_box_by_id(box_id: FromPath[UUID], actor: NamedDependency[Actor]) -> KeyBoxShown:
    """One of the actor's own key boxes, in use or retired; others' do not exist for them."""
    box = await queries.key_box(box_id)
    if box.person_id != actor.person_id:
        raise NotFound(code="key-box-unknown", message="没有这个密钥盒")
    return _shown(box)


@post("/organisations", guards=[requires(Permission.ORGANISATION_REGISTER)])
async def new_organisation(
    data: JSONBody[NewOrganisation], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Made:
    """Enter an organisation."""
    return Made(id=await register_organisation(actor=actor, new=data, now=now))


@post("/people", guards=[requires(Permission.PERSON_REGISTER)])
async def new_person(
    data: JSONBody[PersonEntry], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Response[PersonMade]:
    """Enter a person with their roles; the password is one-time and told this once."""
    person_id, made = await enter_person(actor=actor, entry=data, now=now)
    told = PersonMade(id=person_id, password=made.password, until=made.until)
    return Response(told, status_code=201, headers={"Cache-Control": "no-store"})


def _bytes(text: str) -> bytes:
    return bytes_of_base64(text, unless=Invalid(code="key-box-malformed", message="密钥盒格式不正确"))


def _shown(box: queries.KeyBoxView) -> KeyBoxShown:
    return KeyBoxShown(id=box.id, person_id=box.person_id, wrapped=box.wrapped, made_at=box.made_at)


api_router = Router(
    path="/api",
    route_handlers=[
        who_am_i,
        begin_session,
        end_session,
        ask_for_possession,
        register_key_box,
        change_passphrase,
        my_key_box,
        key_box_by_id,
        new_organisation,
        new_person,
        change_own_password,
        *person_api.handlers,
    ],
)
