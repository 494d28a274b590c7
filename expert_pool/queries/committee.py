"""The committee by name, for the room it works in, and an expert's own invitations.

Danger: `committee` names the members. Only evaluation and the expert concerned may read it before the result
is published; pages of staff, agency and bidders use `expert_pool.queries.draws`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.clock import local_day
from core.errors import NotFound
from expert_pool.domain.duties import CAUSE_TITLES, Cause
from expert_pool.providers import room_of
from expert_pool.queries.representatives import live_representatives
from expert_pool.states import LIVE_SEATS, DrawState, SeatState
from expert_pool.tables import Draw, Seat
from identity.queries import people
from storage.database import fetch
from trading.projects.queries.lots import LotView, judged_lot, lot_view

MOST_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeMember:
    """One sitting member. `employer_name` and `name` are secret until the result is published.

    `expert_id` is None for the purchaser's representative, whose seat is numbered after the experts'. `place_id` is
    the call's or the representative's; `called` is what its kind calls a representative, empty for an expert.
    """

    place_id: UUID
    seat: int
    expert_id: UUID | None
    person_id: UUID
    name: str
    employer_name: str
    is_leader: bool
    has_accepted: bool
    called: str = ""

    @property
    def is_representative(self) -> bool:
        return self.expert_id is None

    @property
    def title(self) -> str:
        """The name as it stands in notices: a representative is told as one."""
        return f"{self.name}（{self.called}）" if self.called else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """The sitting members by seat, experts first, and how many of each there should be."""

    draw_id: UUID
    lot_id: UUID
    size: int
    representatives: int
    place: str
    evaluation_starts_at: datetime
    members: tuple[CommitteeMember, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every seat is taken and accepted, the purchaser's too."""
        return self.is_whole and all(member.has_accepted for member in self.members)

    @property
    def is_whole(self) -> bool:
        """Whether every seat is taken; who sits in the room has answered by coming."""
        return len(self.experts) == self.size and len(self.delegates) == self.representatives

    @property
    def experts(self) -> tuple[CommitteeMember, ...]:
        return tuple(member for member in self.members if not member.is_representative)

    @property
    def delegates(self) -> tuple[CommitteeMember, ...]:
        return tuple(member for member in self.members if member.is_representative)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A call as the expert sees it: when and where; `lot` and `session_id`, whose project it is and where it is
    evaluated, are known once the expert has checked in. `same_day`: the person's other live calls for that day."""

    seat_id: UUID
    state: SeatState
    place: str
    evaluation_starts_at: datetime
    invited_at: datetime
    specialities: tuple[str, ...]
    why: str
    may_change: bool = True
    lot: LotView | None = None
    session_id: UUID | None = None
    same_day: tuple[Invitation, ...] = ()

    @property
    def can_answer(self) -> bool:
        return self.state is SeatState.INVITED

    @property
    def can_decline(self) -> bool:
        """Who is in the room steps aside there; and a committee whose marks lie on the table stays."""
        return self.state in LIVE_SEATS and self.may_change and self.lot is None


async def committee(lot_id: UUID) -> Committee:
    """The lot's committee as it sits now; raises `NotFound` (`committee-not-drawn`, and what `judged_lot` refuses)."""
    draw = await Draw.objects().where((Draw.lot == lot_id) & (Draw.state == DrawState.DRAWN.value)).first()
    if draw is None:
        w = (await judged_lot(lot_id)).terms
        raise NotFound(code="committee-not-drawn", message=f"该{w.lot}尚未抽取评审专家")
    person: Any = Seat.expert.person
    rows = (
        await Seat.select(
            Seat.id,
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
        lot_id=lot_id,
        size=draw.size,
        representatives=draw.representatives,
        place=draw.place,
        evaluation_starts_at=draw.evaluation_starts_at,
        members=(*(_member(row) for row in rows), *await _representatives(draw)),
    )


async def places_of(person_id: UUID) -> list[UUID]:
    """Every place the person ever had in a committee, by its call or as a representative."""
    rows = await fetch(
        "SELECT id FROM expert_pool_called WHERE person = $1"
        " UNION ALL SELECT id FROM expert_pool_sent WHERE person = $1",
        person_id,
    )
    return [row["id"] for row in rows]


async def _representatives(draw: Draw) -> list[CommitteeMember]:
    rows = await live_representatives(draw.id)
    known = {one.id: one for one in await people(ids=[row.person for row in rows])}
    called = f"{(await lot_view(draw.lot)).terms.tenderer}代表" if rows else ""
    return [
        CommitteeMember(
            place_id=row.id,
            seat=draw.size + row.ordinal,
            expert_id=None,
            person_id=row.person,
            name=known[row.person].name,
            employer_name=known[row.person].organisation_name or "",
            is_leader=False,
            has_accepted=True,
            called=called,
        )
        for row in rows
    ]


async def my_invitations(person_id: UUID) -> tuple[Invitation, ...]:
    """The person's newest hundred calls, those of voided draws left out."""
    rows = (
        await Seat.select(
            Seat.id,
            Seat.state,
            Seat.invited_at,
            Seat.vacated_why,
            Seat.draw.lot.as_alias("lot"),
            Seat.draw.published_at.as_alias("published_at"),
            Seat.draw.place.as_alias("place"),
            Seat.draw.evaluation_starts_at.as_alias("evaluation_starts_at"),
            Seat.draw.specialities.as_alias("specialities"),
        )
        .where((Seat.expert.person == person_id) & (Seat.draw.state == DrawState.DRAWN.value))
        .order_by(Seat.invited_at, ascending=False)
        .limit(MOST_LISTED)
    )
    return _beside_one_another([await _invitation(row, person_id) for row in rows])


def _beside_one_another(calls: list[Invitation]) -> tuple[Invitation, ...]:
    """A draw knows nothing of other draws: that two call one person for one day, the person is told."""
    by_day: defaultdict[date, list[Invitation]] = defaultdict(list)
    for call in calls:
        if call.state in LIVE_SEATS:
            by_day[local_day(call.evaluation_starts_at)].append(call)
    return tuple(
        replace(
            call,
            same_day=tuple(one for one in by_day[local_day(call.evaluation_starts_at)] if one is not call),
        )
        if call.state in LIVE_SEATS
        else call
        for call in calls
    )


async def _invitation(row: dict[str, Any], person_id: UUID) -> Invitation:
    state = SeatState(row["state"])
    room = await room_of(row["lot"]) if state in LIVE_SEATS else None
    has_entered = room is not None and person_id in room.entered
    return Invitation(
        seat_id=row["id"],
        state=state,
        place=row["place"],
        evaluation_starts_at=row["evaluation_starts_at"],
        invited_at=row["invited_at"],
        specialities=tuple(row["specialities"]),
        why=CAUSE_TITLES[Cause(row["vacated_why"])] if row["vacated_why"] else "",
        may_change=row["published_at"] is None and (room is None or room.may_change),
        lot=await lot_view(row["lot"]) if has_entered else None,
        session_id=room.session_id if room and has_entered else None,
    )


def _member(row: dict[str, Any]) -> CommitteeMember:
    return CommitteeMember(
        place_id=row["id"],
        seat=row["number"],
        expert_id=row["expert_id"],
        person_id=row["person_id"],
        name=row["name"],
        employer_name=row["employer_name"],
        is_leader=row["is_leader"],
        has_accepted=row["state"] == SeatState.ACCEPTED,
    )
