"""What is told over JSON of the control room, and the result for everybody."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from evaluation.permissions import Permission
from evaluation.queries.control import ControlView, control
from evaluation.queries.reports import result_json
from web.guards import public, requires


@get("/api/evaluations/{session_id:uuid}/control", guards=[requires(Permission.SESSION_WATCH)])
async def watch(session_id: FromPath[UUID]) -> ControlView:
    """Who is in and who is late; never a vote or a score."""
    return await control(session_id)


@get("/api/evaluations/{lot_id:uuid}/result.json", opt=public())
async def published_result(lot_id: FromPath[UUID]) -> Response[bytes]:
    """The published result as canonical JSON; `tianping score` reads it."""
    return Response(await result_json(lot_id), media_type="application/json")
