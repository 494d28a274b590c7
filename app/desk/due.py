"""What awaits this person, gathered from the packages: a few lines, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bidding_room.permissions import Permission as Bidding
from bidding_room.queries.own import my_lots
from evaluation.permissions import Permission as Evaluation
from evaluation.queries.rooms import sessions_of
from expert_pool.permissions import Permission as Experts
from expert_pool.queries import my_invitations
from identity.actor import Actor
from trading.permissions import Permission as Trading
from trading.queries.desk import desk_projects
from trading.states import LOT_STATE_TITLES, LotState
from web.paging import PageRequest

MOST = 8

# The states in which a project waits for somebody of this permission.
_WAITING: tuple[tuple[str, tuple[LotState, ...], str], ...] = (
    (Trading.PROJECT_ACCEPT, (LotState.SUBMITTED,), "/desk/acceptance/{no}"),
    (Trading.PROJECT_DRAFT, (LotState.DRAFT,), "/desk/projects/{no}"),
    (Trading.AWARD_DETERMINE, (LotState.EVALUATED,), "/desk/projects/{no}/determination"),
    (Bidding.OPENING_HOST, (LotState.CLOSED, LotState.OPENING), "/openings/{lot}/host"),
    (Bidding.SHARE_RELEASE, (LotState.OPENING,), "/openings/{lot}/officer"),
    (Experts.DRAW_RUN, (LotState.OPENED,), "/draw-console/{lot}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """One thing to do: what, where it stands, until when if there is a day."""

    title: str
    note: str
    href: str
    due_at: datetime | None = None


async def due_lines(*, actor: Actor, now: datetime) -> tuple[DueLine, ...]:
    """At most eight lines."""
    lines: list[DueLine] = []
    for permission, states, href in _WAITING:
        if permission in actor.permissions and Trading.PROJECT_READ in actor.permissions:
            lines += await _projects(actor, states, href)
    if Bidding.BID_READ_OWN in actor.permissions:
        lines += await _bids(actor, now)
    if Experts.INVITATION_ANSWER in actor.permissions:
        lines += await _invitations(actor)
    if Evaluation.SESSION_SIT in actor.permissions:
        lines += await _sessions(actor)
    seen = {line.href: line for line in lines}
    return tuple(seen.values())[:MOST]


async def _projects(actor: Actor, states: tuple[LotState, ...], href: str) -> list[DueLine]:
    found = await desk_projects(actor=actor, states=states, page=PageRequest(number=1, size=MOST))
    return [
        DueLine(
            title=row.name,
            note=f"{row.project_no}　{LOT_STATE_TITLES[row.state]}",
            href=href.format(no=row.project_no, lot=row.lot_id),
        )
        for row in found.items
    ]


async def _bids(actor: Actor, now: datetime) -> list[DueLine]:
    return [
        DueLine(
            title=one.lot.project_name,
            note=f"{one.lot.project_no}　投标中",
            href=f"/lots/{one.lot.id}/bid",
            due_at=one.lot.bids_due_at,
        )
        for one in await my_lots(actor=actor)
        if one.lot.bids_due_at is not None and one.lot.bids_due_at > now
    ]


async def _invitations(actor: Actor) -> list[DueLine]:
    assert actor.person_id is not None
    return [
        DueLine(title="评审邀请", note=one.place, href="/invitations", due_at=one.evaluation_starts_at)
        for one in await my_invitations(actor.person_id)
        if one.state == "invited"
    ]


async def _sessions(actor: Actor) -> list[DueLine]:
    assert actor.person_id is not None
    return [
        DueLine(title="评审", note=one.lot.project_name, href=f"/evaluations/{one.id}")
        for one in await sessions_of(actor.person_id)
    ]
