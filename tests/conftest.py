"""Real servers and a bucket for the whole run, a migrated database and a Redis database for each worker of it.

`tests/run_servers.py` says where the servers come from. Tests of one worker share its database and must not
expect it to be empty; `fresh_database` gives one of its own to a test that has to tamper, `tests/ready.py` one in
which a tender has already come to a stage.
"""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import httpx
import hypothesis
import pytest
from litestar import Litestar
from quick_hashes import hash_quickly
from ready import Copies, database_of, leave, point_engine_at, use
from run_servers import (
    FOLDER_VARIABLE,
    PROJECT,
    Servers,
    drop_database,
    end_servers,
    make_database,
    new_folder,
    servers_of,
    with_path,
)
from somewhere import from_somewhere, let_in

from app.settings import Settings
from storage.clock import platform_now
from storage.objects import store

pytest_plugins = ["live_platform", "traffic"]
NEEDS_DATABASE = ("integration", "web", "journeys", "browser")
LONGEST_FIRST = ("journeys", "browser", "integration", "web", "architecture", "property", "unit")
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ

# How long an example takes says how busy the machine is, and nothing of the code.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

_numbers = itertools.count(1)


def pytest_configure() -> None:
    """The run itself, not its workers, names the folder that all of them share."""
    if not IS_WORKER:
        os.environ[FOLDER_VARIABLE] = str(new_folder())


def pytest_unconfigure() -> None:
    """The servers end with the run."""
    if not IS_WORKER:
        end_servers(Path(os.environ.pop(FOLDER_VARIABLE)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the upper floors get the database without asking. Side by side, a file stays with one worker
    (`--dist loadfile`), for its tests may stand on each other, and the floors whose files take longest come first.
    """
    for item in items:
        if _floor(item) in NEEDS_DATABASE:
            item.fixturenames.insert(0, "own_copy")  # type: ignore[attr-defined]
    if IS_WORKER:
        items.sort(key=lambda item: LONGEST_FIRST.index(_floor(item)))


def pytest_collection_finish() -> None:
    """Whatever is there before the first test stays to the end: nobody need look through it for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _floor(item: pytest.Item) -> str:
    return item.path.relative_to(PROJECT / "tests").parts[0]


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """What the workers of this run share; removed at its end."""
    return Path(os.environ[FOLDER_VARIABLE])


@pytest.fixture(scope="session")
def worker_number() -> int:
    """0 without pytest-xdist and for its first worker."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def servers(run_folder: Path) -> Servers:
    """Started by whichever worker asks first."""
    return servers_of(run_folder, run=os.getppid() if IS_WORKER else os.getpid())


@pytest.fixture(scope="session")
def settings(servers: Servers, run_folder: Path, worker_number: int) -> Settings:
    """The settings of this worker, also in the environment for processes that tests start."""
    name = f"{servers.template}_{worker_number}"
    os.environ |= {
        "DATABASE_URL": with_path(servers.database_url, name),
        "OWNER_DATABASE_URL": with_path(servers.owner_database_url, name),
        "REDIS_URL": with_path(servers.redis_url, str(worker_number)),
        "S3_ENDPOINT": servers.s3_endpoint,
        "S3_ACCESS_KEY": servers.s3_access_key,
        "S3_SECRET_KEY": servers.s3_secret_key,
        "S3_BUCKET": servers.template.replace("_", "-"),  # shared: ready states have objects in it
        "DATA_DIR": str(run_folder / f"data-{worker_number}"),
        "PLATFORM_KEYS_FILE": str(run_folder / "platform-keys.json"),
        "TRAINING": "true",
        "PUBLIC_URL": "http://localhost:8000",
        "PICCOLO_CONF": "app.piccolo_conf",
    }
    return Settings.from_environment()


@pytest.fixture(scope="session")
def quick_hashes() -> Iterator[None]:
    """Passwords are hashed at little cost in the workers of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        yield


@pytest.fixture(scope="session")
async def database(
    servers: Servers, settings: Settings, run_folder: Path, worker_number: int, quick_hashes: None
) -> AsyncIterator[None]:
    """The worker's database behind the engine, and all else a process of the platform sets up."""
    from app.runtime import runtime

    name = database_of(settings.database_url)
    await make_database(servers, name)
    use(Copies(servers=servers, folder=run_folder, worker=worker_number))
    async with runtime(settings):
        await store().ensure_bucket()
        await let_in(settings.public_url, folder=run_folder)
        yield
    await drop_database(servers, name)


@pytest.fixture
async def fresh_database(servers: Servers, settings: Settings, database: None) -> AsyncIterator[str]:
    """An empty migrated database of the test's own behind the engine; gives the owner's URL."""
    name = f"{database_of(settings.database_url)}_{next(_numbers)}"
    await make_database(servers, name)
    await point_engine_at(with_path(settings.database_url, name))
    yield with_path(servers.owner_database_url, name)
    await point_engine_at(settings.database_url)
    await drop_database(servers, name)


@pytest.fixture
async def own_copy(database: None) -> AsyncIterator[None]:
    """A test that began in a ready state leaves its copy of the database behind."""
    yield
    await leave()


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
        transport=from_somewhere(application), base_url=settings.public_url
    ) as browser:

        async def send_token(request: httpx.Request) -> None:
            request.headers.setdefault("x-csrftoken", browser.cookies.get("csrftoken", ""))

        browser.event_hooks["request"].append(send_token)
        await browser.get("/healthz")
        yield browser
