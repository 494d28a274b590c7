"""The training clock's page, and the page that shows all components together."""

from __future__ import annotations

from datetime import datetime

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.response import Template

from app.demo.accounts import PASSPHRASE, PASSWORD, accounts
from app.training.move_time import clock_face
from app.training.permissions import Permission
from app.training.samples import samples
from web.guards import public, requires
from web.pages import page
from web.visitor import HttpRequest

# What falls due, in words; a timer without a title is shown by its name.
_TIMER_TITLES = {
    "trading.publish_notice": "发布公告",
    "trading.publish_award": "发布结果公告",
    "bidding_room.freeze_bids": "投标截止",
    "bidding_room.call_off_unopened": "逾期未开标的终止",
}


@get("/training", guards=[requires(Permission.CLOCK_MOVE)])
async def show_clock(request: HttpRequest) -> Template:
    """The platform's time and how to move it."""
    return page(
        request,
        "training/clock.html",
        face=await clock_face(),
        timer_titles=_TIMER_TITLES,
    )


@get("/components", opt=public())
async def show_components(request: HttpRequest, now: NamedDependency[datetime]) -> Template:
    """All components together, with made-up contents."""
    return page(request, "training/components.html", **samples(now))


@get("/demo-accounts", opt=public())
async def show_accounts(request: HttpRequest) -> Template:
    """Who can sign in here, with the passwords that every training instance shares."""
    return page(
        request, "training/accounts.html", accounts=accounts(), password=PASSWORD, passphrase=PASSPHRASE
    )


pages_router = Router(path="/", route_handlers=[show_clock, show_components, show_accounts])
