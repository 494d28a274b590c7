"""Marks as operations and, once everybody has locked, as everybody sees them.

Danger: `sheet_of` reads every member's marks. Pages may show it only from CONSOLIDATING on;
`evaluation.queries.rooms` asks before it calls.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from evaluation.domain.consolidation import (
    Deviation,
    Mismatch,
    ScoredCriterion,
    deviations,
    mismatches,
)
from evaluation.domain.marks import Cell
from evaluation.domain.small_firm import NOTHING, deduction
from evaluation.methods import METHODS
from evaluation.methods.question import BidEntry, BidResult, CriterionPoints, Question
from evaluation.queries.standing import Standing, standing_of
from evaluation.states import MemberState
from evaluation.tables import Member, Score, ScoreLock, Session
from trading.choices import CriterionKind
from trading.decisions.domain.deciding import Method
from trading.projects.queries import Scheme, lot_view, scheme_of
from trading.rules import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All marks of the valid bids, one row per (bid, criterion), members in the order of `numbers`."""

    method: Method
    scheme: Scheme
    standing: Standing
    ceiling: Decimal | None
    deviation_percent: Decimal
    numbers: tuple[int, ...]
    rows: dict[Cell, tuple[Decimal, ...]]

    @property
    def criteria(self) -> tuple[ScoredCriterion, ...]:
        return tuple(
            ScoredCriterion(
                id=str(c.id), max_points=c.max_points, objective=c.kind == CriterionKind.OBJECTIVE
            )
            for c in self.scheme.criteria
        )

    def mismatches(self) -> tuple[Mismatch, ...]:
        return mismatches(criteria=self.criteria, marks=self.rows)

    def deviations(self) -> tuple[Deviation, ...]:
        return deviations(criteria=self.criteria, marks=self.rows, percent=self.deviation_percent)

    def entries(self) -> tuple[BidEntry, ...]:
        """The bids as the method takes them."""
        return tuple(
            BidEntry(
                bid=str(bid.bid_id),
                quoted=bid.price,
                marks={
                    c.id: self.rows[str(bid.bid_id), c.id]
                    for c in self.criteria
                    if bid.bid_id not in self.standing.excluded
                },
                deduction_percent=deduction(
                    percent=self.scheme.small_firm_percent,
                    confirmed=self.standing.small_firms.get(bid.bid_id),
                )
                if bid.bid_id not in self.standing.excluded
                else NOTHING,
                excluded=self.standing.excluded.get(bid.bid_id),
            )
            for bid in self.standing.bids
        )

    def results(self) -> tuple[BidResult, ...]:
        """Scores and ranks by the kind's method; raises `Invalid` when marks are not whole."""
        return METHODS[self.method.code](
            Question(
                entries=self.entries(),
                better=self.method.better,
                equals_share=self.method.equals_share,
                scheme=self.scheme,
                criteria=tuple(CriterionPoints(id=c.id, max_points=c.max_points) for c in self.criteria),
            )
        )


async def marks_of(member_id: UUID) -> dict[Cell, Decimal]:
    """One member's marks so far; drafts without points left out."""
    rows = await Score.objects().where((Score.member == member_id) & Score.points.is_not_null())
    return {(str(row.bid), str(row.criterion)): row.points for row in rows}


async def has_locked(member: Member, session: Session) -> bool:
    """Whether the member has locked in the current scoring round."""
    return await ScoreLock.exists().where(
        (ScoreLock.member == member.id) & (ScoreLock.scoring_round == session.scoring_round)
    )


async def locked_members(session: Session) -> frozenset[UUID]:
    """Ids of the members who have locked in the current scoring round."""
    ids = (
        await ScoreLock.select(ScoreLock.member)
        .where((ScoreLock.member.session == session.id) & (ScoreLock.scoring_round == session.scoring_round))
        .output(as_list=True)
    )
    return frozenset(ids)


async def sheet_of(session: Session) -> Sheet:
    """Everybody's marks of the valid bids, as they stand."""
    standing, scheme = await standing_of(session), await scheme_of(session.lot)
    lot = await lot_view(session.lot)
    members = (
        await Member.objects()
        .where((Member.session == session.id) & (Member.state != MemberState.REPLACED.value))
        .order_by(Member.number)
    )
    held = {member.id: await marks_of(member.id) for member in members}
    cells = [(str(b.bid_id), str(c.id)) for b in standing.valid for c in scheme.criteria]
    return Sheet(
        method=lot.kind_of_transaction.method,
        scheme=scheme,
        standing=standing,
        ceiling=lot.ceiling_price,
        deviation_percent=lot.rules[Term.DEVIATION_PERCENT].value,
        numbers=tuple(member.number for member in members),
        rows={cell: tuple(held[m.id][cell] for m in members if cell in held[m.id]) for cell in cells},
    )


def whole_marks(
    marks: dict[Cell, Decimal], *, bids: Collection[str], criteria: Collection[str]
) -> dict[Cell, Decimal]:
    """Only the marks that count: of these bids and criteria."""
    return {cell: mark for cell, mark in marks.items() if cell[0] in bids and cell[1] in criteria}
