"""A child process that never outlives its parent. Not for short commands (use subprocess for those)."""

import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from app.embedded import lifeline
from app.embedded.errors import CannotStart

LAST_LINES = 20
_MARK = "TIANPING_PIDFILE"  # in the environment of a child and of all that it starts


@dataclass(frozen=True, kw_only=True)
class Program:
    """How to run one child. `user` is honoured only when we are root.

    `death_signal` comes from the kernel when the thread that started the child dies.
    """

    name: str
    argv: tuple[str, ...]
    folder: Path
    log: Path
    pidfile: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    user: str | None = None


@dataclass(frozen=True)
class Child:
    """A running program."""

    program: Program
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, program: Program) -> Self:
        """Start the program after ending what an earlier, killed parent may have left of it."""
        end_stale(program.pidfile)
        identity = identity_of(program.user)
        with program.log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own argv, no shell
                program.argv,
                cwd=program.folder,
                env={**program.environment, _MARK: str(program.pidfile)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone; it stops the children in order
                preexec_fn=lifeline.tied(by=program.death_signal),  # noqa: PLW1509 - two system calls
                user=identity.user,
                group=identity.group,
                extra_groups=identity.extra_groups,
            )
        note = {"pid": process.pid, "started": _started(process.pid), "stop_signal": int(program.stop_signal)}
        program.pidfile.write_text(json.dumps(note))
        return cls(program, process)

    def alive(self) -> bool:
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.alive():
            self.process.send_signal(self.program.stop_signal)

    def stop(self, *, seconds: float = 15) -> None:
        """Ask, wait, then kill."""
        self.ask_to_stop()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.program.pidfile.unlink(missing_ok=True)

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """Poll `ready`; a death or a silence longer than `seconds` is told with the log's last lines."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.alive():
                raise self._refusal("ended while starting")
            if time.monotonic() > deadline:
                raise self._refusal(f"did not answer within {seconds:.0f} s")
            time.sleep(0.02)

    def _refusal(self, what: str) -> CannotStart:
        log = self.program.log
        return CannotStart(
            f"{self.program.name} {what}; the end of {log}:", lines=last_lines(log, lines=LAST_LINES)
        )


def last_lines(log: Path, *, lines: int) -> list[str]:
    """The end of a log, without empty lines; an absent log has no lines."""
    if not log.exists():
        return []
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 200 * lines - 4000))
        text = file.read().decode(errors="replace")
    return [line.rstrip() for line in text.splitlines() if line.strip()][-lines:]


class Identity(NamedTuple):
    """Arguments of subprocess: another user without further groups, or nobody else."""

    user: int | None
    group: int | None
    extra_groups: tuple[int, ...] | None


def identity_of(user: str | None) -> Identity:
    """Whom to run as: `user` when we are root, else who we are."""
    if user is None or os.geteuid() != 0:
        return Identity(None, None, None)
    entry = pwd.getpwnam(user)
    return Identity(entry.pw_uid, entry.pw_gid, ())


def end_stale(pidfile: Path) -> None:
    """End what a killed supervisor left: the process named by the pidfile, if it is still the one that was
    started, and whatever that one has started. Hold the data folder's lock before."""
    if not pidfile.exists():
        return
    noted = _noted_in(pidfile)
    if noted is not None:
        _end(noted.pid, noted.stop_signal)
    for stray in _strays(pidfile):
        _end(stray, signal.SIGKILL)
    pidfile.unlink(missing_ok=True)


def _strays(pidfile: Path) -> list[int]:
    """Processes that carry the mark of this pidfile."""
    mark = f"{_MARK}={pidfile}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            marked = mark in (folder / "environ").read_bytes().split(b"\0")
        except OSError:  # gone, or another user's
            continue
        if marked and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


class _Noted(NamedTuple):
    pid: int
    stop_signal: signal.Signals


def _noted_in(pidfile: Path) -> _Noted | None:
    """The process that the pidfile names; None when it is gone, or its number has another now."""
    try:
        note = json.loads(pidfile.read_text())
        pid, started = int(note["pid"]), note["started"]
        stop_signal = signal.Signals(note.get("stop_signal", signal.SIGTERM))
    except (ValueError, KeyError, TypeError):
        return None
    return _Noted(pid, stop_signal) if started is not None and _started(pid) == started else None


def _end(pid: int, stop_signal: signal.Signals) -> None:
    started = _started(pid)
    for number, seconds in ((stop_signal, 10.0), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if _started(pid) != started:
                return
            time.sleep(0.05)


def _started(pid: int) -> str | None:
    """Start time in ticks since boot: with the pid it names one process. None when gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in {"Z", "X"} else fields[19]
