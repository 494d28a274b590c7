"""Every request's first steps: who is it and what time is it; and the answers for operators' probes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

import structlog
from litestar import Response, get
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Struct
from redis.asyncio import Redis

from app.heartbeat import LATE_SECONDS, heartbeat_age
from app.kept_forms import KeptForms
from identity.actor import Actor
from identity.sessions import load_actor
from storage import audit
from storage.clock import platform_now
from storage.database import Lease, fetch_one, one_connection
from storage.objects import store
from web import sessions
from web.forms import FormValues
from web.guards import public
from web.kept_forms import COOKIE, token_cookie
from web.outages import is_outage
from web.paging import PageRequest, page_request
from web.visitor import (
    Connection,
    HttpRequest,
    Kept,
    Surroundings,
    settle,
    signed_in_visitor,
    surroundings_of,
    visitor_of,
)

log = structlog.get_logger()

UpOrDown: TypeAlias = Literal["up", "down"]
LogCode: TypeAlias = Literal["log-head-false", "log-stands-still"]
_ANSWER_SECONDS = 3

# Routes that must answer, or be fetched, without asking the database.
_BARE = ("/static/", "/browser/", "/healthz", "/readyz")


class Door(ASGIMiddleware):
    """Reads the platform's time and loads the person whom the session names, anew for every request."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["path"].startswith(_BARE):
            await next_app(scope, receive, send)
            return
        async with one_connection() as lease:
            connection: Connection = ASGIConnection(scope)
            held = sessions.held_by(connection)
            person = await load_actor(held.person_id, session_epoch=held.session_epoch) if held else None
            if held and person is None:
                sessions.sign_out(connection)  # deactivated, another password, another role
            surroundings = await _surroundings(connection, person)
            settle(connection, surroundings)
            cookie = token_cookie(connection, "", seconds=0) if surroundings.kept else None
            await next_app(scope, receive, _giving_back(lease, send, cookie=cookie))


async def _surroundings(connection: Connection, person: Actor | None) -> Surroundings:
    now = await platform_now()
    if person is None or person.person_id is None:
        return Surroundings(visitor=None, now=now)
    forms: KeptForms = connection.app.state.kept_forms
    kept = await _kept_for(connection, person.person_id, forms)
    return Surroundings(visitor=person, now=now, author=forms.author_mark(person.person_id), kept=kept)


async def _kept_for(connection: Connection, person_id: UUID, forms: KeptForms) -> Kept | None:
    """A form that the person had posted from this page when their session was over."""
    token = connection.cookies.get(COOKIE)
    if not token or connection.scope.get("method") != "GET":
        return None
    query = f"?{connection.url.query}" if connection.url.query else ""
    form = await forms.take(token, person_id=person_id, page=f"{connection.url.path}{query}")
    return Kept(action=form.action, values=FormValues(list(form.pairs))) if form else None


def _giving_back(lease: Lease, send: Send, *, cookie: str | None) -> Send:
    """The database's connection is free again before the first byte goes out: readers may be slow."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            await lease.give_back()
            if cookie is not None:
                MutableScopeHeaders.from_message(message).add("Set-Cookie", cookie)
        await send(message)

    return send_on


def actor(request: HttpRequest) -> Actor:
    """Dependency: the signed-in person; raises 401 for strangers."""
    found = signed_in_visitor(request)
    assert isinstance(found, Actor)
    return found


def visitor(request: HttpRequest) -> Actor | None:
    """Dependency: the signed-in person or None, for public routes."""
    found = visitor_of(request)
    return found if isinstance(found, Actor) else None


def now(request: HttpRequest) -> datetime:
    """Dependency: platform time at the start of the request (aware, UTC). Deadlines are decided by the
    database's clock inside the operation, never by this."""
    surroundings = surroundings_of(request)
    assert surroundings is not None
    return surroundings.now


def asked(request: HttpRequest) -> PageRequest:
    """Dependency: which page of a list is asked for."""
    return page_request(request)


class Health(Struct, frozen=True, kw_only=True):
    """What works. The worker is down when it gave no sign of life for `LATE_SECONDS`; the log, when this process has
    long given no entry its place though entries wait, or a new entry's head is not the platform's."""

    database: UpOrDown
    redis: UpOrDown
    store: UpOrDown
    worker: UpOrDown
    worker_heartbeat_seconds: int | None
    log: UpOrDown
    log_code: LogCode | None


@get("/healthz", opt=public(), include_in_schema=False, sync_to_thread=False)
def healthz() -> str:
    """The process answers."""
    return "ok"


@get("/readyz", opt=public(), include_in_schema=False)
async def readyz(request: HttpRequest) -> Response[Health]:
    """Whether database, Redis, object store and worker answer and the log goes on; 503 when one does not."""
    redis: Redis = request.app.state.redis
    heads: audit.HeadWatch = request.app.state.heads
    database, cache, objects, beat, false = await asyncio.gather(
        _answer_of("database", fetch_one("SELECT 1")),
        _answer_of("redis", redis.ping()),
        _answer_of("store", store().exists("readyz")),
        _answer_of("worker", heartbeat_age(redis)),
        _answer_of("heads", heads.first_false()),
    )
    age = beat.value if isinstance(beat.value, int) else None
    code = _log_code(false.value)
    health = Health(
        database=database.state,
        redis=cache.state,
        store=objects.state,
        worker="up" if age is not None and age < LATE_SECONDS else "down",
        worker_heartbeat_seconds=age,
        log="down" if code else "up",
        log_code=code,
    )
    ready = "down" not in (health.database, health.redis, health.store, health.worker, health.log)
    return Response(health, status_code=200 if ready else 503)


def _log_code(false_at: object) -> LogCode | None:
    if false_at is not None:
        log.error("audit.head_false", seq=false_at)
        return "log-head-false"
    return "log-stands-still" if audit.stands_still() else None


class _Answer(NamedTuple):
    state: UpOrDown
    value: object = None


async def _answer_of(name: str, question: Awaitable[object]) -> _Answer:
    """What `question` answers in time."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            return _Answer("up", await question)
    except Exception as error:
        if not is_outage(error):
            raise
        log.warning("readyz.no_answer", server=name, error=type(error).__name__)
        return _Answer("down")
