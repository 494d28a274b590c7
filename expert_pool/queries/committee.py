"""The committee by name, for the room it works in, and an expert's own invitations.

Danger: `committee` names the members. Only evaluation and the expert concerned may read it before the result
is published; pages of staff, agency and bidders use `expert_pool.queries.draws`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.errors import NotFound
from expert_pool.domain.duties import CAUSE_TITLES, Cause
from expert_pool.states import LIVE_SEATS, DrawState, SeatState
from expert_pool.tables import Draw, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeMember:
    """One sitting member. `employer_name` and `name` are secret until the result is published."""

    seat: int
    expert_id: UUID
    person_id: UUID
    name: str
    employer_name: str
    is_leader: bool
    has_accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """The sitting members by seat, and how many experts there should be."""

    draw_id: UUID
    size: int
    representatives: int
    place: str
    evaluation_starts_at: datetime
    members: tuple[CommitteeMember, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every seat is taken and accepted."""
        return len(self.members) == self.size and all(member.has_accepted for member in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A call as the expert sees it: when and where, and nothing about whose project it is."""

    seat_id: UUID
    state: SeatState
    place: str
    evaluation_starts_at: datetime
    invited_at: datetime
    specialities: tuple[str, ...]
    why: str

    @property
    def can_answer(self) -> bool:
        return self.state is SeatState.INVITED

    @property
    def can_decline(self) -> bool:
        return self.state in LIVE_SEATS


async def committee(lot_id: UUID) -> Committee:
    """The lot's committee as it sits now; raises `NotFound` (`committee-not-drawn`)."""
    draw = await Draw.objects().where((Draw.lot == lot_id) & (Draw.state == DrawState.DRAWN.value)).first()
    if draw is None:
        raise NotFound(code="committee-not-drawn", message="该采购包尚未抽取评审专家")
    person: Any = Seat.expert.person
    rows = (
        await Seat.select(
            Seat.number,
            Seat.state,
            Seat.is_leader,
            Seat.expert.id.as_alias("expert_id"),
            Seat.expert.employer_name.as_alias("employer_name"),
            person.id.as_alias("person_id"),
            person.name.as_alias("name"),
        )
        .where((Seat.draw == draw.id) & Seat.state.is_in([s.value for s in LIVE_SEATS]))
        .order_by(Seat.number)
    )
    return Committee(
        draw_id=draw.id,
        size=draw.size,
        representatives=draw.representatives,
        place=draw.place,
        evaluation_starts_at=draw.evaluation_starts_at,
        members=tuple(_member(row) for row in rows),
    )


async def my_invitations(person_id: UUID) -> tuple[Invitation, ...]:
    """The person's calls, newest first, those of voided draws left out."""
    rows = (
        await Seat.select(
            Seat.id,
            Seat.state,
            Seat.invited_at,
            Seat.vacated_why,
            Seat.draw.place.as_alias("place"),
            Seat.draw.evaluation_starts_at.as_alias("evaluation_starts_at"),
            Seat.draw.specialities.as_alias("specialities"),
        )
        .where((Seat.expert.person == person_id) & (Seat.draw.state == DrawState.DRAWN.value))
        .order_by(Seat.invited_at, ascending=False)
    )
    return tuple(
        Invitation(
            seat_id=row["id"],
            state=SeatState(row["state"]),
            place=row["place"],
            evaluation_starts_at=row["evaluation_starts_at"],
            invited_at=row["invited_at"],
            specialities=tuple(row["specialities"]),
            why=CAUSE_TITLES[Cause(row["vacated_why"])] if row["vacated_why"] else "",
        )
        for row in rows
    )


def _member(row: dict[str, Any]) -> CommitteeMember:
    return CommitteeMember(
        seat=row["number"],
        expert_id=row["expert_id"],
        person_id=row["person_id"],
        name=row["name"],
        employer_name=row["employer_name"],
        is_leader=row["is_leader"],
        has_accepted=row["state"] == SeatState.ACCEPTED,
    )
