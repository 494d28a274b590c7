"""The arrangement of a coming year, as far as the demo's days need it."""

from __future__ import annotations

from app.demo.member import Refused
from app.demo.world import World
from core.clock import BEIJING
from trading.rules import provisional_body


async def enter_next_year(world: World) -> None:
    """Enter next year's days off provisionally where nobody has; a training instance alone allows that."""
    year = (await world.now()).astimezone(BEIJING).year + 1
    body = provisional_body(year)
    administrator = await world.member("admin")
    try:
        await administrator.get(f"/api/calendar/{year}")
    except Refused as missing:
        if missing.problem.get("status") != 404 or body is None:
            raise
        await administrator.put(f"/api/calendar/{year}", body)
        world.say(f"录入{year}年节假日安排（演练用）")
