"""The public result of a lot, from the award notice on."""

from __future__ import annotations

from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from evaluation.queries.reports import result_for_public
from storage import audit
from trading.notices.queries.life import published_award
from web.guards import public
from web.pages import page
from web.visitor import HttpRequest


@get("/evaluations/{lot_id:uuid}/result", opt=public())
async def result(request: HttpRequest, lot_id: FromPath[UUID]) -> Template:
    """Bidders, scores, ranking, committee, and the log entries that prove them."""
    found, award = await result_for_public(lot_id), await published_award(lot_id)
    return page(
        request,
        "evaluation/result.html",
        found=found,
        award=award,
        names={line.bid: line for line in found.result.bids},
        entry=await audit.entry(found.report_seq),
    )


ROUTES = (result,)
