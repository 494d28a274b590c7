"""The review in the room: opinions on compliance, and prices that look too low."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from evaluation.operations.close_review import close_review
from evaluation.operations.review_low_price import (
    PriceOpinion,
    decide_low_price,
    raise_by_judgement,
)
from evaluation.operations.vote_compliance import ComplianceOpinion, vote_compliance
from evaluation.pages.room_view import Answer, HttpRequest, do_in_room
from evaluation.permissions import Permission
from identity.actor import Actor
from web.form_fields import Reason
from web.forms import FormValues, parse_form
from web.guards import reaches_store, requires

_SITS = [requires(Permission.SESSION_SIT)]


class Answered(StrEnum):
    """A choice of two; anything else is refused beside the field."""

    YES = "yes"
    NO = "no"


class ComplianceForm(Struct, frozen=True, kw_only=True):
    """An opinion on one bid; `compliant` is yes or no, `small_firm` too where it is asked."""

    bid_id: UUID
    compliant: Answered
    reason: Reason = ""
    small_firm: Answered | None = None
    small_firm_reason: Reason = ""


class JudgementForm(Struct, frozen=True, kw_only=True):
    """A price put under review."""

    bid_id: UUID
    reason: Reason = ""


class OpinionForm(Struct, frozen=True, kw_only=True):
    """An opinion on an explanation; `accepts` is yes or no."""

    finding_id: UUID
    accepts: Answered
    reason: Reason = ""


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
        opinion = ComplianceOpinion(
            bid_id=form.bid_id,
            compliant=form.compliant is Answered.YES,
            reason=form.reason,
            small_firm=None if form.small_firm is None else form.small_firm is Answered.YES,
            small_firm_reason=form.small_firm_reason,
        )
        await vote_compliance(actor=actor, session_id=session_id, opinion=opinion, now=now)

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed, bid_id=bid)


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

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


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

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


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
        opinion = PriceOpinion(
            finding_id=form.finding_id, accepts=form.accepts is Answered.YES, reason=form.reason
        )
        await decide_low_price(actor=actor, session_id=session_id, opinion=opinion, now=now)

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


ROUTES = (compliance, end_review, raise_price, price_opinion)
