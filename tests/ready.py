"""Ready states: a tender carried to a stage once for all workers of a run, then copied for each test that begins there.

A stage is made by the operations themselves, on top of the stage before it, in a database that afterwards serves as a
template. A copy takes a fraction of a second, belongs to one test, and goes with it. What the operations put into
the object store is shared by all copies: a test that alters objects makes its state itself.
"""

from __future__ import annotations

import itertools
import os
import pickle
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import asyncpg
from run_servers import Servers, alone, drop_database, make_database, with_path

from storage.clock import platform_now
from storage.database import engine

T = TypeVar("T")
_URLS = ("DATABASE_URL", "OWNER_DATABASE_URL")


@dataclass(frozen=True, kw_only=True)
class Stage(Generic[T]):
    """`make` gets what the stage before has given, and gives what a test needs to know; both can be pickled."""

    name: str
    make: Callable[..., Awaitable[T]]
    before: Stage[Any] | None = None


@dataclass(kw_only=True)
class Copies:
    """Made and removed by one worker; at most one at a time."""

    servers: Servers
    folder: Path
    worker: int
    own: bool = False  # whether the running test has a copy
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _shared: dict[str, str] = field(default_factory=dict)
    _made: str = ""

    async def enter(self, stage: Stage[T]) -> T:
        """A copy of the stage stands behind the engine until the test ends.

        A test that has one already gets a second tender of the same kind made in it.
        """
        if self.own:
            return await _made_in_place(stage)
        template, found = await self._template(stage)
        self.own = True
        self._made = f"{self.servers.template}_{self.worker}_copy_{next(self._numbers)}"
        await make_database(self.servers, self._made, template=template)
        given, at = pickle.loads(found)
        await _set_clock(with_path(self.servers.owner_database_url, self._made), at)
        await self._point_at(self._made)
        result: T = given
        return result

    async def leave(self) -> None:
        """Back to the worker's shared database."""
        if not self.own:
            return
        self.own = False
        await self._point_at("")
        await drop_database(self.servers, self._made)

    async def _template(self, stage: Stage[Any]) -> tuple[str, bytes]:
        """The stage's database, which nobody is connected to, and what was given; made by whoever comes first."""
        database = f"{self.servers.template}_{stage.name}"
        given = self.folder / f"{stage.name}.pickle"
        if not given.exists():
            before, found = await self._template(stage.before) if stage.before else (None, b"")
            with alone(self.folder, stage.name):
                if not given.exists():
                    await self._make(stage, database, before, found, given)
        return database, given.read_bytes()

    async def _make(
        self, stage: Stage[Any], database: str, before: str | None, found: bytes, given: Path
    ) -> None:
        await drop_database(self.servers, database)  # of a worker that failed here
        await make_database(self.servers, database, template=before)
        await self._point_at(database)
        self.own = True
        try:
            result = await (stage.make(pickle.loads(found)[0]) if before else stage.make())
            made = pickle.dumps((result, await platform_now()))
        finally:
            self.own = False
            await self._point_at("")
        draft = given.with_suffix(".new")
        draft.write_bytes(made)
        draft.rename(given)

    async def _point_at(self, name: str) -> None:
        """The engine, and what tests read from the environment; no name: the worker's shared database."""
        if not self._shared:
            self._shared = {url: os.environ[url] for url in _URLS}
        for url, shared in self._shared.items():
            os.environ[url] = with_path(shared, name) if name else shared
        await point_engine_at(os.environ["DATABASE_URL"])


async def _set_clock(owner_url: str, at: datetime) -> None:
    """A copy goes on at the moment its template was left, so that no deadline in it passes while tests wait."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            await connection.execute("ALTER TABLE storage_clock DISABLE TRIGGER USER")
            await connection.execute(
                "UPDATE storage_clock SET real_at = clock_timestamp(), platform_at = $1", at
            )
            await connection.execute("ALTER TABLE storage_clock ENABLE TRIGGER USER")
    finally:
        await connection.close()


async def _made_in_place(stage: Stage[T]) -> T:
    if stage.before is None:
        return await stage.make()
    return await stage.make(await _made_in_place(stage.before))


async def point_engine_at(dsn: str) -> None:
    """All that follows goes to this database."""
    await engine().close_connection_pool()
    engine().config["dsn"] = dsn
    await engine().start_connection_pool(min_size=1, max_size=8)


def database_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


_copies: list[Copies] = []


def use(copies: Copies) -> None:
    """Called once by each worker."""
    _copies[:] = [copies]


async def ready(stage: Stage[T]) -> T:
    """What the stage gives; from here to its end the test works on a copy of its own."""
    return await _copies[0].enter(stage)


async def leave() -> None:
    """At the end of every test."""
    for copies in _copies:
        await copies.leave()
