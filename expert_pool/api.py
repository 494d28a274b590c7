"""The expert pool over JSON: the pool, the draw step by step, invitations. Decides nothing.

Draws are answered masked, as on the pages. Hashes are lower-case hex.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from expert_pool import queries
from expert_pool.domain.duties import Cause
from expert_pool.fields import SeatNumber, Secret, SpecialityCode, SpecialityName
from expert_pool.operations.add_speciality import add_speciality
from expert_pool.operations.answer_invitation import accept_invitation, decline_invitation
from expert_pool.operations.change_expert_state import change_expert_state
from expert_pool.operations.commit_secret import commit_secret, reveal_secret
from expert_pool.operations.draw_committee import draw_committee
from expert_pool.operations.freeze_candidates import freeze_candidates
from expert_pool.operations.name_representative import Naming, name_representative
from expert_pool.operations.open_draw import DrawTerms, open_draw
from expert_pool.operations.register_expert import ExpertFile, edit_expert, register_expert
from expert_pool.operations.replace_member import replace_seat
from expert_pool.operations.void_draw import void_draw
from expert_pool.permissions import Permission
from expert_pool.providers import bidders_of
from expert_pool.queries.draws import DrawView
from expert_pool.queries.pool import ExpertRow, SpecialityView, experts, specialities
from expert_pool.states import ExpertEvent
from identity.actor import Actor
from web.form_fields import ShortReason
from web.guards import public, requires
from web.paging import RowsSkipped, RowsWanted

Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class NewExpert(ExpertFile, frozen=True, kw_only=True):
    """An expert's file and whose it is."""

    person_id: UUID


class NewSpeciality(Struct, frozen=True, kw_only=True):
    """A line of the speciality standard."""

    code: SpecialityCode
    name: SpecialityName


class StateChange(Struct, frozen=True, kw_only=True):
    """Pause, resume or remove, and why."""

    event: ExpertEvent
    reason: ShortReason = ""


class Committing(Struct, frozen=True, kw_only=True):
    """The hash of a party's secret; see `expert_pool.domain.draw.secret_commitment`."""

    commitment: Hash


class Revealing(Struct, frozen=True, kw_only=True):
    """A party's secret, after the freeze."""

    secret: Secret


class Voiding(Struct, frozen=True, kw_only=True):
    """Why a draw is given up."""

    reason: ShortReason


class Leaving(Struct, frozen=True, kw_only=True):
    """Why a seat is left."""

    cause: Cause
    note: ShortReason


class ExpertList(Struct, frozen=True, kw_only=True):
    """A slice of the pool and the size of the whole."""

    total: int
    experts: tuple[ExpertRow, ...]


class Made(Struct, frozen=True, kw_only=True):
    """The id of what was made."""

    id: UUID


class Called(Struct, frozen=True, kw_only=True):
    """Whether somebody was called to the empty seat."""

    called: bool


class InvitationBody(Struct, frozen=True, kw_only=True):
    """An invitation, masked: nothing of the project."""

    seat_id: UUID
    state: str
    place: str
    evaluation_starts_at: datetime
    specialities: tuple[str, ...]


@get("/experts", guards=[requires(Permission.EXPERT_READ)])
async def list_experts(
    q: FromQuery[str] = "",
    speciality: FromQuery[str] = "",
    expert_state: FromQuery[str] = "",
    limit: RowsWanted = 50,
    offset: RowsSkipped = 0,
) -> ExpertList:
    """The pool, filtered; at most 200 at a time."""
    found, total = await experts(
        search=q,
        speciality=speciality,
        state=expert_state,
        limit=limit,
        offset=offset,
    )
    return ExpertList(total=total, experts=found)


@post("/experts", guards=[requires(Permission.EXPERT_REGISTER)])
async def enter_expert(
    data: JSONBody[NewExpert], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Made:
    """Enter a person into the pool."""
    return Made(id=await register_expert(actor=actor, person_id=data.person_id, file=data, now=now))


@put("/experts/{expert_id:uuid}", guards=[requires(Permission.EXPERT_REGISTER)], status_code=204)
async def change_expert(
    expert_id: FromPath[UUID],
    data: JSONBody[ExpertFile],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """Replace an expert's file."""
    await edit_expert(actor=actor, expert_id=expert_id, file=data, now=now)


@post("/experts/{expert_id:uuid}/state", guards=[requires(Permission.EXPERT_PAUSE)], status_code=204)
async def move_expert(
    expert_id: FromPath[UUID],
    data: JSONBody[StateChange],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """Pause, resume or remove an expert."""
    await change_expert_state(actor=actor, expert_id=expert_id, event=data.event, reason=data.reason, now=now)


@get("/specialities", opt=public())
async def list_specialities() -> tuple[SpecialityView, ...]:
    """The speciality table."""
    return await specialities()


@post("/specialities", guards=[requires(Permission.EXPERT_REGISTER)])
async def enter_speciality(
    data: JSONBody[NewSpeciality], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Made:
    """Add a speciality."""
    return Made(id=await add_speciality(actor=actor, code=data.code, name=data.name, now=now))


@get("/lots/{lot_id:uuid}/draw", opt=public())
async def show_draw(lot_id: FromPath[UUID]) -> DrawView:
    """The lot's latest draw, masked until the names are published."""
    return await queries.public_draw_view(lot_id)


@get("/draws/{draw_id:uuid}/record", opt=public())
async def show_record(draw_id: FromPath[UUID]) -> Response[bytes]:
    """The signed record, byte for byte as `tianping draw verify` wants it."""
    return Response(await queries.draw_record(draw_id), media_type="application/json")


@post("/lots/{lot_id:uuid}/draw", guards=[requires(Permission.DRAW_OPEN)])
async def begin_draw(
    lot_id: FromPath[UUID],
    data: JSONBody[DrawTerms],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Made:
    """Open a draw for an opened lot."""
    bidders = await bidders_of(lot_id)
    return Made(id=await open_draw(actor=actor, lot_id=lot_id, terms=data, bidders=bidders, now=now))


@post("/draws/{draw_id:uuid}/commitment", guards=[requires(Permission.SECRET_COMMIT)], status_code=204)
async def give_commitment(
    draw_id: FromPath[UUID],
    data: JSONBody[Committing],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """A party commits to its secret."""
    await commit_secret(actor=actor, draw_id=draw_id, commitment=bytes.fromhex(data.commitment), now=now)


@post("/draws/{draw_id:uuid}/freeze", guards=[requires(Permission.DRAW_RUN)], status_code=204)
async def freeze(
    draw_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> None:
    """Freeze the candidate list."""
    await freeze_candidates(actor=actor, draw_id=draw_id, now=now)


@post("/draws/{draw_id:uuid}/secret", guards=[requires(Permission.SECRET_COMMIT)], status_code=204)
async def give_secret(
    draw_id: FromPath[UUID],
    data: JSONBody[Revealing],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """A party reveals its secret."""
    await reveal_secret(actor=actor, draw_id=draw_id, secret=data.secret, now=now)


@post("/draws/{draw_id:uuid}/committee", guards=[requires(Permission.DRAW_RUN)], status_code=204)
async def draw(
    draw_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> None:
    """Draw the committee."""
    await draw_committee(actor=actor, draw_id=draw_id, now=now)


@post("/draws/{draw_id:uuid}/void", guards=[requires(Permission.DRAW_RUN)], status_code=204)
async def give_up_draw(
    draw_id: FromPath[UUID],
    data: JSONBody[Voiding],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """Void a draw so that another can be held."""
    await void_draw(actor=actor, draw_id=draw_id, reason=data.reason, now=now)


@post("/draws/{draw_id:uuid}/seats/{number:int}/replacement", guards=[requires(Permission.DRAW_RUN)])
async def replace(
    draw_id: FromPath[UUID],
    number: SeatNumber,
    data: JSONBody[Leaving],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Called:
    """Take a member off and call the next in the drawn order."""
    called = await replace_seat(
        actor=actor, draw_id=draw_id, number=number, cause=data.cause, note=data.note, now=now
    )
    return Called(called=called)


@post(
    "/draws/{draw_id:uuid}/representative",
    guards=[requires(Permission.REPRESENTATIVE_NAME)],
    status_code=204,
)
async def send_representative(
    draw_id: FromPath[UUID],
    data: JSONBody[Naming],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """The tenderer or its agency names who sits for the purchaser."""
    await name_representative(actor=actor, draw_id=draw_id, naming=data, now=now)


@get("/invitations", guards=[requires(Permission.INVITATION_ANSWER)])
async def list_invitations(actor: NamedDependency[Actor]) -> tuple[InvitationBody, ...]:
    """One's own invitations."""
    assert actor.person_id is not None
    return tuple(
        InvitationBody(
            seat_id=one.seat_id,
            state=one.state,
            place=one.place,
            evaluation_starts_at=one.evaluation_starts_at,
            specialities=one.specialities,
        )
        for one in await queries.my_invitations(actor.person_id)
    )


@post(
    "/invitations/{seat_id:uuid}/acceptance", guards=[requires(Permission.INVITATION_ANSWER)], status_code=204
)
async def accept(
    seat_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> None:
    """The expert will come."""
    await accept_invitation(actor=actor, seat_id=seat_id, now=now)


@post("/invitations/{seat_id:uuid}/refusal", guards=[requires(Permission.INVITATION_ANSWER)], status_code=204)
async def decline(
    seat_id: FromPath[UUID],
    data: JSONBody[Leaving],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> None:
    """The expert cannot come or must step aside."""
    await decline_invitation(actor=actor, seat_id=seat_id, cause=data.cause, note=data.note, now=now)


_HANDLERS: list[Any] = [
    list_experts,
    enter_expert,
    change_expert,
    move_expert,
    list_specialities,
    enter_speciality,
    show_draw,
    show_record,
    begin_draw,
    give_commitment,
    freeze,
    give_secret,
    draw,
    give_up_draw,
    replace,
    send_representative,
    list_invitations,
    accept,
    decline,
]

api_router = Router(path="/api", route_handlers=_HANDLERS)
