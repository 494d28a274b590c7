"""The tenderer reads the report and determines the winner."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from core.clock import local_day
from core.errors import DomainError
from identity.actor import Actor
from trading import forms
from trading.domain.award import DEEMED_ARTICLE
from trading.operations.determine_award import determine_award
from trading.pages.titles import words
from trading.permissions import Permission
from trading.queries.determination import Determination, determination
from trading.queries.holiday_years import working_day_counter
from web.forms import parse_form, read_form, refused
from web.guards import requires
from web.pages import page
from web.responses import see_other


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
        return page(request, "trading/determination.html", **await _context(found, actor, now))

    @post(guards=[requires(Permission.AWARD_DETERMINE)])
    async def determine(
        self,
        request: Request[Any, Any, Any],
        no: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Template | Redirect:
        values = await read_form(request)
        found = await determination(project_no=no, actor=actor)
        try:
            form = parse_form(values, forms.DetermineForm)
            await determine_award(
                actor=actor,
                lot_id=found.lot.id,
                bidder_id=form.bidder_id,
                reason=form.reason,
                late_reason=form.late_reason,
                publish_at=form.publish_at,
                now=now,
            )
        except DomainError as error:
            return refused(
                request,
                "trading/determination.html",
                values=values,
                error=error,
                **await _context(found, actor, now),
            )
        return see_other(f"/desk/projects/{no}/determination")


async def _context(found: Determination, actor: Actor, now: datetime) -> dict[str, Any]:
    late = found.determine_by_on is not None and local_day(now) > found.determine_by_on
    return {
        "report": found,
        "is_late": late,
        "deemed_article": DEEMED_ARTICLE,
        "working_days": await working_day_counter(),
        "may_determine": Permission.AWARD_DETERMINE in actor.permissions,
        **words(),
    }
