"""What travels over JSON: requests as structs, and the room as one member sees it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from evaluation.operations.save_scores import Mark
from evaluation.queries.rooms import ColleagueView, RoomView
from evaluation.states import MemberState, SessionState
from web.form_fields import Number, Reason, Short, each_once


class SessionRef(Struct, frozen=True, kw_only=True):
    """A session by id and where it stands."""

    session_id: UUID
    state: SessionState


class NumberBody(Struct, frozen=True, kw_only=True):
    """A member by number."""

    number: Number


class ReasonBody(Struct, frozen=True, kw_only=True):
    """A reason in words."""

    reason: Reason


class BidReason(Struct, frozen=True, kw_only=True):
    """A bid, and why."""

    bid_id: UUID
    reason: Reason


class MarksBody(Struct, frozen=True, kw_only=True):
    """Marks to save: all or none."""

    marks: Annotated[tuple[Mark, ...], Meta(max_length=2000), each_once("bid_id", "criterion_id")]


class VoteBody(Struct, frozen=True, kw_only=True):
    """A vote."""

    agrees: bool


class PointsBody(Struct, frozen=True, kw_only=True):
    """A mark as typed."""

    points: Short


class Made(Struct, frozen=True, kw_only=True):
    """The id of what was made."""

    id: UUID


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


def room_body(view: RoomView) -> RoomBody:
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
