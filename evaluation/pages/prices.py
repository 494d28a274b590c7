"""What the committee asks a supplier about its own price."""

from __future__ import annotations

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from evaluation.permissions import Permission
from evaluation.queries.low_prices import asked_price, asked_prices
from identity.actor import Actor
from web.guards import requires
from web.pages import page
from web.visitor import HttpRequest

_EXPLAINS = [requires(Permission.PRICE_EXPLAIN)]


@get("/evaluations/prices", guards=_EXPLAINS)
async def questions_page(request: HttpRequest, actor: NamedDependency[Actor]) -> Template:
    """Every open question to this supplier."""
    asked = await asked_prices(actor.organisation_id) if actor.organisation_id else ()
    return page(request, "evaluation/prices.html", asked=asked)


@get("/evaluations/prices/{finding_id:uuid}", guards=_EXPLAINS)
async def question_page(
    request: HttpRequest, finding_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """One question, and the supplier's written answer."""
    asked = await asked_price(finding_id=finding_id, organisation_id=actor.organisation_id)
    return page(request, "evaluation/price.html", asked=asked)


ROUTES = (questions_page, question_page)
