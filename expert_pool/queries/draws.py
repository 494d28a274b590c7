"""A draw as everybody outside the room may see it: experts are numbers until the result is published.

The same view serves staff, parties and the public; what a page leaves out is a matter of pages.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.errors import NotFound
from expert_pool.domain.duties import CAUSE_TITLES, DUTY_TITLES, Cause, Duty
from expert_pool.domain.recusal import GROUNDS, Party, Reason, matches
from expert_pool.published import opening_of
from expert_pool.queries.pool import specialities_of
from expert_pool.states import LIVE_SEATS, DrawState, SeatState
from expert_pool.tables import AvoidedUnit, Candidate, Draw, DrawParty, ExcludedExpert, Seat
from trading.projects.queries import LotView, judged_lot, lot_view


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """One party: its commitment, and after the freeze its secret. Hex and text as they were hashed."""

    duty: Duty
    title: str
    person_id: UUID | None
    commitment: str | None
    committed_at: datetime | None
    secret: str | None
    revealed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionCount:
    """How many experts were left out for one reason."""

    reason: Reason
    text: str
    article: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatView:
    """A call to a seat. `name` and `employer_name` are empty until the names are published."""

    number: int
    place: int
    commitment: str
    state: SeatState
    specialities: tuple[str, ...]
    is_leader: bool
    why: str
    name: str
    employer_name: str

    @property
    def label(self) -> str:
        """专家1, or the published name."""
        return self.name or f"专家{self.number}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_SEATS


@dataclass(frozen=True, slots=True, kw_only=True)
class AvoidedView:
    """An organisation avoided in the draw."""

    name: str
    party: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawView:
    """A draw, masked. `order` holds positions in the candidate list from 0; bytes are hex."""

    id: UUID
    lot_id: UUID
    attempt: int
    state: DrawState
    size: int
    representatives: int
    max_per_unit: int
    specialities: tuple[str, ...]
    place: str
    evaluation_starts_at: datetime
    early_reason: str
    calendar_version: str
    opened_at: datetime
    parties: tuple[PartyView, ...]
    avoided: tuple[AvoidedView, ...]
    exclusions: tuple[ExclusionCount, ...]
    candidates: tuple[str, ...]
    candidates_hash: str
    frozen_at: datetime | None
    reveal_due_at: datetime | None
    frozen_size: int | None
    frozen_root: str
    seed: str
    order: tuple[int, ...]
    drawn_at: datetime | None
    seats: tuple[SeatView, ...]
    published_at: datetime | None
    voided_at: datetime | None
    void_reason: str

    @property
    def live_seats(self) -> tuple[SeatView, ...]:
        return tuple(seat for seat in self.seats if seat.is_live)

    @property
    def is_used_up(self) -> bool:
        """A seat is empty and nobody is left to call."""
        return self.state is DrawState.DRAWN and len(self.live_seats) < self.size

    def party(self, duty: Duty | None) -> PartyView | None:
        return next((party for party in self.parties if party.duty == duty), None)


async def draw_view(lot_id: UUID) -> DrawView | None:
    """The lot's latest draw, void or not; None when there never was one."""
    row = await Draw.objects().where(Draw.lot == lot_id).order_by(Draw.attempt, ascending=False).first()
    return await _view(row) if row else None


async def public_draw_view(lot_id: UUID) -> DrawView:
    """The latest draw for anybody: where the experts will meet stays unsaid until their names are published."""
    view, *_ = await known_draws(lot_id)
    return view if view.published_at else replace(view, place="")


async def draw_views(lot_id: UUID) -> tuple[DrawView, ...]:
    """Every draw of the lot, the latest first."""
    rows = await Draw.objects().where(Draw.lot == lot_id).order_by(Draw.attempt, ascending=False)
    return tuple([await _view(row) for row in rows])


async def known_draws(lot_id: UUID) -> tuple[DrawView, ...]:
    """`draw_views` of a lot that has one; raises `NotFound` (`draw-unknown`, and what `judged_lot` refuses)."""
    views = await draw_views(lot_id)
    if not views:
        w = (await judged_lot(lot_id)).terms
        raise NotFound(code="draw-unknown", message=f"该{w.lot}尚未抽取专家")
    return views


async def draw_by_id(draw_id: UUID) -> DrawView:
    """Raises `NotFound` (`draw-unknown`)."""
    row = await Draw.objects().where(Draw.id == draw_id).first()
    if row is None:
        raise NotFound(code="draw-unknown", message="没有这次抽取")
    return await _view(row)


async def _view(row: Draw) -> DrawView:
    candidates = await Candidate.objects().where(Candidate.draw == row.id).order_by(Candidate.position)
    return DrawView(
        id=row.id,
        lot_id=row.lot,
        attempt=row.attempt,
        state=DrawState(row.state),
        size=row.size,
        representatives=row.representatives,
        max_per_unit=row.max_per_unit,
        specialities=tuple(row.specialities),
        place=row.place,
        evaluation_starts_at=row.evaluation_starts_at,
        early_reason=row.early_reason,
        calendar_version=row.calendar_version,
        opened_at=row.opened_at,
        parties=await _parties(row.id),
        avoided=await _avoided(row.id),
        exclusions=await _exclusions(row.id, lot=await lot_view(row.lot)),
        candidates=tuple(bytes(c.commitment).hex() for c in candidates),
        candidates_hash=_hex(row.candidates_hash),
        frozen_at=row.frozen_at,
        reveal_due_at=row.reveal_due_at,
        frozen_size=row.frozen_size,
        frozen_root=_hex(row.frozen_root),
        seed=row.seed or "",
        order=tuple(row.drawn_order or ()),
        drawn_at=row.drawn_at,
        seats=await _seats(row, candidates),
        published_at=row.published_at,
        voided_at=row.voided_at,
        void_reason=row.void_reason,
    )


async def _parties(draw_id: UUID) -> tuple[PartyView, ...]:
    rows = {row.duty: row for row in await DrawParty.objects().where(DrawParty.draw == draw_id)}
    return tuple(
        PartyView(
            duty=duty,
            title=DUTY_TITLES[duty],
            person_id=row.person,
            commitment=_hex(row.commitment) or None,
            committed_at=row.committed_at,
            secret=row.secret,
            revealed_at=row.revealed_at,
        )
        for duty in Duty
        if (row := rows.get(duty.value)) is not None
    )


async def _avoided(draw_id: UUID) -> tuple[AvoidedView, ...]:
    rows = await AvoidedUnit.objects().where(AvoidedUnit.draw == draw_id).order_by(AvoidedUnit.name)
    by_party = sorted(rows, key=lambda row: list(Party).index(Party(row.party)))
    return tuple(AvoidedView(name=row.name, party=Party(row.party)) for row in by_party)


async def _exclusions(draw_id: UUID, *, lot: LotView) -> tuple[ExclusionCount, ...]:
    rows = await ExcludedExpert.select(ExcludedExpert.reason).where(ExcludedExpert.draw == draw_id)
    counts = Counter(Reason(row["reason"]) for row in rows)
    return tuple(
        ExclusionCount(
            reason=reason,
            text=GROUNDS[reason].told(lot.terms),
            article=lot.articles[GROUNDS[reason].article],
            count=counts[reason],
        )
        for reason in Reason
        if counts[reason]
    )


async def _seats(draw: Draw, candidates: list[Candidate]) -> tuple[SeatView, ...]:
    rows = await Seat.objects().where(Seat.draw == draw.id).order_by(Seat.number, Seat.place)
    held = await specialities_of([row.expert for row in rows])
    return tuple(
        _seat(draw, row, candidates[draw.drawn_order[row.place]], held.get(row.expert, ())) for row in rows
    )


def _seat(draw: Draw, row: Seat, candidate: Candidate, held: tuple[str, ...]) -> SeatView:
    public = draw.published_at is not None and row.state in LIVE_SEATS
    opening = opening_of(candidate) if public else None
    return SeatView(
        number=row.number,
        place=row.place,
        commitment=bytes(candidate.commitment).hex(),
        state=SeatState(row.state),
        specialities=tuple(code for code in held if matches([code], draw.specialities)),
        is_leader=row.is_leader,
        why=CAUSE_TITLES[Cause(row.vacated_why)] if row.vacated_why else "",
        name=opening.name if opening else "",
        employer_name=opening.employer_name if opening else "",
    )


def _hex(data: bytes | None) -> str:
    return bytes(data).hex() if data is not None else ""
