"""The control room: who is in, who is late, one next thing; never a vote or a score."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from msgspec import Struct

from core.errors import DomainError
from evaluation.operations.finish_session import finish_session
from evaluation.operations.open_session import open_session
from evaluation.operations.replace import replace_absent
from evaluation.operations.review_low_price import record_explanation
from evaluation.operations.sign_report import record_silence
from evaluation.permissions import Permission
from evaluation.queries.control import control, control_lines
from evaluation.queries.control import control_presence as presence
from evaluation.states import MEMBER_STATE_TITLES, SESSION_STATE_TITLES
from identity.actor import Actor
from web.form_fields import Explanation, Number, Reason
from web.forms import FormValues, parse_form, read_form, refused
from web.guards import requires
from web.pages import fragment, page
from web.responses import see_other

HttpRequest: TypeAlias = Request[Any, Any, Any]
Answer: TypeAlias = Template | Redirect
_CONTROLS = [requires(Permission.SESSION_CONTROL)]
_WORDS: dict[str, Any] = {
    "state_titles": SESSION_STATE_TITLES,
    "member_titles": MEMBER_STATE_TITLES,
}


class OpenForm(Struct, frozen=True, kw_only=True):
    """The lot whose session is to be opened."""

    lot_id: UUID


class MemberForm(Struct, frozen=True, kw_only=True):
    """A member by number, and why."""

    number: Number
    reason: Reason = ""


class ExplanationForm(Struct, frozen=True, kw_only=True):
    """A supplier's explanation handed over on paper."""

    finding_id: UUID
    text: Explanation = ""


@get("/evaluations", guards=[requires(Permission.SESSION_WATCH)])
async def sessions(request: HttpRequest) -> Template:
    """Sessions, and lots whose session can be opened."""
    return page(request, "evaluation/sessions.html", lines=await control_lines())


@post("/evaluations", guards=[requires(Permission.SESSION_OPEN)])
async def begin(
    request: HttpRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
) -> Answer:
    """Open a lot's session."""
    values = await read_form(request)
    try:
        session_id = await open_session(actor=actor, lot_id=parse_form(values, OpenForm).lot_id, now=now)
    except DomainError as error:
        return refused(
            request, "evaluation/sessions.html", values=values, error=error, lines=await control_lines()
        )
    return see_other(f"/evaluations/{session_id}/control")


@get("/evaluations/{session_id:uuid}/control", guards=[requires(Permission.SESSION_WATCH)])
async def control_page(request: HttpRequest, session_id: FromPath[UUID]) -> Template:
    """One session."""
    return page(request, "evaluation/control.html", view=await control(session_id), **_WORDS)


@get("/evaluations/{session_id:uuid}/control/presence", guards=[requires(Permission.SESSION_WATCH)])
async def control_presence(
    request: HttpRequest, session_id: FromPath[UUID], at: FromQuery[str] = ""
) -> Response[bytes]:
    """Who is how far, for the live region."""
    view = await presence(session_id)
    return fragment(
        request,
        "evaluation/_control.html",
        view=view,
        moved=bool(at) and at != view.state,
        **_WORDS,
    )


@post("/evaluations/{session_id:uuid}/control/replace", guards=_CONTROLS)
async def replace(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Replace a member who is absent or cannot go on."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, MemberForm)
        await replace_absent(
            actor=actor, session_id=session_id, number=form.number, reason=form.reason, now=now
        )

    return await _do(request, session_id, deed)


@post("/evaluations/{session_id:uuid}/control/silence", guards=_CONTROLS)
async def silence(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Note that a member neither signs nor writes a dissent."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, MemberForm)
        await record_silence(
            actor=actor, session_id=session_id, number=form.number, note=form.reason, now=now
        )

    return await _do(request, session_id, deed)


@post("/evaluations/{session_id:uuid}/control/explanation", guards=_CONTROLS)
async def explanation(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Enter a supplier's written explanation."""

    async def deed(values: FormValues) -> None:
        form = parse_form(values, ExplanationForm)
        await record_explanation(actor=actor, finding_id=form.finding_id, text=form.text, now=now)

    return await _do(request, session_id, deed)


@post("/evaluations/{session_id:uuid}/control/finish", guards=_CONTROLS)
async def finish(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """End a session all of whose members have signed."""

    async def deed(_: FormValues) -> None:
        await finish_session(actor=actor, session_id=session_id, now=now)

    return await _do(request, session_id, deed)


async def _do(
    request: HttpRequest, session_id: UUID, deed: Callable[[FormValues], Awaitable[object]]
) -> Answer:
    values = await read_form(request)
    try:
        await deed(values)
    except DomainError as error:
        return refused(
            request,
            "evaluation/control.html",
            values=values,
            error=error,
            view=await control(session_id),
            **_WORDS,
        )
    return see_other(f"/evaluations/{session_id}/control")


ROUTES = (
    sessions,
    begin,
    control_page,
    control_presence,
    replace,
    silence,
    explanation,
    finish,
)
