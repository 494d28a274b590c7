"""The training clock's page, and the page that shows all components together."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template
from msgspec import Meta, Struct

from app.demo.accounts import PASSPHRASE, PASSWORD, accounts
from app.training.move_time import ClockMove, advance_clock, clock_face, next_due_at
from app.training.permissions import Permission
from app.training.samples import samples
from core.errors import DomainError
from core.numbers import Measure, read_number
from identity.actor import Actor
from web.forms import FormValues, Moment, parse_form, read_form, refused
from web.guards import public, requires
from web.pages import page
from web.responses import see_other

# What falls due, in words; a timer without a title is shown by its name.
_TIMER_TITLES = {
    "trading.publish_notice": "发布公告",
    "trading.publish_award": "发布结果公告",
    "bidding_room.freeze_bids": "投标截止",
    "bidding_room.call_off_unopened": "逾期未开标的终止",
}
_GUARDS = [requires(Permission.CLOCK_MOVE)]


class Unit(StrEnum):
    """Units of a jump forward."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


class Jump(Struct, frozen=True, kw_only=True):
    """Forward by a span."""

    count: Annotated[int, Meta(ge=1, le=1000)]
    unit: Unit

    @property
    def span(self) -> timedelta:
        return timedelta(**{str(self.unit): self.count})


class Target(Struct, frozen=True, kw_only=True):
    """Forward to an instant."""

    to: Moment


PACE = Measure(code="pace", title="倍数", least=Decimal(1), most=Decimal(100_000), example="60")


class Pace(Struct, frozen=True, kw_only=True):
    """How many times as fast as real time."""

    factor: Annotated[Decimal, Meta(extra={"read": partial(read_number, measure=PACE)})]


@get("/training", guards=_GUARDS)
async def show_clock(request: Request[Any, Any, Any]) -> Template:
    """The platform's time and how to move it."""
    return page(request, "training/clock.html", **await _context())


@post("/training/by", guards=_GUARDS)
async def jump_by(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template | Redirect:
    """Forward by so many minutes, hours or days."""
    values = await read_form(request)
    try:
        await advance_clock(actor=actor, move=ClockMove(by=parse_form(values, Jump).span))
    except DomainError as error:
        return await _refused(request, values, error)
    return see_other("/training")


@post("/training/to", guards=_GUARDS)
async def jump_to(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template | Redirect:
    """Forward to a given time."""
    values = await read_form(request)
    try:
        await advance_clock(actor=actor, move=ClockMove(to=parse_form(values, Target).to))
    except DomainError as error:
        return await _refused(request, values, error)
    return see_other("/training")


@post("/training/next", guards=_GUARDS)
async def jump_to_next(actor: NamedDependency[Actor], now: NamedDependency[datetime]) -> Redirect:
    """Forward to the moment the next timer is due."""
    due_at = await next_due_at(after=now)
    if due_at is not None:
        await advance_clock(actor=actor, move=ClockMove(to=due_at))
    return see_other("/training")


@post("/training/pace", guards=_GUARDS)
async def change_pace(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Template | Redirect:
    """Let time run faster, or again at its own pace."""
    values = await read_form(request)
    try:
        await advance_clock(actor=actor, move=ClockMove(factor=parse_form(values, Pace).factor))
    except DomainError as error:
        return await _refused(request, values, error)
    return see_other("/training")


@get("/components", opt=public())
async def show_components(request: Request[Any, Any, Any], now: NamedDependency[datetime]) -> Template:
    """All components together, with made-up contents."""
    return page(request, "training/components.html", **samples(now))


@get("/demo-accounts", opt=public())
async def show_accounts(request: Request[Any, Any, Any]) -> Template:
    """Who can sign in here, with the passwords that every training instance shares."""
    return page(
        request, "training/accounts.html", accounts=accounts(), password=PASSWORD, passphrase=PASSPHRASE
    )


async def _context() -> dict[str, Any]:
    return {
        "face": await clock_face(),
        "timer_titles": _TIMER_TITLES,
        "units": [(Unit.MINUTES, "分钟"), (Unit.HOURS, "小时"), (Unit.DAYS, "天")],
    }


async def _refused(request: Request[Any, Any, Any], values: FormValues, error: DomainError) -> Template:
    return refused(request, "training/clock.html", values=values, error=error, **await _context())


pages_router = Router(
    path="/",
    route_handlers=[show_clock, jump_by, jump_to, jump_to_next, change_pace, show_components, show_accounts],
)
