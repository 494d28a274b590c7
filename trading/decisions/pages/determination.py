"""The tenderer reads the report and determines the winner, or ends the procurement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from core.errors import DomainError, NotFound
from core.periods import end_of
from identity.actor import Actor
from trading.decisions import forms
from trading.decisions.domain.award import DEEMED_ARTICLE, ORDER_ARTICLE, check_turn
from trading.decisions.domain.ending import ARTICLE as ENDING_ARTICLE
from trading.decisions.domain.ending import grounds_open
from trading.decisions.domain.evidence import LARGEST_EVIDENCE, Evidence, media_type
from trading.decisions.operations.determine_award import determine_award
from trading.decisions.operations.end_procurement import end_procurement
from trading.decisions.operations.pass_over_candidate import pass_over_candidate
from trading.decisions.operations.undo_passing_over import undo_passing_over
from trading.decisions.queries.determination import Determination, determination
from trading.decisions.queries.results import ending_evidence_of, evidence_of
from trading.permissions import Permission
from trading.projects.forms import ReasonForm
from trading.projects.pages.titles import words
from trading.rules.passing_over import grounds
from trading.working_calendar import working_day_counter
from web.forms import FormValues, parse_form, read_form, refused
from web.guards import requires
from web.pages import page
from web.responses import download, see_other


class DeterminationPages(Controller):
    """Report, days, ranking, determination."""

    path = "/desk/projects/{no:str}/determination"

    @get(guards=[requires(Permission.PROJECT_READ)])
    async def report(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template:
        found = await determination(project_no=no, actor=actor)
        return page(request, "decisions/determination.html", **await _context(found, actor, now))

    @post("/{bidder_id:uuid}", guards=[requires(Permission.AWARD_DETERMINE)])
    async def determine(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        bidder_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        async def act(lot_id: UUID, values: FormValues) -> None:
            form = parse_form(values, forms.AwardForm)
            await determine_award(
                actor=actor,
                lot_id=lot_id,
                bidder_id=bidder_id,
                late_reason=form.late_reason,
                publish_at=form.publish_at,
                now=now,
            )

        return await _acted(request, act, no=no, actor=actor, now=now, about=bidder_id)

    @post(
        "/passings-over/{bidder_id:uuid}",
        guards=[requires(Permission.AWARD_DETERMINE)],
        request_max_body_size=2 * LARGEST_EVIDENCE,
    )
    async def pass_over(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        bidder_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        async def act(lot_id: UUID, values: FormValues) -> None:
            ground = await _stated_ground(request, values)
            await pass_over_candidate(actor=actor, lot_id=lot_id, bidder_id=bidder_id, now=now, **ground)

        return await _acted(request, act, no=no, actor=actor, now=now, about=bidder_id)

    @post("/passings-over/{bidder_id:uuid}/undo", guards=[requires(Permission.AWARD_DETERMINE)])
    async def undo(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        bidder_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        async def act(lot_id: UUID, values: FormValues) -> None:
            reason = parse_form(values, ReasonForm).reason
            await undo_passing_over(actor=actor, lot_id=lot_id, bidder_id=bidder_id, reason=reason, now=now)

        return await _acted(request, act, no=no, actor=actor, now=now)

    @post(
        "/ending",
        guards=[requires(Permission.AWARD_DETERMINE)],
        request_max_body_size=2 * LARGEST_EVIDENCE,
    )
    async def end(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        async def act(lot_id: UUID, values: FormValues) -> None:
            ground = await _stated_ground(request, values)
            await end_procurement(actor=actor, lot_id=lot_id, now=now, **ground)

        return await _acted(request, act, no=no, actor=actor, now=now)

    @get("/ending/evidence", guards=[requires(Permission.PROJECT_READ)])
    async def ending_evidence(self, no: FromPath[str], actor: NamedDependency[Actor]) -> Response[bytes]:
        """The file an ending rests on, never shown in place."""
        found = await determination(project_no=no, actor=actor)
        return _evidence(await ending_evidence_of(found.lot.id))

    @get("/passings-over/{bidder_id:uuid}/evidence", guards=[requires(Permission.PROJECT_READ)])
    async def evidence(
        self, no: FromPath[str], bidder_id: FromPath[UUID], actor: NamedDependency[Actor]
    ) -> Response[bytes]:
        """The file laid open against a candidate, never shown in place."""
        found = await determination(project_no=no, actor=actor)
        return _evidence(await evidence_of(lot_id=found.lot.id, bidder_id=bidder_id))


def _evidence(file: tuple[str, bytes] | None) -> Response[bytes]:
    if file is None:
        raise NotFound(code="evidence-unknown", message="没有这份证据文件")
    name, data = file
    return download(filename=name, content=data, media_type=media_type(data) or "application/octet-stream")


async def _still_about(bidder_id: UUID, error: DomainError, *, no: str, actor: Actor) -> Determination:
    """As it stands now. What was typed against one candidate is never shown in the form about another: raises
    `Invalid` (`winner-out-of-order`) where the turn has passed on, `error` itself where nothing is left to decide."""
    found = await determination(project_no=no, actor=actor)
    if not found.is_open:
        raise error
    passed_over = bidder_id in {one.bidder_id for one in found.passings}
    check_turn(in_turn=found.in_turn, bidder_id=bidder_id, passed_over=passed_over)
    return found


async def _acted(
    request: Request[Any, Any, Any],
    act: Callable[[UUID, FormValues], Awaitable[None]],
    *,
    no: str,
    actor: Actor,
    now: datetime,
    about: UUID | None = None,
) -> Template | Redirect:
    """Back to the page when the act is done; refused, the page as it stands with what was typed, `about` one
    candidate or about none."""
    values = await read_form(request)
    found = await determination(project_no=no, actor=actor)
    try:
        await act(found.lot.id, values)
    except DomainError as error:
        if about is not None:
            found = await _still_about(about, error, no=no, actor=actor)
        context = await _context(found, actor, now)
        return refused(request, "decisions/determination.html", values=values, error=error, **context)
    return see_other(f"/desk/projects/{no}/determination")


class _Ground(TypedDict):
    ground: str
    statement: str
    evidence: Evidence


async def _stated_ground(request: Request[Any, Any, Any], values: FormValues) -> _Ground:
    """A listed ground, what happened, and the file that shows it."""
    form = parse_form(values, forms.GroundForm)
    name, data = await _posted_file(request)
    return _Ground(ground=form.ground, statement=form.statement, evidence=form.proof_of(data, name=name))


async def _posted_file(request: Request[Any, Any, Any]) -> tuple[str, bytes]:
    if request.content_type[0] != "multipart/form-data":
        return "", b""
    file = (await request.form()).get("evidence")
    return (file.filename, await file.read()) if isinstance(file, UploadFile) else ("", b"")


async def _context(found: Determination, actor: Actor, now: datetime) -> dict[str, Any]:
    late = found.determine_by_on is not None and now >= end_of(found.determine_by_on)
    return {
        "report": found,
        "is_late": late,
        "deemed_article": DEEMED_ARTICLE,
        "order_article": ORDER_ARTICLE,
        "grounds": tuple(grounds().values()),
        "ending_grounds": grounds_open(somebody_in_turn=found.in_turn is not None),
        "ending_article": ENDING_ARTICLE,
        "working_days": await working_day_counter(),
        "may_determine": Permission.AWARD_DETERMINE in actor.permissions,
        **words(),
    }
