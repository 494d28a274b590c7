"""The platform as it runs in the world: `tianping serve` and `tianping worker` as processes that can be killed.

Both stand on a database, a bucket and a Redis database of their own, with the demo's people entered (once for all
workers, in a database that is copied) and the training clock set to a year whose days off are known. At the end
their logs are read: no error, no traceback, and none of the secrets that journeys have named.

Run as a program, this file enters the people; it reads its settings from the environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from nursery import Nursery, Nursling
from quick_hashes import hash_quickly
from run_servers import PROJECT, Servers, alone, drop_database, free_port, make_database, with_path

from app.demo.accounts import PASSPHRASE, PASSWORD
from app.demo.world import World
from app.supervisor.processes import answers
from core.clock import BEIJING

BEGINS_AT = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
LIVE_REDIS = 8  # Redis databases below belong to the workers themselves
_COMMANDS = ("serve", "worker")
_ORDERLY = {0, -signal.SIGTERM}  # the latter of a process that was still starting
_START_SECONDS = 90
_STOP_SECONDS = 20


@dataclass(kw_only=True)
class LivePlatform:
    """Two child processes, and what a test needs to reach, kill and question them."""

    environment: dict[str, str] = field(repr=False)
    folder: Path
    host: str
    port: int
    secrets: set[bytes] = field(default_factory=set, repr=False)
    _nursery: Nursery = field(init=False)
    _children: dict[str, Nursling] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._nursery = Nursery(environment=self.environment)

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self) -> None:
        """Both, at the same time; returns when the application answers."""
        self._spawn("worker")
        self.start_application()

    def start_application(self) -> None:
        """Returns when it answers."""
        self._spawn("serve")
        self._wait_until(partial(answers, "/healthz", host=self.host, port=self.port), told="the application")

    def start_worker(self) -> None:
        """Returns at once: work that is due waits for it in the database."""
        self._spawn("worker")

    def kill_application(self) -> None:
        """SIGKILL to all its processes."""
        self._kill("serve")

    def kill_worker(self) -> None:
        """SIGKILL."""
        self._kill("worker")

    def restart_after_killing(self) -> None:
        """SIGKILL to the worker, then to the application; then both again."""
        self.kill_worker()
        self.kill_application()
        self.start()

    def stop(self) -> dict[str, int]:
        """By SIGTERM, as a service manager would; gives the exit codes."""
        for child in self._children.values():
            child.terminate()
        return {command: child.wait(_STOP_SECONDS) for command, child in self._children.items()}

    def kill_what_is_left(self) -> None:
        """So that nothing outlives the run."""
        for command in list(self._children):
            self._kill(command)
        self._nursery.close()

    def keep_secret(self, *values: bytes | str) -> None:
        """From now on no log line may hold any of these."""
        self.secrets |= {value.encode() if isinstance(value, str) else value for value in values}

    def log(self, command: str) -> bytes:
        """What `tianping serve` or `tianping worker` has written."""
        return (self.folder / f"{command}.log").read_bytes()

    async def rows(self, query: str, *values: object) -> list[asyncpg.Record]:
        """What somebody with the whole database finds."""
        connection = await asyncpg.connect(self.environment["OWNER_DATABASE_URL"])
        try:
            return list(await connection.fetch(query, *values))
        finally:
            await connection.close()

    def _spawn(self, command: str) -> None:
        self._children[command] = self._nursery.start(command, log=self.folder / f"{command}.log")

    def _kill(self, command: str) -> None:
        child = self._children.pop(command, None)
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(_STOP_SECONDS)

    def _wait_until(self, ready: Callable[[], bool], *, told: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not ready():
            for command, child in self._children.items():
                assert child.poll() is None, (
                    f"tianping {command} ended:\n{self.log(command).decode()[-2000:]}"
                )
            assert time.monotonic() < deadline, f"{told} does not answer"
            time.sleep(0.05)


@pytest.fixture(scope="session")
async def live_platform(
    servers: Servers, run_folder: Path, worker_number: int
) -> AsyncIterator[LivePlatform]:
    """Started once for all journeys; time only goes forward between them."""
    name = f"tianping_live_{secrets.token_hex(4)}"
    platform = _platform(servers, name=name, folder=run_folder / name, redis=LIVE_REDIS + worker_number)
    await make_database(servers, name, template=await _with_people(servers, run_folder))
    try:
        _run_to_the_end(platform, "-m", "app.cli", "migrate")
        platform.start()
        yield platform
        assert set(platform.stop().values()) <= _ORDERLY
        assert list(_complaints(platform)) == []
        assert list(_leaks(platform)) == []
    finally:
        platform.kill_what_is_left()
        await drop_database(servers, name)


async def _with_people(servers: Servers, run_folder: Path) -> str:
    """A database with the demo's people in it, made once for all workers."""
    name = f"{servers.template}_people"
    entered = run_folder / "people.entered"
    with alone(run_folder, "people"):
        if not entered.exists():
            await drop_database(servers, name)  # of a worker that failed here
            await make_database(servers, name)
            _run_to_the_end(
                _platform(servers, name=name, folder=run_folder / name, redis=LIVE_REDIS), __file__
            )
            entered.touch()
    return name


@pytest.fixture(scope="session")
async def world(live_platform: LivePlatform) -> AsyncIterator[World]:
    """The demo's people in front of the live platform, each signed in once."""
    async with World(base_url=live_platform.base_url, say=lambda _: None) as people:
        yield people


def _platform(servers: Servers, *, name: str, folder: Path, redis: int) -> LivePlatform:
    folder.mkdir(exist_ok=True)
    host, port = "127.0.0.1", free_port()
    environment = os.environ | {
        "DATABASE_URL": with_path(servers.database_url, name),
        "OWNER_DATABASE_URL": with_path(servers.owner_database_url, name),
        "REDIS_URL": with_path(servers.redis_url, str(redis)),
        "S3_ENDPOINT": servers.s3_endpoint,
        "S3_ACCESS_KEY": servers.s3_access_key,
        "S3_SECRET_KEY": servers.s3_secret_key,
        "S3_BUCKET": name.replace("_", "-"),
        "DATA_DIR": str(folder / "data"),
        "PLATFORM_KEYS_FILE": str(folder.parent / "platform-keys.json"),
        "TRAINING": "true",
        "HOST": host,
        "PORT": str(port),
        "PUBLIC_URL": f"http://{host}:{port}",
        "SECURE_COOKIES": "false",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "info",
        "PICCOLO_CONF": "app.piccolo_conf",
    }
    platform = LivePlatform(environment=environment, folder=folder, host=host, port=port)
    platform.keep_secret(PASSWORD, PASSPHRASE, servers.s3_secret_key, *_passwords_in(servers))
    return platform


def _run_to_the_end(platform: LivePlatform, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=platform.environment | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _complaints(platform: LivePlatform) -> Iterator[str]:
    """Log lines nobody should find in the morning."""
    for command in _COMMANDS:
        for line in platform.log(command).decode().splitlines():
            if "Traceback" in line or _level_of(line) in {"error", "critical"}:
                yield f"{command}: {line[:2000]}"


def _level_of(line: str) -> str:
    try:
        return str(json.loads(line).get("level", ""))
    except (ValueError, AttributeError):
        return ""


def _leaks(platform: LivePlatform) -> Iterator[str]:
    """Secrets in the logs, as they are, in hexadecimal or in base64."""
    written = {command: platform.log(command) for command in _COMMANDS}
    platform.keep_secret(*_platform_keys(platform))
    for secret in platform.secrets:
        for form in spellings(secret):
            yield from (f"{command}: {secret!r}" for command, text in written.items() if form in text)


def spellings(secret: bytes) -> tuple[bytes, ...]:
    """The bytes as they are, in hexadecimal (also of that: payloads kept as bytes), and wherever base64 puts them."""
    hexed = secret.hex().encode()
    return (secret, hexed, hexed.upper(), hexed.hex().encode(), *(_in_base64(secret, at) for at in range(3)))


def _in_base64(secret: bytes, at: int) -> bytes:
    """The characters the secret alone decides when `at` other bytes precede it in its group of three."""
    whole = b64encode(b"\0" * at + secret)
    return whole[-(-8 * at // 6) : 8 * (at + len(secret)) // 6]


def _platform_keys(platform: LivePlatform) -> list[bytes]:
    """Both keys in the platform's file are private."""
    keys = json.loads(Path(platform.environment["PLATFORM_KEYS_FILE"]).read_text())
    return [bytes.fromhex(key) for key in keys.values()]


def _passwords_in(servers: Servers) -> list[str]:
    urls = (servers.database_url, servers.owner_database_url, servers.redis_url)
    return [password for url in urls if (password := urlsplit(url).password)]


async def _enter_people() -> None:
    from app.demo.people import enter_people
    from app.runtime import runtime
    from app.settings import Settings
    from storage.clock import platform_now, start_clock

    hash_quickly(pytest.MonkeyPatch())
    async with runtime(Settings.from_environment()):
        await start_clock(at=BEGINS_AT)
        await enter_people(now=await platform_now(), say=lambda _: None)


if __name__ == "__main__":
    asyncio.run(_enter_people())
