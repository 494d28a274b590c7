"""Whether a running child still does its work, and not only exists.

The application answers a request; the worker touches a file. A child without such a sign for a while is hung: soon
when it does nothing at all (stopped, locked up), later when it uses the processor, for it may be busy.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

LOOK_SECONDS = 2.0
START_SECONDS = 60.0  # without any sign since its start
STILL_SECONDS = 15.0  # without a sign, doing nothing
BUSY_SECONDS = 120.0  # without a sign, at work

Sign = Callable[[], bool]


def touched_since(file: Path) -> Sign:
    """A sign is that the file was touched since the last look."""
    seen = [_touched(file)]

    def look() -> bool:
        before, seen[0] = seen[0], _touched(file)
        return seen[0] != before

    return look


def _touched(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@dataclass
class Pulse:
    """Felt every `LOOK_SECONDS`; begun anew with every start of the child."""

    sign: Sign
    clock: Callable[[], float] = time.monotonic
    _began_at: float = 0.0
    _looked_at: float = 0.0
    _sign_at: float | None = None
    _work_at: float = 0.0
    _ticks: int = field(default=0, repr=False)

    def begin(self) -> None:
        """The child has just been started."""
        now = self.clock()
        self._began_at = self._looked_at = self._work_at = now
        self._sign_at, self._ticks = None, 0

    def is_lost(self, session: int) -> bool:
        """Whether the child, which leads this session, has hung."""
        now = self.clock()
        if now - self._looked_at < LOOK_SECONDS:
            return False
        self._looked_at = now
        if self.sign():
            self._sign_at = self._work_at = now
            return False
        ticks = processor_ticks(session)
        if ticks != self._ticks:
            self._ticks, self._work_at = ticks, now
        if self._sign_at is None:
            return now - self._began_at > START_SECONDS
        return now - self._work_at > STILL_SECONDS or now - self._sign_at > BUSY_SECONDS


def processor_ticks(session: int) -> int:
    """Processor time used by the living processes of a session."""
    return sum(_ticks_of(folder, session) for folder in Path("/proc").glob("[0-9]*"))


def _ticks_of(folder: Path, session: int) -> int:
    try:
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # gone meanwhile
        return 0
    return int(fields[11]) + int(fields[12]) if int(fields[3]) == session else 0
