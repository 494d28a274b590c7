"""What the expert pool tells over JSON: the pool, a draw, one's invitations. What is done stands in `acts`.

Draws are answered masked, as on the pages. Hashes are lower-case hex.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from expert_pool import queries
from expert_pool.permissions import Permission
from expert_pool.queries.draws import DrawView
from expert_pool.queries.pool import ExpertRow, SpecialityView, experts, specialities
from identity.actor import Actor
from web.guards import public, requires
from web.paging import RowsSkipped, RowsWanted


class ExpertList(Struct, frozen=True, kw_only=True):
    """A slice of the pool and the size of the whole."""

    total: int
    experts: tuple[ExpertRow, ...]


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


@get("/specialities", opt=public())
async def list_specialities() -> tuple[SpecialityView, ...]:
    """The speciality table."""
    return await specialities()


@get("/lots/{lot_id:uuid}/draw", opt=public())
async def show_draw(lot_id: FromPath[UUID]) -> DrawView:
    """The lot's latest draw, masked until the names are published."""
    return await queries.public_draw_view(lot_id)


@get("/draws/{draw_id:uuid}/record", opt=public())
async def show_record(draw_id: FromPath[UUID]) -> Response[bytes]:
    """The signed record, byte for byte as `tianping draw verify` wants it."""
    return Response(await queries.draw_record(draw_id), media_type="application/json")


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


api_router = Router(
    path="/api",
    route_handlers=[list_experts, list_specialities, show_draw, show_record, list_invitations],
)
