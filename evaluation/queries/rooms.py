"""The room as one member sees it: the own votes and marks, colleagues as numbers, nothing of theirs.

Somebody who does not sit in the session gets the same `NotFound` as for one that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bidding_room.queries import OpenedBid
from bidding_room.queries.opened import bidder_names
from core.errors import Conflict, Forbidden
from evaluation.domain.small_firm import deduction_asked
from evaluation.queries.marks import has_locked
from evaluation.queries.presence import Presence, presence_of
from evaluation.queries.seats import live_members, session_unknown
from evaluation.queries.standing import price_exclusions, standing_of
from evaluation.states import MemberState, SessionState
from evaluation.tables import ComplianceVote, Member, Score, Session
from expert_pool.queries.committee import places_of
from trading.decisions.domain.deciding import Deduction
from trading.projects.queries import LotView, Scheme, lot_view, scheme_of

#: From these states on a member may read the opened bids.
_READING = frozenset(SessionState) - {SessionState.PREPARING, SessionState.DECLARING}

MOST_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueView:
    """A member as the others see them: 评委`number`. `has_locked` is known, what was locked is not."""

    number: int
    is_me: bool
    state: MemberState
    is_leader: bool
    has_locked: bool
    has_voted_leader: bool
    is_representative: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVote:
    """The member's own opinion on a bid's compliance."""

    compliant: bool
    reason: str
    small_firm: bool | None
    small_firm_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMark:
    """The member's own mark as saved; points None while only a note stands."""

    points: Decimal | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """Everything one member's pages need. `marks` maps (bid, criterion).

    `bidders` are told once the member has checked in: they declare about every one of them
    (《政府采购法实施条例》第九条). Bids and documents wait until the committee is constituted.
    """

    id: UUID
    state: SessionState
    lot: LotView
    scheme: Scheme
    opened_at: datetime
    review_closed_at: datetime | None
    member_id: UUID
    number: int
    member_state: MemberState
    is_leader: bool
    has_locked: bool
    ballot: int
    colleagues: tuple[ColleagueView, ...]
    presence: Presence
    bidders: tuple[str, ...]
    bids: tuple[OpenedBid, ...]
    excluded: dict[UUID, str]
    votes: dict[UUID, OwnVote]
    marks: dict[tuple[UUID, UUID], OwnMark]

    @property
    def is_shown(self) -> bool:
        """Whose project it is and who bid stay unsaid until the member has checked in at the room."""
        return self.member_state is not MemberState.EXPECTED

    def deduction_asked_of(self, bid: OpenedBid) -> Deduction | None:
        """What members must find of this bid's bidder."""
        method, percent = self.lot.kind_of_transaction.method, self.scheme.small_firm_percent
        return deduction_asked(method=method, enterprise=bid.enterprise, percent=percent)

    @property
    def valid(self) -> tuple[OpenedBid, ...]:
        return tuple(bid for bid in self.bids if bid.bid_id not in self.excluded)

    @property
    def to_mark(self) -> int:
        """How many marks there are to give."""
        return len(self.valid) * len(self.scheme.criteria)

    def marked_for(self, bid_id: UUID) -> int:
        """How many criteria of this bid the member has marked."""
        return sum(
            (mark := self.marks.get((bid_id, criterion.id))) is not None and mark.points is not None
            for criterion in self.scheme.criteria
        )

    @property
    def marked(self) -> int:
        return sum(self.marked_for(bid.bid_id) for bid in self.valid)

    @property
    def is_whole(self) -> bool:
        return bool(self.valid) and self.marked == self.to_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLine:
    """One of the member's sessions on the desk; `lot` is None until the member has checked in at the room."""

    id: UUID
    state: SessionState
    member_state: MemberState
    lot: LotView | None
    opened_at: datetime


async def sessions_of(person_id: UUID) -> tuple[DeskLine, ...]:
    """The newest hundred sessions the person sits in; seats they were taken off are left out."""
    places = await places_of(person_id)
    if not places:
        return ()
    rows = (
        await Member.objects(Member.session)
        .where(Member.place.is_in(places) & (Member.state != MemberState.REPLACED.value))
        .order_by(Member.session.opened_at, ascending=False)
        .limit(MOST_LISTED)
    )
    return tuple(
        [
            DeskLine(
                id=row.session.id,
                state=SessionState(row.session.state),
                member_state=MemberState(row.state),
                lot=await lot_view(row.session.lot) if row.state != MemberState.EXPECTED else None,
                opened_at=row.session.opened_at,
            )
            for row in rows
        ]
    )


async def own_seat(*, session_id: UUID, person_id: UUID | None) -> tuple[Session, Member]:
    """The session and the person's live seat; the one refusal for strangers."""
    session = await Session.objects().where(Session.id == session_id).first()
    if session is None or person_id is None:
        raise session_unknown()
    for member in await live_members(session.id):
        if member.person == person_id:
            return session, member
    raise session_unknown()


async def room(*, session_id: UUID, person_id: UUID | None) -> RoomView:
    """Bids and documents stand in it only once the committee is constituted."""
    session, me = await own_seat(session_id=session_id, person_id=person_id)
    reading = SessionState(session.state) in _READING and me.state == MemberState.DECLARED
    bids, excluded = await _bids(session) if reading else ((), {})
    present = await presence_of(session.id)
    return RoomView(
        id=session.id,
        state=SessionState(session.state),
        lot=await lot_view(session.lot),
        scheme=await scheme_of(session.lot),
        opened_at=session.opened_at,
        review_closed_at=session.review_closed_at,
        member_id=me.id,
        number=me.number,
        member_state=MemberState(me.state),
        is_leader=me.is_leader,
        has_locked=await has_locked(me, session),
        ballot=session.ballot,
        colleagues=_colleagues(present, me),
        presence=present,
        bidders=await bidder_names(session.lot) if me.state != MemberState.EXPECTED else (),
        bids=bids,
        excluded=excluded,
        votes=await _own_votes(me),
        marks=await _own_marks(me),
    )


async def check_may_read(*, session_id: UUID, person_id: UUID | None, file_id: UUID) -> OpenedBid:
    """The bid the document belongs to, if the person may read it in this session now."""
    session, me = await own_seat(session_id=session_id, person_id=person_id)
    if SessionState(session.state) not in _READING:
        w = (await lot_view(session.lot)).terms
        raise Conflict(code="not-constituted", message=f"{w.committee}组成后方可查阅{w.offer}")
    if me.state != MemberState.DECLARED:
        raise Forbidden(code="not-declared", message="请先签到并声明有无回避情形")
    for bid in (await standing_of(session)).bids:
        if any(file.id == file_id for file in bid.files):
            return bid
    raise session_unknown()


async def _bids(session: Session) -> tuple[tuple[OpenedBid, ...], dict[UUID, str]]:
    standing = await standing_of(session)
    if session.review_closed_at is None:
        return standing.bids, await price_exclusions(session.lot, standing.bids)
    return standing.bids, standing.excluded


def _colleagues(present: Presence, me: Member) -> tuple[ColleagueView, ...]:
    return tuple(
        ColleagueView(
            number=member.number,
            is_me=member.person_id == me.person,
            state=member.state,
            is_leader=member.is_leader,
            has_locked=member.has_locked,
            has_voted_leader=member.has_voted_leader,
            is_representative=member.is_representative,
            label=member.label,
        )
        for member in present.members
    )


async def _own_votes(me: Member) -> dict[UUID, OwnVote]:
    rows = await ComplianceVote.objects().where(ComplianceVote.member == me.id)
    return {
        row.bid: OwnVote(
            compliant=row.compliant,
            reason=row.reason,
            small_firm=row.small_firm,
            small_firm_reason=row.small_firm_reason,
        )
        for row in rows
    }


async def _own_marks(me: Member) -> dict[tuple[UUID, UUID], OwnMark]:
    rows = await Score.objects().where(Score.member == me.id)
    return {(row.bid, row.criterion): OwnMark(points=row.points, note=row.note) for row in rows}
