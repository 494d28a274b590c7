"""`tianping serve` and `tianping worker` without waiting for their imports: forked from a process that has them.

Otherwise each is what the console script makes: a session and a log of its own, the command's own main function.
Tests that kill both before every step would spend half their time importing the same modules again and again.

Run as a program, this file is the nursery: it reads orders, a line of JSON each, and answers each with a line.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from run_servers import PROJECT

from app.embedded.lifeline import tie_forks, tied

_LOOK_SECONDS = 0.02


@dataclass(kw_only=True)
class Nursery:
    """Started when the first child is wanted; ends when its orders end."""

    environment: dict[str, str] = field(repr=False)
    _process: subprocess.Popen[str] | None = None

    def start(self, command: str, *, log: Path) -> Nursling:
        """`tianping COMMAND`, writing to the end of `log`."""
        return Nursling(nursery=self, pid=self.order(start=command, log=str(log)))

    def order(self, **order: object) -> int:
        """One question, one number."""
        process = self._process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    def close(self) -> None:
        """The children, which are groups of their own, have ended before."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _started(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, __file__],
            cwd=PROJECT,
            env=self.environment | {"PYTHONPATH": str(PROJECT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=tied(),
        )


@dataclass(frozen=True, kw_only=True)
class Nursling:
    """Like `subprocess.Popen`, as far as needed; the leader of its process group."""

    nursery: Nursery
    pid: int

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it lives."""
        code = self.nursery.order(look=self.pid)
        return None if code == _LIVES else code

    def wait(self, seconds: float) -> int:
        """The exit code; raises `TimeoutError`."""
        deadline = time.monotonic() + seconds
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"process {self.pid} has not ended")
            time.sleep(_LOOK_SECONDS)
        return code

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


_LIVES = 1000  # no exit code


def _born(command: str, log: str) -> int:
    """Forked; the child never comes back from here."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        _redirect(log)
        sys.argv = ["tianping", command]
        from app.cli import main

        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001  # told as Python itself would; the child must never go on as the nursery
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(log: str) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for number, file in ((0, nothing), (1, written), (2, written)):
        os.dup2(file, number)


def _look(pid: int, ended: dict[int, int]) -> int:
    if pid not in ended:
        found, status = os.waitpid(pid, os.WNOHANG)
        if not found:
            return _LIVES
        ended[pid] = os.waitstatus_to_exitcode(status)
    return ended[pid]


def _serve_orders() -> None:
    import app.asgi
    import app.cli
    import app.serve
    import app.worker  # noqa: F401  # what the children need

    tie_forks()
    ended: dict[int, int] = {}
    while line := sys.stdin.readline():
        order = json.loads(line)
        answer = _look(order["look"], ended) if "look" in order else _born(order["start"], order["log"])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve_orders()
