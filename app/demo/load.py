"""`tianping demo-data`: a living site on an empty training instance.

A tender at each stage, made by the platform's own operations over HTTP while its clock runs through three
weeks that end now. Nothing is inserted by hand; the log, the receipts and the draws are real.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.demo import committee, evaluating, tender
from app.demo.calendar import enter_coming_years
from app.demo.member import Member, Refused
from app.demo.people import enter_people
from app.demo.tender import BIDDING_DAYS, Tender
from app.demo.world import ONE_DAY, NothingHappened, World, at_hour
from core.clock import BEIJING
from storage.clock import platform_now, start_clock

LEAD_DAYS = BIDDING_DAYS + 1


def run(*, base_url: str, platform: AbstractAsyncContextManager[None]) -> int:
    """Exit code 0, or 1 with one sentence. Within `platform` operations run in this process."""
    try:
        asyncio.run(_load(base_url, platform))
    except (Refused, NothingHappened) as error:
        print(f"The demo data stopped: {error}", file=sys.stderr)  # noqa: T201 - the answer of a command
        return 1
    return 0


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - shown as progress


async def _load(base_url: str, platform: AbstractAsyncContextManager[None]) -> None:
    due_at = last_opening_hour(datetime.now(UTC))
    async with platform:
        await start_clock(at=due_at - LEAD_DAYS * ONE_DAY - timedelta(hours=1))
        await enter_people(now=await platform_now(), say=_say)
    async with World(base_url=base_url, say=_say) as world:
        await enter_coming_years(world)
        await _stages(world, due_at)


def last_opening_hour(now: datetime) -> datetime:
    """Nine o'clock (Beijing) of the last weekday on which that hour has passed."""
    day = at_hour(now.astimezone(BEIJING), 9)
    while day > now or day.weekday() >= 5:
        day -= ONE_DAY
    return day


async def _stages(world: World, due_at: datetime) -> None:
    awarded, evaluating_now, opened, failed = _cast()
    for one in (awarded, evaluating_now, opened, failed):
        await _notice(world, one, publish_at=due_at - LEAD_DAYS * ONE_DAY)
    for one in (awarded, evaluating_now, opened, failed):
        await _bids(world, one)
    bidding = Tender(
        template="school-kitchen-equipment",
        offers={},
        tenderer="xianfeng",
        region="422826",
        further=(("冷藏设备", Decimal("86000.00")),),
    )
    await _notice(world, bidding, publish_at=due_at - 10 * ONE_DAY)
    await tender.bid(world, bidding, bidder="siqian", price=Decimal("344000.00"))
    await world.move_to(due_at + timedelta(seconds=1))
    await tender.reach(world, failed, "failed")
    for one in (awarded, evaluating_now, opened):
        await tender.reach(world, one, "closed")
        await tender.open_bids(world, one)
    await _evaluate(world, awarded)
    await _begin_evaluation(world, evaluating_now)
    await world.move_to(datetime.now(UTC))
    await _newest(world)


def _cast() -> tuple[Tender, Tender, Tender, Tender]:
    awarded = Tender(
        template="land-enforcement-service",
        offers={
            "shanhe": Decimal("392400.00"),
            "siqian": Decimal("388000.00"),
            "weidu": Decimal("394500.00"),
        },
    )
    in_evaluation = Tender(
        template="canteen-delivery",
        tenderer="shipan",
        region="510118",
        offers={
            "shanhe": Decimal("1289000.00"),
            "weidu": Decimal("1256800.00"),
            "baofengxue": Decimal("1301500.00"),
        },
    )
    opened = Tender(
        template="school-kitchen-equipment",
        tenderer="xianfeng",
        region="422826",
        offers={
            "siqian": Decimal("334860.00"),
            "weidu": Decimal("341200.00"),
            "baofengxue": Decimal("338000.00"),
        },
    )
    failed = Tender(
        template="canteen-delivery",
        tenderer="shipan",
        region="510118",
        offers={"shanhe": Decimal("1275000.00"), "siqian": Decimal("1268000.00")},
    )
    return awarded, in_evaluation, opened, failed


async def _prepare(world: World, one: Tender, *, publish_at: datetime) -> None:
    await tender.draft(world, one)
    await tender.set_times(world, one, publish_at=publish_at)
    await tender.submit(world, one)


async def _notice(world: World, one: Tender, *, publish_at: datetime) -> None:
    """Prepared an hour ahead, published by the job at its time."""
    await world.move_to(publish_at - timedelta(hours=1))
    soonest = await world.now() + timedelta(minutes=5)
    await _prepare(world, one, publish_at=max(publish_at, soonest))
    await tender.accept(world, one)
    await tender.publish(world, one)


async def _bids(world: World, one: Tender) -> None:
    for bidder, price in one.offers.items():
        await tender.bid(world, one, bidder=bidder, price=price)


async def _evaluate(world: World, one: Tender) -> None:
    """All the way to the published award."""
    session, members = await _begin_evaluation(world, one)
    await evaluating.score(world, session, members)
    await evaluating.report(world, session, members)
    await evaluating.determine(world, one)
    await evaluating.announce(world, one)


async def _begin_evaluation(world: World, one: Tender) -> tuple[str, list[Member]]:
    """Drawn, in the room, compliance done; the marks are still to be given."""
    await committee.draw(world, one)
    members = await committee.answer(world, one)
    session = await evaluating.open_session(world, one)
    await evaluating.constitute(world, session, members)
    await evaluating.review(world, session, members)
    return session, members


async def _newest(world: World) -> None:
    """One just noticed, one accepted, one waiting for acceptance, one draft."""
    just_noticed = Tender(template="land-enforcement-service", offers={})
    await _notice(world, just_noticed, publish_at=await world.now())
    tomorrow = await world.now() + ONE_DAY
    accepted = Tender(template="canteen-delivery", tenderer="shipan", region="510118", offers={})
    await _prepare(world, accepted, publish_at=tomorrow)
    await tender.accept(world, accepted)
    waiting = Tender(template="school-kitchen-equipment", tenderer="xianfeng", region="422826", offers={})
    await _prepare(world, waiting, publish_at=tomorrow)
    await tender.draft(world, Tender(template="land-enforcement-service", offers={}))
