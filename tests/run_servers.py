"""The servers of one run of the tests: started once, by whichever worker needs them first, and shared by all.

They live in a process of their own, the keeper, which watches the run: when the run ends, however it ends, the
keeper stops the servers and removes the folder. Servers come from TEST_DATABASE_URL (owner's:
TEST_OWNER_DATABASE_URL), TEST_REDIS_URL and TEST_S3_ENDPOINT, TEST_S3_ACCESS_KEY, TEST_S3_SECRET_KEY when set,
else they are the embedded ones.

Run as a program, this file is the keeper: FOLDER and the process id of the run are its arguments.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import random
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from app.embedded.ports import is_free

PROJECT = Path(__file__).resolve().parent.parent
FOLDER_VARIABLE = "TIANPING_TEST_FOLDER"  # workers of pytest-xdist inherit it from the run
_FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "300",
    "shared_buffers": "256MB",
    "autovacuum": "off",  # its workers sit in databases that are to be copied or dropped
}
_PATIENCE_SECONDS = 180
_ROOM_BYTES = 4 << 30


@dataclass(frozen=True, kw_only=True)
class Servers:
    """Where the servers are, and the migrated, marked, otherwise empty database that is copied for each use."""

    database_url: str
    owner_database_url: str
    redis_url: str
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str
    template: str


def new_folder(prefix: str = "tianping-tests-") -> Path:
    """A folder that PostgreSQL's own user can pass through when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=_in_memory()))
    folder.chmod(0o711)
    return folder


def _in_memory() -> Path | None:
    """Where making and removing a database's thousand files costs no disk, if there is room and programs may run."""
    shared = Path("/dev/shm")
    try:
        found = os.statvfs(shared)
    except OSError:
        return None
    roomy = found.f_bavail * found.f_frsize >= _ROOM_BYTES
    return shared if roomy and not found.f_flag & os.ST_NOEXEC and os.access(shared, os.W_OK) else None


def servers_of(folder: Path, *, run: int) -> Servers:
    """The servers of the run whose process is `run`; returns when they answer."""
    with alone(folder):
        if not (folder / "keeper.json").exists():
            _start_keeper(folder, run)
    keeper = int(json.loads((folder / "keeper.json").read_text())["pid"])
    return Servers(**json.loads(_said_by(keeper, folder / "servers.json")))


def end_servers(folder: Path) -> None:
    """Called by the run itself at its end; returns when nothing is left."""
    note = folder / "keeper.json"
    if note.exists():
        _end(int(json.loads(note.read_text())["pid"]))
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def alone(folder: Path, name: str = "servers") -> Iterator[None]:
    """One worker at a time, for each name."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    """Below Linux's range for outgoing connections, which could take it before whoever asked does."""
    while not is_free(port := random.randint(22_000, 32_000)):
        pass
    return port


async def make_database(servers: Servers, name: str, *, template: str | None = None) -> None:
    """A copy of the migrated database, or of another that nobody is connected to; takes a tenth of a second."""
    source = template or servers.template
    await _as_owner(servers.owner_database_url, f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


async def drop_database(servers: Servers, name: str) -> None:
    """Only tidies up. A background worker of the server's own in this database cannot be ended by its owner:
    then the database stays until the servers' folder goes."""
    with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
        await _as_owner(servers.owner_database_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def with_path(url: str, path: str) -> str:
    """The URL of another database of the same server."""
    return urlsplit(url)._replace(path=f"/{path}").geturl()


def _start_keeper(folder: Path, run: int) -> None:
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, __file__, str(folder), str(run)],
            cwd=PROJECT,
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (folder / "keeper.json").write_text(json.dumps({"pid": keeper.pid}))


def _said_by(keeper: int, answer: Path) -> str:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not answer.exists():
        log = answer.with_name("keeper.log").read_text()[-4000:]
        assert _is_alive(keeper), f"the servers of the tests did not start:\n{log}"
        assert time.monotonic() < deadline, f"the servers of the tests do not answer:\n{log}"
        time.sleep(0.05)
    return answer.read_text()


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 30
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)


def _keep(folder: Path, run: int) -> None:
    """The keeper's life."""
    watched = os.pidfd_open(run)
    signal.signal(signal.SIGTERM, _leave)
    with contextlib.ExitStack() as ending:
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        servers = _given() or _embedded(folder, ending)
        _migrate(folder, servers)
        draft = folder / "servers.json.new"
        draft.write_text(json.dumps(asdict(servers)))
        draft.rename(folder / "servers.json")
        select.select([watched], [], [])


def _leave(_number: int, _frame: object) -> None:
    sys.exit()


def _given() -> Servers | None:
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        return None
    return Servers(
        database_url=url,
        owner_database_url=os.environ.get("TEST_OWNER_DATABASE_URL", url),
        redis_url=os.environ["TEST_REDIS_URL"],
        s3_endpoint=os.environ["TEST_S3_ENDPOINT"],
        s3_access_key=os.environ["TEST_S3_ACCESS_KEY"],
        s3_secret_key=os.environ["TEST_S3_SECRET_KEY"],
        template=_new_name(),
    )


def _embedded(folder: Path, ending: contextlib.ExitStack) -> Servers:
    from app.embedded import start_servers

    started = start_servers(folder / "servers", postgresql_settings=_FAST)
    ending.callback(started.stop)
    names = [name for name in Servers.__dataclass_fields__ if name != "template"]
    return Servers(**{name: getattr(started, name) for name in names}, template=_new_name())


def _new_name() -> str:
    return f"tianping_test_{secrets.token_hex(4)}"


def _migrate(folder: Path, servers: Servers) -> None:
    create = f'CREATE DATABASE "{servers.template}"'
    asyncio.run(_as_owner(servers.owner_database_url, create))
    settings = {
        "DATABASE_URL": with_path(servers.database_url, servers.template),
        "OWNER_DATABASE_URL": with_path(servers.owner_database_url, servers.template),
        "REDIS_URL": servers.redis_url,
        "S3_ENDPOINT": servers.s3_endpoint,
        "S3_ACCESS_KEY": servers.s3_access_key,
        "S3_SECRET_KEY": servers.s3_secret_key,
        "S3_BUCKET": servers.template.replace("_", "-"),
        "DATA_DIR": str(folder / "data"),
        "PLATFORM_KEYS_FILE": str(folder / "platform-keys.json"),
        "TRAINING": "true",
    }
    command = [sys.executable, "-m", "app.migrate"]
    subprocess.run(command, cwd=PROJECT, env=os.environ | settings, check=True)


async def _as_owner(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


if __name__ == "__main__":
    _keep(Path(sys.argv[1]), int(sys.argv[2]))
