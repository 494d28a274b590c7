"""What members do, over JSON."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from evaluation.api.bodies import (
    BidReason,
    Made,
    MarksBody,
    NumberBody,
    PointsBody,
    ReasonBody,
    RoomBody,
    SessionRef,
    VoteBody,
    room_body,
)
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
from evaluation.operations.issue_report import issue_report
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.review_low_price import (
    PriceOpinion,
    decide_low_price,
    raise_by_judgement,
)
from evaluation.operations.save_scores import save_scores
from evaluation.operations.sign_report import SigningWord, sign_report
from evaluation.operations.vote_compliance import ComplianceOpinion, vote_compliance
from evaluation.permissions import Permission
from evaluation.queries.consolidation import TableView, table_of_marks
from evaluation.queries.low_prices import LowPriceView, low_prices_by_id
from evaluation.queries.reports import ReportView, report_for_member
from evaluation.queries.rooms import DeskLine, room, sessions_of
from identity.actor import Actor
from web.guards import requires

_SITS = [requires(Permission.SESSION_SIT)]


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
        return room_body(await room(session_id=session_id, person_id=actor.person_id))

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
        return room_body(await room(session_id=session_id, person_id=actor.person_id))

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


async def _ref(actor: Actor, session_id: UUID) -> SessionRef:
    view = await room(session_id=session_id, person_id=actor.person_id)
    return SessionRef(session_id=view.id, state=view.state)
