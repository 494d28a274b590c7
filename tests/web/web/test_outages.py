"""A server that is away, or a full disk, is 503 with Retry-After and no incident; a mistake of ours stays one."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from litestar import Litestar, get, post
from litestar.exceptions import HTTPException
from litestar.params import RawBody
from somewhere import from_somewhere
from structlog.testing import capture_logs

from app.asgi import create_app
from app.settings import Settings
from storage import objects
from storage.database import engine, execute, fetch_one, one_connection, transaction
from web.guards import public
from web.outages import is_outage
from web.problems import exception_handlers
from web.slow_bodies import timed_bodies


class Line:
    """A connection to PostgreSQL that can be cut, as a network or an administrator would."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def cut(self) -> None:
        """Nobody comes through any more, neither old connections nor new ones."""
        assert self._server
        self._server.close()
        for writer in list(self._open):
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(*self._to)
        self._open |= {writer, there_writer}
        with contextlib.suppress(OSError):
            await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while piece := await source.read(65536):
        sink.write(piece)
        await sink.drain()
    sink.close()


@pytest.fixture
async def line(settings: Settings, database: None) -> AsyncIterator[Line]:
    """The engine's connections go through it."""
    url = urlsplit(settings.database_url)
    assert url.hostname
    assert url.port
    line = Line(url.hostname, url.port)
    port = await line.start()
    through = url._replace(netloc=f"{url.username}:{url.password}@127.0.0.1:{port}").geturl()
    await _point_engine_at(through)
    yield line
    await line.cut()
    await _point_engine_at(settings.database_url)


async def _point_engine_at(dsn: str) -> None:
    """Without waiting for connections that are cut."""
    pool = engine().pool
    assert pool
    pool.terminate()
    engine().pool = None
    engine().config["dsn"] = dsn
    await engine().start_connection_pool(min_size=1, max_size=8)


async def _answers(application: Any, path: str, **headers: str) -> tuple[httpx.Response, list[Any]]:
    transport = from_somewhere(application, raise_app_exceptions=False)
    with capture_logs() as told:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as browser:
            answer = await browser.get(path, headers=headers)
    return answer, [line for line in told if line.get("event") == "incident"]


@pytest.mark.parametrize(
    ("path", "accept"), [("/", "text/html"), ("/api/lives/X", "application/json"), ("/log", "text/html")]
)
async def test_postgresql_gone_is_503_and_comes_back_by_itself(
    application: Litestar, line: Line, settings: Settings, path: str, accept: str
) -> None:
    before, _ = await _answers(application, path, accept=accept)
    assert before.status_code in {200, 404}
    await line.cut()
    for _ in range(3):
        answer, incidents = await _answers(application, path, accept=accept)
        assert (answer.status_code, incidents) == (503, [])
        assert int(answer.headers["retry-after"]) > 0
        assert "服务暂不可用" in answer.text
    await _point_engine_at(settings.database_url)
    assert (await _answers(application, path, accept=accept))[0].status_code == before.status_code


async def test_redis_gone_is_503(settings: Settings, database: None) -> None:
    without = create_app(replace(settings, redis_url="redis://127.0.0.1:1/0"))
    answer, incidents = await _answers(without, "/desk", accept="text/html", cookie="session=abc")
    assert (answer.status_code, incidents) == (503, [])
    assert "retry-after" in answer.headers
    ready, incidents = await _answers(without, "/readyz")
    assert (ready.status_code, incidents) == (503, [])
    assert ready.json()["redis"] == "down"


STATES = {
    "disk full": "53100",
    "out of memory": "53200",
    "too many connections": "53300",
    "shutting down": "57P01",
    "cannot connect now": "57P03",
    "input or output failed": "58030",
}


async def raised_by(coroutine: Any) -> BaseException:
    (raised,) = await asyncio.gather(coroutine, return_exceptions=True)
    assert isinstance(raised, Exception)
    return raised


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
async def test_what_postgresql_says_of_itself_is_an_outage(database: None, state: str) -> None:
    error = await raised_by(execute(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
    assert is_outage(error)


async def test_the_object_store_gone_is_an_outage(settings: Settings) -> None:
    away = objects.ObjectStore(
        endpoint="http://127.0.0.1:1", access_key="a", secret_key="b", bucket="tianping"
    )
    assert is_outage(await raised_by(away.exists("x")))


async def test_a_connection_lost_between_two_statements_is_an_outage(database: None) -> None:
    async with one_connection():
        first = await fetch_one("SELECT pg_backend_pid() AS pid")
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            group.create_task(_end(first["pid"]), context=contextvars.Context())
        await asyncio.sleep(0.2)
        for _ in range(2):
            assert is_outage(await raised_by(fetch_one("SELECT 1")))
        with pytest.raises(Exception, match="released back to the pool") as told:
            async with transaction():
                pass
        assert is_outage(told.value)


async def _end(backend: int) -> None:
    """From another connection, as a server that stops ends all of them."""
    await execute("SELECT pg_terminate_backend($1)", backend)


@pytest.mark.parametrize(
    "statement",
    ["SELECT 1 / 0", "SELECT * FROM no_such_table", "SELECT 'x'::int"],
    ids=["sum", "table", "cast"],
)
async def test_a_mistake_of_ours_is_none(database: None, statement: str) -> None:
    assert not is_outage(await raised_by(fetch_one(statement)))
    assert not is_outage(FileNotFoundError(2, "no such file"))


def _reading_app(seconds: float) -> Any:
    @post("/read", opt=public(), status_code=200)
    async def read(body: RawBody) -> int:
        return len(body)

    @get("/slow", opt=public())
    async def slow() -> str:
        await asyncio.sleep(3 * seconds)
        return "done"

    handlers = exception_handlers()
    application = Litestar([read, slow], exception_handlers={HTTPException: handlers[HTTPException]})
    application.asgi_handler = timed_bodies(application.asgi_handler, seconds=seconds)
    return application


async def _dripping(bytes_sent: int, *, pause: float) -> AsyncIterator[bytes]:
    for _ in range(bytes_sent):
        yield b"x"
        await asyncio.sleep(pause)


async def test_a_body_that_drips_is_refused_after_its_time() -> None:
    transport = from_somewhere(_reading_app(0.3))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        headers = {"accept": "application/json"}
        whole = await browser.post("/read", content=_dripping(3, pause=0.0), headers=headers)
        assert (whole.status_code, whole.text) == (200, "3")
        began = asyncio.get_running_loop().time()
        late = await browser.post("/read", content=_dripping(1000, pause=0.05), headers=headers)
        assert late.status_code == 408
        assert late.json()["code"] == "body-too-slow"
        assert late.headers["connection"] == "close"
        assert asyncio.get_running_loop().time() - began < 20
        assert (await browser.get("/slow")).text == "done"


async def test_the_platform_itself_times_bodies(
    application: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the body is read before any handler, for its CSRF token."""
    monkeypatch.setattr("web.slow_bodies.BODY_SECONDS", 0.3)
    transport = from_somewhere(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as browser:
        await browser.get("/healthz")
        late = await browser.post(
            "/sign-in",
            content=_dripping(1000, pause=0.05),
            headers={
                "accept": "application/json",
                "content-type": "application/x-www-form-urlencoded",
                "x-csrftoken": browser.cookies["csrftoken"],
            },
        )
    assert late.status_code == 408
