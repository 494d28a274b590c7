"""One member's room: the desk that leads to it, one address, and the page that the session's state asks for."""

from __future__ import annotations

from uuid import UUID

from litestar.params import FromQuery
from litestar.response import Template
from msgspec import Struct

from bidding_room.queries import OpenedBid
from evaluation.permissions import Permission
from evaluation.queries.consolidation import TableView, table_of_marks
from evaluation.queries.low_prices import LowPriceView, low_prices_by_id
from evaluation.queries.own_sheet import own_sheet
from evaluation.queries.presence import Presence, presence_for_member
from evaluation.queries.reports import ReportView, report_for_member
from evaluation.queries.rooms import RoomView, room, sessions_of
from evaluation.states import SessionState
from trading.projects.domain.requirement import Requirement
from trading.projects.queries.requirements import substantive_requirements
from web.guards import reaches_store
from web.pages import page
from web.signatures import Asked, called
from web.views import live, told, view
from web.visitor import HttpRequest


class InRoom(Struct, frozen=True, kw_only=True):
    """What every state's page shows."""

    room: RoomView


class Reading(InRoom, frozen=True, kw_only=True):
    """One bid is read and judged; None where no bid is left."""

    bid: OpenedBid | None
    low_prices: tuple[LowPriceView, ...]
    requirements: tuple[Requirement, ...]


class Consolidating(InRoom, frozen=True, kw_only=True):
    """Everybody's marks side by side."""

    table: TableView


class Reporting(InRoom, frozen=True, kw_only=True):
    """The report, to be signed."""

    report: ReportView


class Waiting(Struct, frozen=True, kw_only=True):
    """Who is how far; `moved` asks the page to load anew."""

    presence: Presence
    moved: bool


async def _at_the_door(room: RoomView) -> InRoom:
    return InRoom(room=room)


async def _reading(room: RoomView, bid_id: UUID | None) -> Reading:
    chosen = next((bid for bid in room.bids if bid.bid_id == bid_id), None)
    return Reading(
        room=room,
        bid=chosen or _next_to_do(room),
        low_prices=await low_prices_by_id(session_id=room.id, member_id=room.member_id),
        requirements=await substantive_requirements(room.lot.id),
    )


async def _consolidating(room: RoomView, person_id: UUID) -> Consolidating:
    return Consolidating(room=room, table=await table_of_marks(session_id=room.id, person_id=person_id))


async def _reporting(room: RoomView, person_id: UUID) -> Reporting:
    return Reporting(room=room, report=await report_for_member(session_id=room.id, person_id=person_id))


ROOMS: dict[SessionState, tuple[str, Asked]] = {
    SessionState.PREPARING: ("evaluation/entry.html", _at_the_door),
    SessionState.DECLARING: ("evaluation/entry.html", _at_the_door),
    SessionState.REVIEWING: ("evaluation/review.html", _reading),
    SessionState.SCORING: ("evaluation/scoring.html", _reading),
    SessionState.CONSOLIDATING: ("evaluation/table.html", _consolidating),
    SessionState.REPORTING: ("evaluation/report.html", _reporting),
    SessionState.SIGNED: ("evaluation/report.html", _reporting),
    SessionState.ABORTED: ("evaluation/aborted.html", _at_the_door),
}


async def room_shown(
    request: HttpRequest, session_id: UUID, person_id: UUID, bid: FromQuery[UUID | None] = None
) -> Template:
    """The room as the session's state asks for it; `bid` chooses what is read and marked."""
    found = await room(session_id=session_id, person_id=person_id)
    template, shown = ROOMS[found.state]
    given = {"room": found, "bid_id": bid, "person_id": person_id}
    return page(request, template, await called(shown, given))


async def presence(session_id: UUID, person_id: UUID, at: FromQuery[str] = "") -> Waiting:
    """Who is how far; asks the page to load anew once the session has left state `at`."""
    found = await presence_for_member(session_id=session_id, person_id=person_id)
    return Waiting(presence=found, moved=bool(at) and at != found.state)


def _next_to_do(room: RoomView) -> OpenedBid | None:
    """The first bid that still wants something of the member, else the first."""
    wanted = room.valid or room.bids
    for bid in wanted:
        if room.state is SessionState.REVIEWING and bid.bid_id not in room.votes:
            return bid
        if room.state is SessionState.SCORING and room.marked_for(bid.bid_id) < len(room.scheme.criteria):
            return bid
    return wanted[0] if wanted else None


_SITS = Permission.SESSION_SIT

DESK = view("/desk/evaluations", "evaluation/desk.html", needs=_SITS, lines=sessions_of)
ROOM = told("/evaluations/{session_id:uuid}", room_shown, needs=_SITS, opt=reaches_store())
PRESENCE = live("/evaluations/{session_id:uuid}/presence", "evaluation/_presence.html", presence, needs=_SITS)
LOCK = view("/evaluations/{session_id:uuid}/lock", "evaluation/lock.html", needs=_SITS, sheet=own_sheet)
