"""Real servers and one migrated database for the whole run.

Servers come from TEST_DATABASE_URL (owner's: TEST_OWNER_DATABASE_URL), TEST_REDIS_URL and TEST_S3_ENDPOINT,
TEST_S3_ACCESS_KEY, TEST_S3_SECRET_KEY when set, else the embedded ones are started in a folder that is
removed afterwards. Tests share the database and must not expect it to be empty; `fresh_database` gives one of
its own to a test that has to tamper.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
from litestar import Litestar

from app.embedded import start_servers
from app.settings import Settings
from storage.clock import platform_now
from storage.database import engine
from storage.objects import store

PROJECT = Path(__file__).resolve().parent.parent
pytest_plugins = ["live_platform", "traffic"]
NEEDS_DATABASE = ("integration", "web", "journeys", "browser")
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the upper floors get the database without asking."""
    for item in items:
        if item.path.relative_to(PROJECT / "tests").parts[0] in NEEDS_DATABASE:
            item.fixturenames.insert(0, "database")  # type: ignore[attr-defined]


@dataclass(frozen=True, kw_only=True)
class Servers:
    """Where the servers of this run are."""

    database_url: str
    owner_database_url: str
    redis_url: str
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str


@pytest.fixture(scope="session")
def run_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user can pass through when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="tianping-tests-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def servers(run_folder: Path) -> Iterator[Servers]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Servers(
            database_url=given,
            owner_database_url=os.environ.get("TEST_OWNER_DATABASE_URL", given),
            redis_url=os.environ["TEST_REDIS_URL"],
            s3_endpoint=os.environ["TEST_S3_ENDPOINT"],
            s3_access_key=os.environ["TEST_S3_ACCESS_KEY"],
            s3_secret_key=os.environ["TEST_S3_SECRET_KEY"],
        )
        return
    started = start_servers(run_folder / "servers", postgresql_settings=FAST)
    try:
        yield Servers(**{name: getattr(started, name) for name in Servers.__dataclass_fields__})
    finally:
        started.stop()


@pytest.fixture(scope="session")
def settings(servers: Servers, run_folder: Path) -> Settings:
    """The settings of this run, also in the environment for processes that tests start."""
    name = f"tianping_test_{secrets.token_hex(4)}"
    os.environ |= {
        "DATABASE_URL": _with_database(servers.database_url, name),
        "OWNER_DATABASE_URL": _with_database(servers.owner_database_url, name),
        "REDIS_URL": servers.redis_url,
        "S3_ENDPOINT": servers.s3_endpoint,
        "S3_ACCESS_KEY": servers.s3_access_key,
        "S3_SECRET_KEY": servers.s3_secret_key,
        "S3_BUCKET": name.replace("_", "-"),
        "DATA_DIR": str(run_folder / "data"),
        "PLATFORM_KEYS_FILE": str(run_folder / "platform-keys.json"),
        "TRAINING": "true",
        "PUBLIC_URL": "http://localhost:8000",
        "PICCOLO_CONF": "app.piccolo_conf",
    }
    return Settings.from_environment()


@pytest.fixture(scope="session")
async def template_database(servers: Servers, settings: Settings) -> AsyncIterator[str]:
    """The name of a migrated, marked, otherwise empty database that nobody is connected to."""
    name = f"{_database_of(settings.database_url)}_template"
    await _as_owner(servers, f'CREATE DATABASE "{name}"')
    environment = os.environ | {
        "DATABASE_URL": _with_database(servers.database_url, name),
        "OWNER_DATABASE_URL": _with_database(servers.owner_database_url, name),
    }
    migrated = subprocess.run(  # noqa: ASYNC221 - nothing else runs yet
        [sys.executable, "-m", "app.migrate"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert migrated.returncode == 0, migrated.stderr
    yield name
    await _drop(servers, name)


@pytest.fixture(scope="session")
async def database(servers: Servers, settings: Settings, template_database: str) -> AsyncIterator[None]:
    """The run's database behind the engine, and all else a process of the platform sets up."""
    from app.runtime import runtime

    name = _database_of(settings.database_url)
    await _as_owner(servers, f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    async with runtime(settings):
        await store().ensure_bucket()
        await store().set_cors([settings.public_url])
        yield
    await _drop(servers, name)


@pytest.fixture
async def fresh_database(servers: Servers, template_database: str, database: None) -> AsyncIterator[str]:
    """An empty migrated database of the test's own behind the engine; gives the owner's URL."""
    name = f"{template_database}_{next(_numbers)}"
    await _as_owner(servers, f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    shared = engine().config["dsn"]
    await _point_engine_at(_with_database(shared, name))
    yield _with_database(servers.owner_database_url, name)
    await _point_engine_at(shared)
    await _drop(servers, name)


@pytest.fixture
async def now(database: None) -> datetime:
    """Platform time at the start of the test."""
    return await platform_now()


@pytest.fixture(scope="session")
def application(settings: Settings, database: None) -> Litestar:
    """The application on the run's database; requests reach it without a server or its lifespan."""
    from app.asgi import create_app

    return create_app(settings)


@pytest.fixture
async def client(application: Litestar, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A stranger's browser: keeps cookies and sends the CSRF token back, follows no redirect."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application), base_url=settings.public_url
    ) as browser:

        async def send_token(request: httpx.Request) -> None:
            request.headers.setdefault("x-csrftoken", browser.cookies.get("csrftoken", ""))

        browser.event_hooks["request"].append(send_token)
        await browser.get("/healthz")
        yield browser


async def _point_engine_at(dsn: str) -> None:
    await engine().close_connection_pool()
    engine().config["dsn"] = dsn
    await engine().start_connection_pool(min_size=1, max_size=8)


async def _drop(servers: Servers, name: str) -> None:
    """Only tidies up. A background worker of the server's own in this database cannot be ended by its owner:
    then the database stays until the servers' folder goes."""
    with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
        await _as_owner(servers, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def _as_owner(servers: Servers, statement: str) -> None:
    connection = await asyncpg.connect(servers.owner_database_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _with_database(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _database_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
