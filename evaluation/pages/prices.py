"""What the committee asks a supplier about its own price, and the supplier's written answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from msgspec import Struct

from core.errors import DomainError
from evaluation.operations.review_low_price import record_explanation
from evaluation.permissions import Permission
from evaluation.queries.low_prices import asked_price, asked_prices
from identity.actor import Actor
from web.form_fields import Explanation
from web.forms import parse_form, read_form, refused
from web.guards import requires
from web.pages import page
from web.responses import see_other

_EXPLAINS = [requires(Permission.PRICE_EXPLAIN)]


class TextForm(Struct, frozen=True, kw_only=True):
    """The explanation."""

    text: Explanation = ""


@get("/evaluations/prices", guards=_EXPLAINS)
async def questions(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template:
    """Every open question to this supplier."""
    asked = await asked_prices(actor.organisation_id) if actor.organisation_id else ()
    return page(request, "evaluation/prices.html", asked=asked)


@get("/evaluations/prices/{finding_id:uuid}", guards=_EXPLAINS)
async def question(
    request: Request[Any, Any, Any], finding_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """One question."""
    asked = await asked_price(finding_id=finding_id, organisation_id=actor.organisation_id)
    return page(request, "evaluation/price.html", asked=asked)


@post("/evaluations/prices/{finding_id:uuid}", guards=_EXPLAINS)
async def answer(
    request: Request[Any, Any, Any],
    finding_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Hand in the written explanation."""
    values = await read_form(request)
    asked = await asked_price(finding_id=finding_id, organisation_id=actor.organisation_id)
    try:
        text = parse_form(values, TextForm).text
        await record_explanation(actor=actor, finding_id=finding_id, text=text, now=now)
    except DomainError as error:
        return refused(request, "evaluation/price.html", values=values, error=error, asked=asked)
    return see_other(f"/evaluations/prices/{finding_id}")


ROUTES = (questions, question, answer)
