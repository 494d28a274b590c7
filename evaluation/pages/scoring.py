"""Marks in the room: saving, locking."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from core.errors import NotFound
from evaluation.operations.lock_scores import lock_scores
from evaluation.operations.save_scores import Mark, save_scores
from evaluation.pages.room_view import Answer, HttpRequest, do_in_room
from evaluation.permissions import Permission
from evaluation.queries.own_sheet import own_sheet
from identity.actor import Actor
from web.forms import FormValues
from web.guards import reaches_store, requires
from web.pages import page

_SITS = [requires(Permission.SESSION_SIT)]


@get("/evaluations/{session_id:uuid}/lock", guards=_SITS)
async def lock_page(
    request: HttpRequest, session_id: FromPath[UUID], actor: NamedDependency[Actor]
) -> Template:
    """All own marks once more, and what locking means."""
    sheet = await own_sheet(session_id=session_id, person_id=actor.person_id)
    return page(request, "evaluation/lock.html", sheet=sheet)


@post("/evaluations/{session_id:uuid}/scores", guards=_SITS, opt=reaches_store())
async def scores(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
    bid: FromQuery[UUID | None] = None,
) -> Answer:
    """Save the marks of one bid (works without scripts; with them the page saves by itself)."""

    async def deed(values: FormValues) -> None:
        await save_scores(actor=actor, session_id=session_id, marks=_marks(values), now=now)

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed, bid_id=bid)


@post("/evaluations/{session_id:uuid}/lock", guards=_SITS, opt=reaches_store())
async def lock(
    request: HttpRequest,
    session_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Answer:
    """Lock one's marks for good."""

    async def deed(_: FormValues) -> None:
        await lock_scores(actor=actor, session_id=session_id, now=now)

    return await do_in_room(request, actor=actor, session_id=session_id, deed=deed)


def _marks(values: FormValues) -> tuple[Mark, ...]:
    """Fields `points-<bid>-<criterion>` with `note-<bid>-<criterion>` beside them."""
    marks: list[Mark] = []
    for name, points in values.items():
        if name.startswith("points-") and len(name) == len("points-") + 73:
            key = name.removeprefix("points-")
            marks.append(
                Mark(
                    bid_id=_uuid(key[:36]),
                    criterion_id=_uuid(key[37:]),
                    points=points,
                    note=values.get(f"note-{key}", ""),
                )
            )
    return tuple(marks)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(code="cell-unknown", message="没有这项评分") from None


ROUTES = (lock_page, scores, lock)
