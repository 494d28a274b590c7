"""What the evaluation tells over JSON: the desk, the room as one member sees it, the control room, the public result.
What is done stands in `acts`."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from msgspec import Raw, Struct, convert

from bidding_room.queries import OpenedBid
from evaluation.permissions import Permission
from evaluation.queries.consolidation import table_of_marks
from evaluation.queries.control import control
from evaluation.queries.low_prices import LowPriceView, low_prices_by_id
from evaluation.queries.reports import report_for_member, result_json
from evaluation.queries.rooms import ColleagueView, RoomView, room, sessions_of
from evaluation.states import MemberState, SessionState
from web.guards import PUBLIC
from web.views import told


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
    lot_ref: str
    lot_title: str
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


async def room_of(session_id: UUID, person_id: UUID) -> RoomBody:
    """The room."""
    return _room_body(await room(session_id=session_id, person_id=person_id))


async def prices(session_id: UUID, person_id: UUID) -> tuple[LowPriceView, ...]:
    """Prices under review."""
    view = await room(session_id=session_id, person_id=person_id)
    return await low_prices_by_id(session_id=view.id, member_id=view.member_id)


async def published_result(lot_id: UUID) -> Raw:
    """The published result as canonical JSON; `tianping score` reads it."""
    return Raw(await result_json(lot_id))


def _room_body(view: RoomView) -> RoomBody:
    return RoomBody(
        session_id=view.id,
        state=view.state,
        lot_id=view.lot.id if view.is_shown else None,
        project_no=view.lot.project_no if view.is_shown else "",
        project_name=view.lot.project_name if view.is_shown else "",
        lot_ref=view.lot.no if view.is_shown else "",
        lot_title=view.lot.title if view.is_shown else "",
        bidders=view.bidders,
        number=view.number,
        member_state=view.member_state,
        is_leader=view.is_leader,
        has_locked=view.has_locked,
        ballot=view.ballot,
        marked=view.marked,
        to_mark=view.to_mark,
        colleagues=view.colleagues,
        criteria=convert(
            view.scheme.criteria if view.is_shown else (), tuple[CriterionBody, ...], from_attributes=True
        ),
        bids=tuple(_bid_body(view, bid) for bid in view.bids),
    )


def _bid_body(view: RoomView, bid: OpenedBid) -> BidBody:
    vote = view.votes.get(bid.bid_id)
    return BidBody(
        bid_id=bid.bid_id,
        bidder_name=bid.bidder_name,
        price=bid.price,
        excluded=view.excluded.get(bid.bid_id),
        files=convert(bid.files, tuple[FileBody, ...], from_attributes=True),
        compliant=vote.compliant if vote else None,
        marks=tuple(
            MarkBody(criterion_id=criterion, points=mark.points, note=mark.note)
            for (bid_id, criterion), mark in view.marks.items()
            if bid_id == bid.bid_id
        ),
    )


_SITS = Permission.SESSION_SIT
_SESSION = "/api/evaluations/{session_id:uuid}"

MINE = told("/api/evaluations/mine", sessions_of, needs=_SITS)
ROOM = told(f"{_SESSION}/room", room_of, needs=_SITS)
LOW_PRICES = told(f"{_SESSION}/low-prices", prices, needs=_SITS)
TABLE = told(f"{_SESSION}/table", table_of_marks, needs=_SITS)
REPORT = told(f"{_SESSION}/report", report_for_member, needs=_SITS)
CONTROL = told(f"{_SESSION}/control", control, needs=Permission.SESSION_WATCH)
RESULT = told("/api/evaluations/{lot_id:uuid}/result.json", published_result, needs=PUBLIC)
