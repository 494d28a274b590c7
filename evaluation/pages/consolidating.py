"""Consolidation in the room: corrections, the result, signatures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from evaluation.domain.consolidation import Cause
from evaluation.operations.correct_scores import (
    CorrectionProposal,
    propose_correction,
    restate_mark,
    vote_correction,
)
from evaluation.operations.issue_report import issue_report
from evaluation.operations.sign_report import SigningWord, sign_report
from evaluation.pages.room_view import Answer, HttpRequest, do_in_room
from evaluation.permissions import Permission
from identity.actor import Actor
from web.form_fields import Explanation, Number, Password, Reason, Short
from web.forms import FormValues, parse_form
from web.guards import requires

_SITS = [requires(Permission.SESSION_SIT)]


class ProposalForm(Struct, frozen=True, kw_only=True):
    """A correction put to the vote."""

    bid_id: UUID
    criterion_id: UUID
    cause: Cause
    reason: Reason = ""
    target: Number | None = None


class VoteForm(Struct, frozen=True, kw_only=True):
    """A vote: yes or no."""

    agrees: Short


class PointsForm(Struct, frozen=True, kw_only=True):
    """A mark restated."""

    points: Short = ""


class SignForm(Struct, frozen=True, kw_only=True):
    """How a member signs; `dissents` with reasons, or plainly."""

    password: Password = ""
    dissents: bool = False
    dissent: Explanation = ""


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

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


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

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


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

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


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

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


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

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


ROUTES = (propose, vote, restate, report, sign)
