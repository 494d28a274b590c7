"""Which page a session's state asks for, and what it shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from evaluation.domain.consolidation import CAUSE_TITLES
from evaluation.domain.signing import SIGNATURE_TITLES
from evaluation.queries.consolidation import table_of_marks
from evaluation.queries.low_prices import low_prices_by_id
from evaluation.queries.reports import report_for_member
from evaluation.queries.rooms import RoomView
from evaluation.states import (
    CORRECTION_STATE_TITLES,
    MEMBER_STATE_TITLES,
    SESSION_STATE_TITLES,
    SessionState,
)
from identity.actor import Actor
from trading.projects.queries.requirements import substantive_requirements

TEMPLATES = {
    SessionState.PREPARING: "evaluation/entry.html",
    SessionState.DECLARING: "evaluation/entry.html",
    SessionState.REVIEWING: "evaluation/review.html",
    SessionState.SCORING: "evaluation/scoring.html",
    SessionState.CONSOLIDATING: "evaluation/table.html",
    SessionState.REPORTING: "evaluation/report.html",
    SessionState.SIGNED: "evaluation/report.html",
    SessionState.ABORTED: "evaluation/aborted.html",
}
ENVELOPE_TITLES = {"qualification": "资格", "technical": "商务技术", "price": "报价"}
_STEPS = (
    ("签到", SessionState.PREPARING),
    ("回避声明、推选组长", SessionState.DECLARING),
    ("符合性审查", SessionState.REVIEWING),
    ("独立评分", SessionState.SCORING),
    ("汇总复核", SessionState.CONSOLIDATING),
    ("签署报告", SessionState.REPORTING),
)
_WORDS: dict[str, Any] = {
    "state_titles": SESSION_STATE_TITLES,
    "member_titles": MEMBER_STATE_TITLES,
    "envelope_titles": ENVELOPE_TITLES,
    "cause_titles": CAUSE_TITLES,
    "correction_titles": CORRECTION_STATE_TITLES,
    "signature_titles": SIGNATURE_TITLES,
}


async def room_context(view: RoomView, *, actor: Actor, bid_id: UUID | None) -> dict[str, Any]:
    """What the page of the session's state needs; `bid_id` chooses what is read and marked."""
    return {
        "room": view,
        "presence": view.presence,
        "me": actor.person_id,
        "steps": room_steps(view.state),
        **_WORDS,
        **await _about(view, actor=actor, bid_id=bid_id),
    }


async def _about(view: RoomView, *, actor: Actor, bid_id: UUID | None) -> dict[str, Any]:
    if view.state in (SessionState.REVIEWING, SessionState.SCORING):
        chosen = next((bid for bid in view.bids if bid.bid_id == bid_id), None)
        return {
            "bid": chosen or _next_to_do(view),
            "low_prices": await low_prices_by_id(session_id=view.id, member_id=view.member_id),
            "requirements": await substantive_requirements(view.lot.id),
        }
    if view.state is SessionState.CONSOLIDATING:
        return {"table": await table_of_marks(session_id=view.id, person_id=actor.person_id)}
    if view.state in (SessionState.REPORTING, SessionState.SIGNED):
        return {"report": await report_for_member(session_id=view.id, person_id=actor.person_id)}
    return {}


def _next_to_do(view: RoomView) -> object:
    """The first bid that still wants something of the member, else the first."""
    wanted = view.valid or view.bids
    for bid in wanted:
        if view.state is SessionState.REVIEWING and bid.bid_id not in view.votes:
            return bid
        if view.state is SessionState.SCORING and view.marked_for(bid.bid_id) < len(view.scheme.criteria):
            return bid
    return wanted[0] if wanted else None


def room_steps(state: SessionState) -> list[tuple[str, str, str | None]]:
    """The way of a session and where it stands; one that failed in the review went no further than that."""
    if state is SessionState.ABORTED:
        reached = [step for _, step in _STEPS].index(SessionState.REVIEWING)
        return [(label, "done", None) for label, _ in _STEPS[: reached + 1]]
    order = [step for _, step in _STEPS]
    position = order.index(state) if state in order else len(order)
    return [
        (label, "done" if place < position else "now" if place == position else "coming", None)
        for place, (label, _) in enumerate(_STEPS)
    ]
