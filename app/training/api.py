"""The training clock over JSON, for programs that let deadlines pass; absent on any other instance."""

from __future__ import annotations

from litestar import Router, get

from app.training.move_time import ClockFace, clock_face
from app.training.permissions import Permission
from web.guards import requires


@get("/clock", guards=[requires(Permission.CLOCK_MOVE)])
async def show_face() -> ClockFace:
    """Platform time now."""
    return await clock_face()


api_router = Router(path="/api/training", route_handlers=[show_face])
