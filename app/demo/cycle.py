"""`tianping demo`: one more tender from draft to published award, over HTTP, told step by step."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal

import httpx
from rich.console import Console

from app.demo import committee, evaluating, tender
from app.demo.calendar import enter_coming_years
from app.demo.member import Refused
from app.demo.tender import Tender
from app.demo.turns import turn_on
from app.demo.world import NothingHappened, Say, World

OFFERS = {
    "shanhe": Decimal("392400.00"),
    "siqian": Decimal("388000.00"),
    "weidu": Decimal("394500.00"),
}


def run(*, base_url: str) -> int:
    """Exit code 0 when the award is published, else 1 with one sentence."""
    console = Console(highlight=False)
    began = time.monotonic()

    def say(text: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:6.1f} s[/]  {text}")

    try:
        with turn_on(base_url, say=say):
            told = asyncio.run(_from_notice_to_award(base_url, say, console.rule))
    except (Refused, NothingHappened) as error:
        print(f"The demo stopped: {error}", file=sys.stderr)  # noqa: T201 - the answer of a command
        return 1
    except httpx.ConnectError:
        print(f"Nothing answers at {base_url}: is the platform running? (make run)", file=sys.stderr)  # noqa: T201
        return 1
    console.rule()
    console.print(f"{time.monotonic() - began:.1f} s. {base_url}/projects/{told.no}")
    return 0


async def _from_notice_to_award(base_url: str, say: Say, chapter: Callable[[str], None]) -> Tender:
    async with World(base_url=base_url, say=say) as world:
        one = Tender(template="land-enforcement-service", offers=OFFERS)
        for title, step in CHAPTERS:
            chapter(title)
            await step(world, one)
        return one


async def notice(world: World, one: Tender) -> None:
    """Draft, acceptance, publication."""
    await enter_coming_years(world)
    await tender.draft(world, one)
    await tender.set_times(world, one, publish_at=await world.now() + timedelta(minutes=5))
    await tender.submit(world, one)
    await tender.accept(world, one)
    await tender.publish(world, one)


async def bids(world: World, one: Tender) -> None:
    """Every bidder submits; the first replaces its bid with a lower price."""
    for bidder, price in one.offers.items():
        await tender.bid(world, one, bidder=bidder, price=price)
    first, price = next(iter(one.offers.items()))
    await tender.bid(world, one, bidder=first, price=price - 2400)


async def opening(world: World, one: Tender) -> None:
    """Deadline, a bid that comes too late, release of shares."""
    await tender.close(world, one)
    await tender.bid_too_late(world, one, bidder="baofengxue")
    await tender.open_bids(world, one)


async def evaluation(world: World, one: Tender) -> None:
    """Draw, session, report."""
    await committee.draw(world, one)
    members = await committee.answer(world, one)
    session = await evaluating.open_session(world, one)
    await evaluating.constitute(world, session, members)
    await evaluating.review(world, session, members)
    await evaluating.score(world, session, members)
    await evaluating.report(world, session, members)


async def award(world: World, one: Tender) -> None:
    """Determination and the result notice."""
    await evaluating.determine(world, one)
    await evaluating.announce(world, one)


CHAPTERS: tuple[tuple[str, Callable[[World, Tender], Awaitable[None]]], ...] = (
    ("公告", notice),
    ("投标", bids),
    ("开标", opening),
    ("评审", evaluation),
    ("定标", award),
)
