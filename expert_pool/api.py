"""What the expert pool tells over JSON: the pool, a draw, one's invitations. What is done stands in `acts`.

Draws are answered masked, as on the pages. Hashes are lower-case hex.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import Response
from litestar.params import FromQuery
from msgspec import Struct, convert

from expert_pool import queries
from expert_pool.permissions import Permission
from expert_pool.queries.pool import ExpertRow, experts, specialities
from web.guards import PUBLIC
from web.paging import RowsSkipped, RowsWanted
from web.views import told


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


async def list_experts(
    q: FromQuery[str] = "",
    speciality: FromQuery[str] = "",
    expert_state: FromQuery[str] = "",
    limit: RowsWanted = 50,
    offset: RowsSkipped = 0,
) -> ExpertList:
    """The pool, filtered; at most 200 at a time."""
    found, total = await experts(
        search=q, speciality=speciality, state=expert_state, limit=limit, offset=offset
    )
    return ExpertList(total=total, experts=found)


async def record(draw_id: UUID) -> Response[bytes]:
    """The signed record, byte for byte as `tianping draw verify` wants it."""
    return Response(await queries.draw_record(draw_id), media_type="application/json")


async def invitations(person_id: UUID) -> tuple[InvitationBody, ...]:
    """One's own invitations."""
    found = await queries.my_invitations(person_id)
    return convert(found, tuple[InvitationBody, ...], from_attributes=True)


EXPERTS = told("/api/experts", list_experts, needs=Permission.EXPERT_READ)
SPECIALITIES = told("/api/specialities", specialities, needs=PUBLIC)
DRAW = told("/api/lots/{lot_id:uuid}/draw", queries.public_draw_view, needs=PUBLIC)
RECORD = told("/api/draws/{draw_id:uuid}/record", record, needs=PUBLIC)
INVITATIONS = told("/api/invitations", invitations, needs=Permission.INVITATION_ANSWER)
