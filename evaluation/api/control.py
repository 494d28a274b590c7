"""What trading-centre staff do, over JSON, and the result for everybody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from evaluation.api.bodies import LotBody, MemberReason, SessionRef, TextBody
from evaluation.operations.finish_session import finish_session
from evaluation.operations.open_session import open_session
from evaluation.operations.replace import replace_absent
from evaluation.operations.review_low_price import (
    record_explanation,
)
from evaluation.operations.sign_report import record_silence
from evaluation.permissions import Permission
from evaluation.queries.control import ControlView, control
from evaluation.queries.reports import result_json
from identity.actor import Actor
from web.guards import public, requires

_CONTROLS = [requires(Permission.SESSION_CONTROL)]


class ControlApi(Controller):
    """What trading-centre staff do."""

    path = "/api/evaluations"

    @post(guards=[requires(Permission.SESSION_OPEN)])
    async def begin(
        self,
        data: JSONBody[LotBody],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> SessionRef:
        """Open a lot's session."""
        session_id = await open_session(actor=actor, lot_id=data.lot_id, now=now)
        return SessionRef(session_id=session_id, state=(await control(session_id)).state)

    @get("/{session_id:uuid}/control", guards=[requires(Permission.SESSION_WATCH)])
    async def watch(self, session_id: FromPath[UUID]) -> ControlView:
        """Who is in and who is late; never a vote or a score."""
        return await control(session_id)

    @post("/{session_id:uuid}/replace", status_code=204, guards=_CONTROLS)
    async def replace(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[MemberReason],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> None:
        """Replace a member who is absent or cannot go on."""
        await replace_absent(
            actor=actor, session_id=session_id, number=data.number, reason=data.reason, now=now
        )

    @post("/{session_id:uuid}/silence", status_code=204, guards=_CONTROLS)
    async def silence(
        self,
        session_id: FromPath[UUID],
        data: JSONBody[MemberReason],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> None:
        """Note that a member neither signs nor writes a dissent."""
        await record_silence(
            actor=actor, session_id=session_id, number=data.number, note=data.reason, now=now
        )

    @post("/{session_id:uuid}/finish", status_code=204, guards=_CONTROLS)
    async def finish(
        self, session_id: FromPath[UUID], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> None:
        """End a session all of whose members have signed."""
        await finish_session(actor=actor, session_id=session_id, now=now)

    @post("/prices/{finding_id:uuid}/explanation", status_code=204, guards=[requires()])
    async def explain(
        self,
        finding_id: FromPath[UUID],
        data: JSONBody[TextBody],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> None:
        """A supplier's written explanation: by the supplier concerned, or by staff from paper."""
        await record_explanation(actor=actor, finding_id=finding_id, text=data.text, now=now)


@get("/api/evaluations/{lot_id:uuid}/result.json", opt=public())
async def published_result(lot_id: FromPath[UUID]) -> Response[bytes]:
    """The published result as canonical JSON; `tianping score` reads it."""
    return Response(await result_json(lot_id), media_type="application/json")
