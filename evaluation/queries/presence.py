"""Who is how far in a session, in one statement: a committee and a control room poll this every few seconds.

Never a vote or a mark, only that one was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from evaluation.queries.seats import session_unknown
from evaluation.states import MemberState, SessionState
from expert_pool.relations import DRAWS
from storage.database import fetch
from trading.kinds import KINDS
from trading.relations import LOTS
from trading.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """One member by number, and what they have done so far."""

    number: int
    person_id: UUID
    state: MemberState
    is_leader: bool
    is_representative: bool
    label: str
    entered_at: datetime | None
    declared_at: datetime | None
    has_voted_leader: bool
    votes_given: int
    has_locked: bool
    has_signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The session's state, what its kind calls things, who sits in it, and how many seats are empty."""

    state: SessionState
    terms: Terms
    members: tuple[Seated, ...]
    empty: int


_PRESENCE = f"""
SELECT session.state AS session_state, lot.kind, draw.places, member.number,
       member.person AS person_id, member.state, member.is_leader, member.expert IS NULL AS is_representative,
       member.entered_at, member.declared_at,
       EXISTS (SELECT 1 FROM evaluation_leader_vote vote
               WHERE vote.voter = member.id AND vote.ballot = session.ballot) AS has_voted_leader,
       (SELECT count(*) FROM evaluation_compliance_vote vote WHERE vote.member = member.id) AS votes_given,
       EXISTS (SELECT 1 FROM evaluation_score_lock lock
               WHERE lock.member = member.id AND lock.scoring_round = session.scoring_round) AS has_locked,
       EXISTS (SELECT 1 FROM evaluation_signature signature WHERE signature.member = member.id) AS has_signed
FROM evaluation_session session JOIN {DRAWS} draw ON draw.id = session.draw
JOIN {LOTS} lot ON lot.id = session.lot
LEFT JOIN evaluation_member member ON member.session = session.id AND member.state <> 'replaced'
WHERE session.id = $1
ORDER BY member.number
"""  # noqa: S608 — fixed texts


async def presence_of(session_id: UUID) -> Presence:
    """Raises `NotFound` (`session-unknown`)."""
    rows = await fetch(_PRESENCE, session_id)
    if not rows:
        raise session_unknown()
    terms = KINDS[rows[0]["kind"]].terms
    members = tuple(_seated(row, terms) for row in rows if row["number"] is not None)
    return Presence(
        state=SessionState(rows[0]["session_state"]),
        terms=terms,
        members=members,
        empty=rows[0]["places"] - len(members),
    )


async def presence_for_member(*, session_id: UUID, person_id: UUID | None) -> Presence:
    """The same for somebody who sits there; the one refusal for strangers."""
    found = await presence_of(session_id)
    if person_id is None or person_id not in {member.person_id for member in found.members}:
        raise session_unknown()
    return found


def _seated(row: Any, terms: Terms) -> Seated:
    sent = f"（{terms.tenderer}代表）" if row["is_representative"] else ""
    return Seated(
        number=row["number"],
        person_id=row["person_id"],
        state=MemberState(row["state"]),
        is_leader=row["is_leader"],
        is_representative=row["is_representative"],
        label=f"评委{row['number']}{sent}",
        entered_at=row["entered_at"],
        declared_at=row["declared_at"],
        has_voted_leader=row["has_voted_leader"],
        votes_given=row["votes_given"],
        has_locked=row["has_locked"],
        has_signed=row["has_signed"],
    )
