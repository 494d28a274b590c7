"""One member's room: one address, and the page that the session's state asks for.

Every POST does one operation and redirects; a refusal shows the same page again with what was typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from msgspec import Struct

from core.errors import DomainError, NotFound
from evaluation.domain.consolidation import Cause
from evaluation.operations.close_review import close_review
from evaluation.operations.constitute import vote_for_leader
from evaluation.operations.correct_scores import (
    CorrectionProposal,
    propose_correction,
    restate_mark,
    vote_correction,
)
from evaluation.operations.declare import declare_conflict, declare_no_conflict
from evaluation.operations.enter_session import enter_session
from evaluation.operations.issue_report import issue_report
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.review_low_price import (
    PriceOpinion,
    decide_low_price,
    raise_by_judgement,
)
from evaluation.operations.save_scores import Mark, save_scores
from evaluation.operations.sign_report import SigningWord, sign_report
from evaluation.operations.vote_compliance import ComplianceOpinion, vote_compliance
from evaluation.pages.room_view import room_page
from evaluation.permissions import Permission
from evaluation.queries.rooms import room, sessions_of
from evaluation.states import MEMBER_STATE_TITLES, SESSION_STATE_TITLES
from identity.actor import Actor
from web.forms import FormValues, parse_form, read_form
from web.guards import reaches_store, requires
from web.pages import fragment, page
from web.responses import see_other

HttpRequest: TypeAlias = Request[Any, Any, Any]
Answer: TypeAlias = Template | Redirect
_SITS = [requires(Permission.SESSION_SIT)]


class ReasonForm(Struct, frozen=True, kw_only=True):
    """A reason in words."""

    reason: str = ""


class LeaderForm(Struct, frozen=True, kw_only=True):
    """A vote for 评委`number`."""

    number: int


class ComplianceForm(Struct, frozen=True, kw_only=True):
    """An opinion on one bid; `compliant` is yes or no."""

    bid_id: UUID
    compliant: str
    reason: str = ""


class JudgementForm(Struct, frozen=True, kw_only=True):
    """A price put under review."""

    bid_id: UUID
    reason: str = ""


class OpinionForm(Struct, frozen=True, kw_only=True):
    """An opinion on an explanation; `accepts` is yes or no."""

    finding_id: UUID
    accepts: str
    reason: str = ""


class ProposalForm(Struct, frozen=True, kw_only=True):
    """A correction put to the vote."""

    bid_id: UUID
    criterion_id: UUID
    cause: Cause
    reason: str = ""
    target: int | None = None


class VoteForm(Struct, frozen=True, kw_only=True):
    """A vote: yes or no."""

    agrees: str


class PointsForm(Struct, frozen=True, kw_only=True):
    """A mark restated."""

    points: str = ""


class SignForm(Struct, frozen=True, kw_only=True):
    """How a member signs; `dissents` with reasons, or plainly."""

    password: str = ""
    dissents: bool = False
    dissent: str = ""


@get("/desk/evaluations", guards=_SITS)
async def desk(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """The member's sessions."""
    lines = await sessions_of(actor.person_id) if actor.person_id else ()
    return page(
        request,
        "evaluation/desk.html",
        lines=lines,
        state_titles=SESSION_STATE_TITLES,
        member_titles=MEMBER_STATE_TITLES,
    )


@get("/evaluations/{session_id:uuid}", guards=_SITS, opt=reaches_store())
async def show(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    bid: FromQuery[UUID | None] = None,
) -> Template:
    """The room as the session's state asks for it; `bid` chooses what is read and marked."""
    return await room_page(request, actor=actor, session_id=session_id, bid_id=bid)


@get("/evaluations/{session_id:uuid}/presence", guards=_SITS)
async def presence(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    at: FromQuery[str] = "",
) -> Response[bytes]:
    """Who is how far; asks the page to load anew once the session has left state `at`."""
    view = await room(session_id=session_id, person_id=actor.person_id)
    return fragment(
        request,
        "evaluation/_presence.html",
        room=view,
        moved=bool(at) and at != view.state,
        member_titles=MEMBER_STATE_TITLES,
    )


@get("/evaluations/{session_id:uuid}/lock", guards=_SITS)
async def lock_page(
    request: HttpRequest, session_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """All own marks once more, and what locking means."""
    view = await room(session_id=session_id, person_id=actor.person_id)
    return page(request, "evaluation/lock.html", room=view)


Deed: TypeAlias = Callable[[FormValues], Awaitable[object]]


async def _do(
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


@post("/evaluations/{session_id:uuid}/enter", guards=_SITS)
async def enter(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Check in."""

    async def deed(_: FormValues) -> None:
        await enter_session(actor=actor, session_id=session_id, now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/declare", guards=_SITS)
async def declare(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Declare that there is nothing to recuse for."""

    async def deed(_: FormValues) -> None:
        await declare_no_conflict(actor=actor, session_id=session_id, now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/conflict", guards=_SITS)
async def conflict(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Step aside; the room is no longer the member's."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, ReasonForm)
        await declare_conflict(actor=actor, session_id=session_id, reason=form.reason, now=now)

    answer = await _do(request, actor=actor, session_id=session_id, deed=deed)
    return see_other("/desk/evaluations") if isinstance(answer, Redirect) else answer


@post("/evaluations/{session_id:uuid}/leader", guards=_SITS)
async def leader(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Vote for a leader."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, LeaderForm)
        await vote_for_leader(actor=actor, session_id=session_id, number=form.number, now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/compliance", guards=_SITS, opt=reaches_store())
async def compliance(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    bid: FromQuery[UUID | None] = None,
) -> Answer:
    """Give an opinion on one bid."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, ComplianceForm)
        opinion = ComplianceOpinion(bid_id=form.bid_id, compliant=form.compliant == "yes", reason=form.reason)
        await vote_compliance(actor=actor, session_id=session_id, opinion=opinion, now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed, bid_id=bid)


@post("/evaluations/{session_id:uuid}/close-review", guards=_SITS, opt=reaches_store())
async def end_review(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """The leader closes the review."""

    async def deed(_: FormValues) -> None:
        await close_review(actor=actor, session_id=session_id, now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/low-prices", guards=_SITS, opt=reaches_store())
async def raise_price(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """The leader puts a price under review."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, JudgementForm)
        await raise_by_judgement(
            actor=actor, session_id=session_id, bid_id=form.bid_id, reason=form.reason, now=now
        )

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/low-prices/opinion", guards=_SITS, opt=reaches_store())
async def price_opinion(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Give an opinion on an explanation."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, OpinionForm)
        opinion = PriceOpinion(finding_id=form.finding_id, accepts=form.accepts == "yes", reason=form.reason)
        await decide_low_price(actor=actor, session_id=session_id, opinion=opinion, now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/scores", guards=_SITS, opt=reaches_store())
async def scores(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    bid: FromQuery[UUID | None] = None,
) -> Answer:
    """Save the marks of one bid (works without scripts; with them the page saves by itself)."""

    async def deed(values: FormValues) -> None:
        await save_scores(actor=actor, session_id=session_id, marks=_marks(values), now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed, bid_id=bid)


@post("/evaluations/{session_id:uuid}/lock", guards=_SITS, opt=reaches_store())
async def lock(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Lock one's marks for good."""

    async def deed(_: FormValues) -> None:
        await lock_scores(actor=actor, session_id=session_id, now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/corrections", guards=_SITS)
async def propose(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Put a correction to the vote."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, ProposalForm)
        proposal = CorrectionProposal(
            bid_id=form.bid_id,
            criterion_id=form.criterion_id,
            cause=form.cause,
            reason=form.reason,
            target=form.target,
        )
        await propose_correction(actor=actor, session_id=session_id, proposal=proposal, now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/corrections/{correction_id:uuid}/vote", guards=_SITS)
async def vote(
    request: HttpRequest,
    session_id: FromPath[UUID],
    correction_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Vote on a correction."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, VoteForm)
        await vote_correction(
            actor=actor,
            session_id=session_id,
            correction_id=correction_id,
            agrees=form.agrees == "yes",
            now=now,
        )

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/corrections/{correction_id:uuid}/restate", guards=_SITS)
async def restate(
    request: HttpRequest,
    session_id: FromPath[UUID],
    correction_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Give a mark anew."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, PointsForm)
        await restate_mark(
            actor=actor,
            session_id=session_id,
            correction_id=correction_id,
            points=form.points,
            now=now,
        )

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/report", guards=_SITS)
async def report(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """The leader confirms the result and has the report issued."""

    async def deed(_: FormValues) -> None:
        await issue_report(actor=actor, session_id=session_id, now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


@post("/evaluations/{session_id:uuid}/sign", guards=_SITS)
async def sign(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Sign the report, with or without a dissent."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, SignForm)
        word = SigningWord(password=form.password, dissent=form.dissent if form.dissents else None)
        await sign_report(actor=actor, session_id=session_id, word=word, now=now)

    return await _do(request, actor=actor, session_id=session_id, deed=deed)


def _marks(values: FormValues) -> tuple[Mark, ...]:
    """Fields `points-<bid>-<criterion>` with `note-<bid>-<criterion>` beside them."""
    marks: list[Mark] = []
    for name, points in values.items():
        if name.startswith("points-") and len(name) == len("points-") + 73:
            key = name.removeprefix("points-")
            marks.append(
                Mark(
                    bid_id=_uuid(key[:36]),
                    criterion_id=_uuid(key[37:]),
                    points=points,
                    note=values.get(f"note-{key}", ""),
                )
            )
    return tuple(marks)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(code="cell-unknown", message="没有这项评分") from None


ROUTES = (
    desk,
    show,
    presence,
    lock_page,
    enter,
    declare,
    conflict,
    leader,
    compliance,
    end_review,
    raise_price,
    price_opinion,
    scores,
    lock,
    propose,
    vote,
    restate,
    report,
    sign,
)
