"""kill -9 of `tianping serve` and `tianping worker` at any moment of their first seconds leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from run_servers import free_port

from app.embedded.ports import is_free

PROJECT = Path(__file__).resolve().parents[3]
# Before the interpreter is up, while it imports, around the fork of granian's worker, and when that one serves.
MOMENTS = (0.0, 0.15, 0.4, 0.7, 1.0, 1.3, 1.7, 2.0)


def start(command: str, *, port: int) -> subprocess.Popen[bytes]:
    """A session of its own, by which all it starts is known."""
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", command],
        cwd=PROJECT,
        env=os.environ | {"HOST": "127.0.0.1", "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def living_in(session: int) -> list[int]:
    """Processes of the session that are not zombies."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] not in "ZX":
            found.append(int(folder.name))
    return found


def wait_for(happened: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def end(started: subprocess.Popen[bytes]) -> None:
    started.kill()
    started.wait()


def assert_nothing_left(session: int, port: int) -> None:
    """At once, but for what the kernel needs to carry the signal out where every processor is busy."""
    wait_for(lambda: not living_in(session), seconds=10)
    assert is_free(port)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_application_leaves_no_worker_of_granian_and_no_port(moment: float) -> None:
    port = free_port()
    application = start("serve", port=port)
    time.sleep(moment)
    end(application)
    assert_nothing_left(application.pid, port)


def test_it_is_so_in_the_moment_of_the_fork_and_when_the_worker_is_stopped() -> None:
    """The moments above pass by the fork on a slow machine: here it is waited for."""
    for stop_first in (False, True):
        port = free_port()
        application = start("serve", port=port)
        wait_for(lambda application=application: len(living_in(application.pid)) > 1, seconds=60)  # type: ignore[misc]
        for worker in set(living_in(application.pid)) - {application.pid} if stop_first else ():
            os.kill(worker, signal.SIGSTOP)
        end(application)
        assert_nothing_left(application.pid, port)


def test_a_killed_worker_leaves_nothing() -> None:
    port = free_port()
    worker = start("worker", port=port)
    time.sleep(0.5)
    end(worker)
    assert_nothing_left(worker.pid, port)
