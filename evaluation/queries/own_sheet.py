"""A member's own marks once more, in four statements, for the page that locks them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from bidding_room.relations import OPENED_BIDS
from evaluation.queries.seats import session_unknown
from evaluation.states import MemberState, SessionState
from storage.database import fetch, fetch_one
from trading.projects.queries import CriterionView
from trading.projects.queries.lots import criteria_of
from trading.relations import JOINED_LOT, LOTS, JoinedLot


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBid:
    """A valid bid."""

    bid_id: UUID
    bidder_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSheet:
    """`marks` maps (bid, criterion) to points; a cell that is not there is not marked."""

    id: UUID
    lot: JoinedLot
    has_locked: bool
    bids: tuple[SheetBid, ...]
    criteria: tuple[CriterionView, ...]
    marks: dict[tuple[UUID, UUID], Decimal]

    @property
    def to_mark(self) -> int:
        return len(self.bids) * len(self.criteria)

    @property
    def marked(self) -> int:
        return sum((bid.bid_id, one.id) in self.marks for bid in self.bids for one in self.criteria)

    @property
    def is_whole(self) -> bool:
        return bool(self.bids) and self.marked == self.to_mark


_SEAT = f"""
SELECT session.lot, session.state, session.review_round, {JOINED_LOT},
       member.id AS member, member.state AS member_state,
       EXISTS (SELECT 1 FROM evaluation_score_lock lock
               WHERE lock.member = member.id AND lock.scoring_round = session.scoring_round) AS has_locked
FROM evaluation_session session
JOIN evaluation_member member ON member.session = session.id AND member.state <> 'replaced'
JOIN {LOTS} lot ON lot.id = session.lot
WHERE session.id = $1 AND member.person = $2
"""  # noqa: S608 — fixed texts

_BIDS = f"""
SELECT opened.bid AS bid_id, opened.bidder_name
FROM {OPENED_BIDS} opened
WHERE opened.lot = $1
  AND NOT EXISTS (SELECT 1 FROM evaluation_compliance_finding found WHERE found.session = $2
                  AND found.review_round = $3 AND found.bid = opened.bid AND NOT found.compliant)
  AND NOT EXISTS (SELECT 1 FROM evaluation_low_price_finding found WHERE found.session = $2
                  AND found.review_round = $3 AND found.bid = opened.bid AND found.accepted = false)
ORDER BY opened.position
"""  # noqa: S608 — fixed texts

_MARKS = "SELECT bid, criterion, points FROM evaluation_score WHERE member = $1 AND points IS NOT NULL"
_TO_SCORE = frozenset(SessionState) - {
    SessionState.PREPARING,
    SessionState.DECLARING,
    SessionState.REVIEWING,
}


async def own_sheet(*, session_id: UUID, person_id: UUID | None) -> OwnSheet:
    """Raises `NotFound` (`session-unknown`) for who does not sit there; no bids before the scoring."""
    seat = await fetch_one(_SEAT, session_id, person_id)
    if seat is None:
        raise session_unknown()
    scoring = SessionState(seat["state"]) in _TO_SCORE and seat["member_state"] == MemberState.DECLARED
    bids = await fetch(_BIDS, seat["lot"], session_id, seat["review_round"]) if scoring else []
    marks = await fetch(_MARKS, seat["member"])
    return OwnSheet(
        id=session_id,
        lot=JoinedLot.of(seat),
        has_locked=seat["has_locked"],
        bids=tuple(SheetBid(bid_id=row["bid_id"], bidder_name=row["bidder_name"]) for row in bids),
        criteria=await criteria_of(seat["lot"]),
        marks={(row["bid"], row["criterion"]): row["points"] for row in marks},
    )
