"""The evaluation over JSON: every step of the pages, with the same operations, and the public result."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from litestar import Controller, Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from evaluation.operations.close_review import close_review
from evaluation.operations.constitute import vote_for_leader
from evaluation.operations.correct_scores import (
    CorrectionProposal,
    propose_correction,
    restate_mark,
    vote_correction,
)
from evaluation.operations.declare import declare_conflict, declare_no_conflict
from evaluation.operations.enter_session import enter_session
from evaluation.operations.finish_session import finish_session
from evaluation.operations.issue_report import issue_report
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.open_session import open_session
from evaluation.operations.replace import replace_absent
from evaluation.operations.review_low_price import (
    PriceOpinion,
    decide_low_price,
    raise_by_judgement,
    record_explanation,
)
from evaluation.operations.save_scores import Mark, save_scores
from evaluation.operations.sign_report import SigningWord, record_silence, sign_report
from evaluation.operations.vote_compliance import ComplianceOpinion, vote_compliance
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
_CONTROLS = [requires(Permission.SESSION_CONTROL)]


class SessionRef(Struct, frozen=True, kw_only=True):
    """A session by id and where it stands."""

    session_id: UUID
    state: SessionState


class LotBody(Struct, frozen=True, kw_only=True):
    """The lot to evaluate."""

    lot_id: UUID


class NumberBody(Struct, frozen=True, kw_only=True):
    """A member by number."""

    number: int


class ReasonBody(Struct, frozen=True, kw_only=True):
    """A reason in words."""

    reason: str


class MemberReason(Struct, frozen=True, kw_only=True):
    """A member by number, and why."""

    number: int
    reason: str


class BidReason(Struct, frozen=True, kw_only=True):
    """A bid, and why."""

    bid_id: UUID
    reason: str


class MarksBody(Struct, frozen=True, kw_only=True):
    """Marks to save: all or none."""

    marks: tuple[Mark, ...]


class VoteBody(Struct, frozen=True, kw_only=True):
    """A vote."""

    agrees: bool


class PointsBody(Struct, frozen=True, kw_only=True):
    """A mark as typed."""

    points: str


class TextBody(Struct, frozen=True, kw_only=True):
    """Words of the supplier."""

    text: str


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
    """The room as one member sees it."""

    session_id: UUID
    state: SessionState
    lot_id: UUID
    project_no: str
    project_name: str
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


class SittingApi(Controller):
    """What members do."""

    path = "/api/evaluations"
    guards = _SITS

    @get("/mine")
    async def mine(self, actor: NamedDependency[Actor]) -> tuple[DeskLine, ...]:
        """The member's sessions."""
        return await sessions_of(actor.person_id) if actor.person_id else ()

    @get("/{session_id:uuid}/room")
    async def room_of(self, session_id: FromPath[UUID], actor: NamedDependency[Actor]) -> RoomBody:
        """The room."""
        return _room_body(await room(session_id=session_id, person_id=actor.person_id))

    @post("/{session_id:uuid}/enter", status_code=200)
    async def enter(
        self, session_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> SessionRef:
        """Check in."""
        await enter_session(actor=actor, session_id=session_id, now=now)
        return await _ref(actor, session_id)

    @post("/{session_id:uuid}/declare", status_code=200)
    async def declare(
        self, session_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> SessionRef:
        """Declare that there is nothing to recuse for."""
        await declare_no_conflict(actor=actor, session_id=session_id, now=now)
        return await _ref(actor, session_id)

    @post("/{session_id:uuid}/conflict", status_code=204)
    async def conflict(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[ReasonBody],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> None:
        """Step aside."""
        await declare_conflict(actor=actor, session_id=session_id, reason=data.reason, now=now)

    @post("/{session_id:uuid}/leader", status_code=200)
    async def leader(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[NumberBody],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> SessionRef:
        """Vote for a leader."""
        await vote_for_leader(actor=actor, session_id=session_id, number=data.number, now=now)
        return await _ref(actor, session_id)

    @post("/{session_id:uuid}/compliance", status_code=200)
    async def compliance(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[ComplianceOpinion],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> SessionRef:
        """Give an opinion on one bid."""
        await vote_compliance(actor=actor, session_id=session_id, opinion=data, now=now)
        return await _ref(actor, session_id)

    @post("/{session_id:uuid}/close-review", status_code=200)
    async def end_review(
        self, session_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> SessionRef:
        """The leader closes the review."""
        await close_review(actor=actor, session_id=session_id, now=now)
        return await _ref(actor, session_id)

    @get("/{session_id:uuid}/low-prices")
    async def prices(
        self, session_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> tuple[LowPriceView, ...]:
        """Prices under review."""
        view = await room(session_id=session_id, person_id=actor.person_id)
        return await low_prices_by_id(session_id=view.id, member_id=view.member_id)

    @post("/{session_id:uuid}/low-prices", status_code=204)
    async def raise_price(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[BidReason],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> None:
        """The leader puts a price under review."""
        await raise_by_judgement(
            actor=actor, session_id=session_id, bid_id=data.bid_id, reason=data.reason, now=now
        )

    @post("/{session_id:uuid}/low-prices/opinion", status_code=200)
    async def price_opinion(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[PriceOpinion],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> SessionRef:
        """Give an opinion on an explanation."""
        await decide_low_price(actor=actor, session_id=session_id, opinion=data, now=now)
        return await _ref(actor, session_id)

    @put("/{session_id:uuid}/scores")
    async def scores(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[MarksBody],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> RoomBody:
        """Save marks."""
        await save_scores(actor=actor, session_id=session_id, marks=data.marks, now=now)
        return _room_body(await room(session_id=session_id, person_id=actor.person_id))

    @post("/{session_id:uuid}/lock", status_code=200)
    async def lock(
        self, session_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> SessionRef:
        """Lock one's marks for good."""
        await lock_scores(actor=actor, session_id=session_id, now=now)
        return await _ref(actor, session_id)

    @get("/{session_id:uuid}/table")
    async def table(self, session_id: FromPath[UUID], actor: NamedDependency[Actor]) -> TableView:
        """All marks, once everybody has locked."""
        return await table_of_marks(session_id=session_id, person_id=actor.person_id)

    @post("/{session_id:uuid}/corrections")
    async def propose(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[CorrectionProposal],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Made:
        """Put a correction to the vote."""
        made = await propose_correction(actor=actor, session_id=session_id, proposal=data, now=now)
        return Made(id=made)

    @post("/{session_id:uuid}/corrections/{correction_id:uuid}/vote", status_code=204)
    async def vote(
        self,
        session_id: FromPath[UUID],
        correction_id: FromPath[UUID],
        data: JSONBody[VoteBody],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> None:
        """Vote on a correction."""
        await vote_correction(
            actor=actor,
            session_id=session_id,
            correction_id=correction_id,
            agrees=data.agrees,
            now=now,
        )

    @post("/{session_id:uuid}/corrections/{correction_id:uuid}/restate", status_code=204)
    async def restate(
        self,
        session_id: FromPath[UUID],
        correction_id: FromPath[UUID],
        data: JSONBody[PointsBody],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> None:
        """Give a mark anew."""
        await restate_mark(
            actor=actor,
            session_id=session_id,
            correction_id=correction_id,
            points=data.points,
            now=now,
        )

    @post("/{session_id:uuid}/report")
    async def issue(
        self, session_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Made:
        """The leader confirms the result and has the report issued."""
        return Made(id=await issue_report(actor=actor, session_id=session_id, now=now))

    @get("/{session_id:uuid}/report")
    async def report(self, session_id: FromPath[UUID], actor: NamedDependency[Actor]) -> ReportView:
        """The report as a member sees it."""
        return await report_for_member(session_id=session_id, person_id=actor.person_id)

    @post("/{session_id:uuid}/sign", status_code=200)
    async def sign(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[SigningWord],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> SessionRef:
        """Sign, with or without a dissent."""
        await sign_report(actor=actor, session_id=session_id, word=data, now=now)
        return await _ref(actor, session_id)


class ControlApi(Controller):
    """What trading-centre staff do."""

    path = "/api/evaluations"

    @post(guards=[requires(Permission.SESSION_OPEN)])
    async def begin(
        self,
        data: JSONBody[LotBody],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> SessionRef:
        """Open a lot's session."""
        session_id = await open_session(actor=actor, lot_id=data.lot_id, now=now)
        return SessionRef(session_id=session_id, state=(await control(session_id)).state)

    @get("/{session_id:uuid}/control", guards=[requires(Permission.SESSION_WATCH)])
    async def watch(self, session_id: FromPath[UUID]) -> ControlView:
        """Who is in and who is late; never a vote or a score."""
        return await control(session_id)

    @post("/{session_id:uuid}/replace", status_code=204, guards=_CONTROLS)
    async def replace(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[MemberReason],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> None:
        """Replace a member who is absent or cannot go on."""
        await replace_absent(
            actor=actor, session_id=session_id, number=data.number, reason=data.reason, now=now
        )

    @post("/{session_id:uuid}/silence", status_code=204, guards=_CONTROLS)
    async def silence(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[MemberReason],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> None:
        """Note that a member neither signs nor writes a dissent."""
        await record_silence(
            actor=actor, session_id=session_id, number=data.number, note=data.reason, now=now
        )

    @post("/{session_id:uuid}/finish", status_code=204, guards=_CONTROLS)
    async def finish(
        self, session_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> None:
        """End a session all of whose members have signed."""
        await finish_session(actor=actor, session_id=session_id, now=now)

    @post("/prices/{finding_id:uuid}/explanation", status_code=204, guards=[requires()])
    async def explain(
        self,
        finding_id: FromPath[UUID],
        data: JSONBody[TextBody],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> None:
        """A supplier's written explanation: by the supplier concerned, or by staff from paper."""
        await record_explanation(actor=actor, finding_id=finding_id, text=data.text, now=now)


@get("/api/evaluations/{lot_id:uuid}/result.json", opt=public())
async def published_result(lot_id: FromPath[UUID]) -> Response[bytes]:
    """The published result as canonical JSON; `tianping score` reads it."""
    return Response(await result_json(lot_id), media_type="application/json")


async def _ref(actor: Actor, session_id: UUID) -> SessionRef:
    view = await room(session_id=session_id, person_id=actor.person_id)
    return SessionRef(session_id=view.id, state=view.state)


def _room_body(view: RoomView) -> RoomBody:
    return RoomBody(
        session_id=view.id,
        state=view.state,
        lot_id=view.lot.id,
        project_no=view.lot.project_no,
        project_name=view.lot.project_name,
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
            for c in view.scheme.criteria
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


api_router = Router(path="/", route_handlers=[SittingApi, ControlApi, published_result])
