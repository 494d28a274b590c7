"""All marks on the table: readable by the committee from CONSOLIDATING on, and by nobody before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from bidding_room.queries import OpenedBid
from core.errors import Conflict
from evaluation.domain.consolidation import Cause, cause_titles
from evaluation.methods.question import BidResult
from evaluation.queries.marks import Sheet, sheet_of
from evaluation.queries.rooms import own_seat
from evaluation.states import CorrectionState, SessionState
from evaluation.tables import Correction, CorrectionVote, Member, ScoreChange, Session
from trading.projects.queries import CriterionView, lot_view

_ON_THE_TABLE = frozenset({SessionState.CONSOLIDATING, SessionState.REPORTING, SessionState.SIGNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCell:
    """One mark on the table."""

    number: int
    mark: Decimal
    deviates: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """All members' marks for one criterion of one bid."""

    bid: OpenedBid
    criterion: CriterionView
    cells: tuple[MarkCell, ...]
    mean: Decimal
    mismatch: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """One correction and what the reader can still do about it."""

    id: UUID
    bidder_name: str
    criterion: CriterionView
    cause_title: str
    reason: str
    target: int | None
    state: CorrectionState
    in_favour: int
    against: int
    has_voted: bool
    may_restate: bool
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """The consolidation page: results as computed now, marks, what must and may be corrected."""

    state: SessionState
    numbers: tuple[int, ...]
    results: tuple[BidResult, ...]
    bids: dict[str, OpenedBid]
    rows: tuple[MarkRow, ...]
    corrections: tuple[CorrectionView, ...]

    @property
    def mismatched(self) -> int:
        return sum(row.mismatch for row in self.rows)

    @property
    def open_corrections(self) -> int:
        return sum(c.state in (CorrectionState.PROPOSED, CorrectionState.AGREED) for c in self.corrections)

    @property
    def settled(self) -> bool:
        """Whether the result may be confirmed."""
        return self.state is SessionState.CONSOLIDATING and not (self.mismatched or self.open_corrections)


async def table_of_marks(*, session_id: UUID, person_id: UUID | None) -> TableView:
    """Refuses (`scores-not-locked`) until every member has locked."""
    session, me = await own_seat(session_id=session_id, person_id=person_id)
    if SessionState(session.state) not in _ON_THE_TABLE:
        raise Conflict(
            code="scores-not-locked", message="全体成员锁定评分后方可查看汇总，此前任何人不得查看他人评分"
        )
    sheet = await sheet_of(session)
    return TableView(
        state=SessionState(session.state),
        numbers=sheet.numbers,
        results=sheet.results(),
        bids={str(bid.bid_id): bid for bid in sheet.standing.bids},
        rows=tuple(_rows(sheet)),
        corrections=await _corrections(session, me, sheet),
    )


def _rows(sheet: Sheet) -> list[MarkRow]:
    mismatched = {(found.bid, found.criterion) for found in sheet.mismatches()}
    deviating = {(found.bid, found.criterion, found.member) for found in sheet.deviations()}
    means = {result.bid: result.means for result in sheet.results()}
    return [
        MarkRow(
            bid=bid,
            criterion=criterion,
            cells=tuple(
                MarkCell(
                    number=sheet.numbers[position],
                    mark=mark,
                    deviates=(str(bid.bid_id), str(criterion.id), position) in deviating,
                )
                for position, mark in enumerate(sheet.rows[str(bid.bid_id), str(criterion.id)])
            ),
            mean=means[str(bid.bid_id)][str(criterion.id)],
            mismatch=(str(bid.bid_id), str(criterion.id)) in mismatched,
        )
        for bid in sheet.standing.valid
        for criterion in sheet.scheme.criteria
    ]


async def _corrections(session: Session, me: Member, sheet: Sheet) -> tuple[CorrectionView, ...]:
    rows = await Correction.objects().where(Correction.session == session.id).order_by(Correction.raised_at)
    if not rows:
        return ()
    ids = [row.id for row in rows]
    votes = await CorrectionVote.objects().where(CorrectionVote.correction.is_in(ids))
    changes = (
        await ScoreChange.objects(ScoreChange.member)
        .where(ScoreChange.correction.is_in(ids))
        .order_by(ScoreChange.changed_at)
    )
    targets = {
        member.id: member.number for member in await Member.objects().where(Member.session == session.id)
    }
    bids = {bid.bid_id: bid for bid in sheet.standing.bids}
    criteria = {criterion.id: criterion for criterion in sheet.scheme.criteria}
    causes = cause_titles((await lot_view(session.lot)).terms.committee)
    return tuple(
        CorrectionView(
            id=row.id,
            bidder_name=bids[row.bid].bidder_name,
            criterion=criteria[row.criterion],
            cause_title=causes[Cause(row.cause)],
            reason=row.reason,
            target=targets[row.target] if row.target else None,
            state=CorrectionState(row.state),
            in_favour=sum(vote.agrees for vote in votes if vote.correction == row.id),
            against=sum(not vote.agrees for vote in votes if vote.correction == row.id),
            has_voted=any(vote.member == me.id for vote in votes if vote.correction == row.id),
            may_restate=row.state == CorrectionState.AGREED and row.target in (None, me.id),
            changes=tuple(
                f"评委{change.member.number}：{change.points_before:.2f} → {change.points_after:.2f}"
                for change in changes
                if change.correction == row.id
            ),
        )
        for row in rows
    )
