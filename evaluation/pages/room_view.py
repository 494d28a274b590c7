"""Which page a session's state asks for, what it shows, and how a deed in the room is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from uuid import UUID

from litestar import Request
from litestar.response import Redirect, Template

from core.errors import DomainError, NotFound
from evaluation.domain.consolidation import CAUSE_TITLES
from evaluation.domain.signing import SIGNATURE_TITLES
from evaluation.queries.consolidation import table_of_marks
from evaluation.queries.low_prices import low_prices_by_id
from evaluation.queries.reports import report_for_member
from evaluation.queries.rooms import RoomView, room
from evaluation.states import (
    CORRECTION_STATE_TITLES,
    MEMBER_STATE_TITLES,
    SESSION_STATE_TITLES,
    SessionState,
)
from identity.actor import Actor
from trading.projects.queries.requirements import substantive_requirements
from web.forms import FormValues, read_form, refused
from web.pages import page
from web.responses import see_other

HttpRequest: TypeAlias = Request[Any, Any, Any]
Answer: TypeAlias = Template | Redirect

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


async def room_page(
    request: HttpRequest,
    *,
    actor: Actor,
    session_id: UUID,
    bid_id: UUID | None = None,
    refusal: tuple[FormValues, DomainError] | None = None,
) -> Template:
    """The room's page; with `refusal`, as it stood when something was refused."""
    view = await room(session_id=session_id, person_id=actor.person_id)
    context = {
        "room": view,
        "presence": view.presence,
        "me": actor.person_id,
        "steps": room_steps(view.state),
        **_WORDS,
        **await _about(view, actor=actor, bid_id=bid_id),
    }
    template = TEMPLATES[view.state]
    if refusal is None:
        return page(request, template, **context)
    values, error = refusal
    return refused(request, template, values=values, error=error, **context)


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


Deed: TypeAlias = Callable[[FormValues], Awaitable[object]]


async def do_in_room(
    request: HttpRequest,
    *,
    actor: Actor,
    session_id: UUID,
    deed: Deed,
    bid_id: UUID | None = None,
) -> Answer:
    """Read the form, do it, go back to the room. Who does not sit here gets 404, not the page."""
    values = await read_form(request)
    try:
        await deed(values)
    except NotFound:
        raise
    except DomainError as error:
        return await room_page(
            request,
            actor=actor,
            session_id=session_id,
            bid_id=bid_id,
            refusal=(values, error),
        )
    return see_other(f"/evaluations/{session_id}" + (f"?bid={bid_id}" if bid_id else ""))
