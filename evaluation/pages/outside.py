"""What those outside the room see: the control room (never a vote or a score), a supplier asked about its price, and
everybody the public result."""

from __future__ import annotations

from uuid import UUID

from litestar.params import FromQuery
from msgspec import Struct

from evaluation.domain.result_file import BidLine
from evaluation.permissions import Permission
from evaluation.queries.control import ControlPresence, control, control_lines, control_presence
from evaluation.queries.low_prices import asked_price, asked_prices
from evaluation.queries.reports import PublicResult, result_for_public
from storage import audit
from trading.notices.queries.life import PublicAward, published_award
from trading.projects.queries import LotView, lot_view
from web.guards import PUBLIC
from web.views import live, view


class Present(Struct, frozen=True, kw_only=True):
    """Who is how far; `moved` asks the page to load anew."""

    view: ControlPresence
    moved: bool


class Published(Struct, frozen=True, kw_only=True):
    """The result from the award notice on, with the log entry that proves it."""

    found: PublicResult
    lot: LotView
    award: PublicAward | None
    names: dict[str, BidLine]
    entry: audit.PublicEntry


async def present(session_id: UUID, at: FromQuery[str] = "") -> Present:
    """Who is how far; asks the page to load anew once the session has left state `at`."""
    found = await control_presence(session_id)
    return Present(view=found, moved=bool(at) and at != found.state)


async def result(lot_id: UUID) -> Published:
    """Bidders, scores, ranking, committee, and the log entries that prove them."""
    found = await result_for_public(lot_id)
    return Published(
        found=found,
        lot=await lot_view(lot_id),
        award=await published_award(lot_id),
        names={line.bid: line for line in found.result.bids},
        entry=await audit.entry(found.report_seq),
    )


SESSIONS = view(
    "/evaluations", "evaluation/sessions.html", needs=Permission.SESSION_WATCH, lines=control_lines
)
CONTROL = view(
    "/evaluations/{session_id:uuid}/control",
    "evaluation/control.html",
    needs=Permission.SESSION_WATCH,
    view=control,
)
PRESENCE = live(
    "/evaluations/{session_id:uuid}/control/presence",
    "evaluation/_control.html",
    present,
    needs=Permission.SESSION_WATCH,
)
QUESTIONS = view(
    "/evaluations/prices", "evaluation/prices.html", needs=Permission.PRICE_EXPLAIN, asked=asked_prices
)
QUESTION = view(
    "/evaluations/prices/{finding_id:uuid}",
    "evaluation/price.html",
    needs=Permission.PRICE_EXPLAIN,
    asked=asked_price,
)
RESULT = view("/evaluations/{lot_id:uuid}/result", "evaluation/result.html", result, needs=PUBLIC)
