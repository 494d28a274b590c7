"""The tenderer reads the report and determines the winner, or ends the procurement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from litestar import Response
from litestar.response import Redirect
from msgspec import Struct

from core.errors import DomainError, NotFound
from core.periods import end_of
from identity.actor import Actor
from trading.decisions.domain.award import check_turn
from trading.decisions.domain.ending import grounds_open
from trading.decisions.domain.evidence import media_type
from trading.decisions.queries.determination import Determination, determination
from trading.decisions.queries.results import ending_evidence_of, evidence_of
from trading.permissions import Permission
from trading.projects.fields import LotNo
from trading.projects.queries.drafts import only_lot
from trading.rules.ending import EndingGround
from trading.rules.passing_over import Ground
from trading.working_calendar import working_day_counter
from web.pages import refusal_of
from web.responses import download, see_other
from web.views import told, view
from web.visitor import HttpRequest

_BASE = "/desk/projects/{no:str}/lots/{lot_no:int}/determination"


class Deciding(Struct, frozen=True, kw_only=True):
    """The report, and what the tenderer may decide on it, by which articles."""

    report: Determination
    is_late: bool
    deemed_article: str
    order_article: str
    grounds: tuple[Ground, ...]
    ending_grounds: tuple[EndingGround, ...]
    ending_article: str
    working_days: Callable[[date, date], int | None]
    may_determine: bool


async def only_determination(no: str, actor: Actor) -> Redirect:
    """Leads to that of the only lot, or to the project with its lots."""
    return see_other(f"/desk/projects/{no}{await only_lot(no, then='determination', actor=actor)}")


async def deciding_shown(
    request: HttpRequest, no: str, lot_no: LotNo, actor: Actor, now: datetime
) -> Deciding:
    """Report, days, ranking, determination; what was refused about one candidate is shown in their form alone."""
    found = await determination(project_no=no, lot_no=lot_no, actor=actor)
    refusal = refusal_of(request)
    if refusal is not None and "bidder_id" in request.path_params and "reason" not in refusal.values:
        _check_still_about(found, request.path_params["bidder_id"], refusal.error)
    deciding = found.lot.kind_of_transaction.deciding
    return Deciding(
        report=found,
        is_late=found.determine_by_on is not None and now >= end_of(found.determine_by_on),
        deemed_article=deciding.deemed_article,
        order_article=deciding.order_article,
        grounds=tuple(deciding.grounds.values()),
        ending_grounds=grounds_open(deciding, somebody_in_turn=found.in_turn is not None),
        ending_article=deciding.ending_article,
        working_days=await working_day_counter(),
        may_determine=Permission.AWARD_DETERMINE in actor.permissions,
    )


async def ending_evidence(no: str, lot_no: LotNo, actor: Actor) -> Response[bytes]:
    """The file an ending rests on, never shown in place."""
    found = await determination(project_no=no, lot_no=lot_no, actor=actor)
    return _evidence(await ending_evidence_of(found.lot.id))


async def passing_evidence(no: str, lot_no: LotNo, bidder_id: UUID, actor: Actor) -> Response[bytes]:
    """The file laid open against a candidate, never shown in place."""
    found = await determination(project_no=no, lot_no=lot_no, actor=actor)
    return _evidence(await evidence_of(lot_id=found.lot.id, bidder_id=bidder_id))


def _evidence(file: tuple[str, bytes] | None) -> Response[bytes]:
    if file is None:
        raise NotFound(code="evidence-unknown", message="没有这份证据文件")
    name, data = file
    return download(filename=name, content=data, media_type=media_type(data) or "application/octet-stream")


def _check_still_about(found: Determination, bidder_id: UUID, error: DomainError) -> None:
    """What was typed against one candidate is never shown in the form about another: raises `Invalid`
    (`winner-out-of-order`) where the turn has passed on, `error` itself where nothing is left to decide."""
    if not found.is_open:
        raise error
    passed_over = bidder_id in {one.bidder_id for one in found.passings}
    check_turn(
        in_turn=found.in_turn,
        bidder_id=bidder_id,
        passed_over=passed_over,
        deciding=found.lot.kind_of_transaction.deciding,
    )


_READS = Permission.PROJECT_READ

ONLY = told("/desk/projects/{no:str}/determination", only_determination, needs=_READS)
DETERMINATION = view(_BASE, "decisions/determination.html", deciding_shown, needs=_READS)
ENDING_EVIDENCE = told(f"{_BASE}/ending/evidence", ending_evidence, needs=_READS)
PASSING_EVIDENCE = told(f"{_BASE}/passings-over/{{bidder_id:uuid}}/evidence", passing_evidence, needs=_READS)
