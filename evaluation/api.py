"""What the evaluation tells over JSON: the desk, the room as one member sees it, the control room, the public result.
What is done stands in `acts`."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from evaluation.permissions import Permission
from evaluation.queries.consolidation import TableView, table_of_marks
from evaluation.queries.control import ControlView, control
from evaluation.queries.low_prices import LowPriceView, low_prices_by_id
from evaluation.queries.reports import ReportView, report_for_member, result_json
from evaluation.queries.rooms import ColleagueView, DeskLine, RoomView, room, sessions_of
from evaluation.states import MemberState, SessionState
from identity.actor import Actor
from web.guards import public, requires

_SITS = [requires(Permission.SESSION_SIT)]


class FileBody(Struct, frozen=True, kw_only=True):
    """A document to read under `/evaluations/{session}/files/{id}`."""

    id: UUID
    envelope: str
    name: str
    size: int
    media_type: str


class MarkBody(Struct, frozen=True, kw_only=True):
    """An own mark as saved."""

    criterion_id: UUID
    points: Decimal | None
    note: str


class BidBody(Struct, frozen=True, kw_only=True):
    """A bid as a member sees it, with the own opinion and marks."""

    bid_id: UUID
    bidder_name: str
    price: Decimal
    excluded: str | None
    files: tuple[FileBody, ...]
    compliant: bool | None
    marks: tuple[MarkBody, ...]


class CriterionBody(Struct, frozen=True, kw_only=True):
    """A criterion to mark."""

    id: UUID
    name: str
    kind: str
    max_points: Decimal
    guide: str


class RoomBody(Struct, frozen=True, kw_only=True):
    """The room as one member sees it; lot, project and bidders are told once the member has checked in."""

    session_id: UUID
    state: SessionState
    lot_id: UUID | None
    project_no: str
    project_name: str
    bidders: tuple[str, ...]
    number: int
    member_state: MemberState
    is_leader: bool
    has_locked: bool
    ballot: int
    marked: int
    to_mark: int
    colleagues: tuple[ColleagueView, ...]
    criteria: tuple[CriterionBody, ...]
    bids: tuple[BidBody, ...]


@get("/mine", guards=_SITS)
async def mine(actor: NamedDependency[Actor]) -> tuple[DeskLine, ...]:
    """The member's sessions."""
    return await sessions_of(actor.person_id) if actor.person_id else ()


@get("/{session_id:uuid}/room", guards=_SITS)
async def room_of(session_id: FromPath[UUID], actor: NamedDependency[Actor]) -> RoomBody:
    """The room."""
    return _room_body(await room(session_id=session_id, person_id=actor.person_id))


@get("/{session_id:uuid}/low-prices", guards=_SITS)
async def prices(session_id: FromPath[UUID], actor: NamedDependency[Actor]) -> tuple[LowPriceView, ...]:
    """Prices under review."""
    view = await room(session_id=session_id, person_id=actor.person_id)
    return await low_prices_by_id(session_id=view.id, member_id=view.member_id)


@get("/{session_id:uuid}/table", guards=_SITS)
async def table(session_id: FromPath[UUID], actor: NamedDependency[Actor]) -> TableView:
    """All marks, once everybody has locked."""
    return await table_of_marks(session_id=session_id, person_id=actor.person_id)


@get("/{session_id:uuid}/report", guards=_SITS)
async def report(session_id: FromPath[UUID], actor: NamedDependency[Actor]) -> ReportView:
    """The report as a member sees it."""
    return await report_for_member(session_id=session_id, person_id=actor.person_id)


@get("/{session_id:uuid}/control", guards=[requires(Permission.SESSION_WATCH)])
async def watch(session_id: FromPath[UUID]) -> ControlView:
    """Who is in and who is late; never a vote or a score."""
    return await control(session_id)


@get("/{lot_id:uuid}/result.json", opt=public())
async def published_result(lot_id: FromPath[UUID]) -> Response[bytes]:
    """The published result as canonical JSON; `tianping score` reads it."""
    return Response(await result_json(lot_id), media_type="application/json")


def _room_body(view: RoomView) -> RoomBody:
    return RoomBody(
        session_id=view.id,
        state=view.state,
        lot_id=view.lot.id if view.is_shown else None,
        project_no=view.lot.project_no if view.is_shown else "",
        project_name=view.lot.project_name if view.is_shown else "",
        bidders=view.bidders,
        number=view.number,
        member_state=view.member_state,
        is_leader=view.is_leader,
        has_locked=view.has_locked,
        ballot=view.ballot,
        marked=view.marked,
        to_mark=view.to_mark,
        colleagues=view.colleagues,
        criteria=tuple(
            CriterionBody(id=c.id, name=c.name, kind=c.kind, max_points=c.max_points, guide=c.guide)
            for c in (view.scheme.criteria if view.is_shown else ())
        ),
        bids=tuple(_bid_body(view, position) for position in range(len(view.bids))),
    )


def _bid_body(view: RoomView, position: int) -> BidBody:
    bid = view.bids[position]
    vote = view.votes.get(bid.bid_id)
    return BidBody(
        bid_id=bid.bid_id,
        bidder_name=bid.bidder_name,
        price=bid.price,
        excluded=view.excluded.get(bid.bid_id),
        files=tuple(
            FileBody(
                id=file.id,
                envelope=file.envelope,
                name=file.name,
                size=file.size,
                media_type=file.media_type,
            )
            for file in bid.files
        ),
        compliant=vote.compliant if vote else None,
        marks=tuple(
            MarkBody(criterion_id=criterion, points=mark.points, note=mark.note)
            for (bid_id, criterion), mark in view.marks.items()
            if bid_id == bid.bid_id
        ),
    )


api_router = Router(
    path="/api/evaluations",
    route_handlers=[mine, room_of, prices, table, report, watch, published_result],
)
