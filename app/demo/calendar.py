"""The arrangements of days off, as far as the demo's days need them."""

from __future__ import annotations

from app.demo.member import Refused
from app.demo.world import World
from core.clock import BEIJING
from trading.rules import provisional_body


async def enter_coming_years(world: World) -> None:
    """Enter this year's and next year's days off provisionally where nobody has; a training instance alone allows
    that. A tender that begins today ends within them."""
    this_year = (await world.now()).astimezone(BEIJING).year
    for year in (this_year, this_year + 1):
        await _enter(world, year)


async def _enter(world: World, year: int) -> None:
    body = provisional_body(year)
    administrator = await world.member("admin")
    try:
        await administrator.get(f"/api/calendar/{year}")
    except Refused as missing:
        if missing.problem.get("status") != 404 or body is None:
            raise
        await administrator.post(f"/api/calendar/{year}", body)
        world.say(f"录入{year}年节假日安排（演练用）")
