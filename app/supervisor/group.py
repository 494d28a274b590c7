"""Processes watched together: one that dies is started again, one that keeps dying ends the group."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.embedded import CannotStart, Child
from app.embedded.child import LAST_LINES, last_lines

QUICK_SECONDS = 5.0  # a life shorter than this counts as a failure to start
QUICK_DEATHS = 3
_PAUSES = (0.5, 2.0)  # before the second and the third try
_LARGEST_LOG = 20 * 2**20


class GroupEnded(Exception):
    """A member died three times quickly; carries the last lines of its log."""

    def __init__(self, *, name: str, log: Path) -> None:
        self.name = name
        self.log = log
        self.lines = last_lines(log, lines=LAST_LINES)
        super().__init__(f"{name} ended {QUICK_DEATHS} times within seconds; the end of {log}:")


@dataclass
class Member:
    """One process and how to start it (again). `start` returns when the process runs or raises CannotStart."""

    name: str
    child: Child
    start: Callable[[], Child]
    started_at: float = field(default_factory=time.monotonic)
    quick_deaths: int = 0
    again_at: float | None = None


class Group:
    """Members in the order they were started."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._members: list[Member] = []
        self._clock = clock
        self.tell: Callable[[str], None] = print
        self.ending = False

    def add(self, *, name: str, child: Child, start: Callable[[], Child]) -> None:
        self._members.append(Member(name, child, start, self._clock()))

    @property
    def latest(self) -> Child:
        return self._members[-1].child

    def tend(self) -> None:
        """One look at everybody. Raises GroupEnded."""
        for member in self._members:
            _rotate(member.child.program.log)
            if member.again_at is not None:
                self._perhaps_restart(member)
            elif not member.child.alive():
                self._note_death(member)

    def _note_death(self, member: Member) -> None:
        now = self._clock()
        quick = now - member.started_at < QUICK_SECONDS
        member.quick_deaths = member.quick_deaths + 1 if quick else 1
        if member.quick_deaths >= QUICK_DEATHS:
            raise GroupEnded(name=member.name, log=member.child.program.log)
        pause = _PAUSES[member.quick_deaths - 1]
        member.again_at = now + pause
        code = member.child.process.returncode
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        self.tell(f"{member.name} {how}; starting it again in {pause} s.")

    def _perhaps_restart(self, member: Member) -> None:
        if member.again_at is None or self._clock() < member.again_at:
            return
        member.again_at = None
        member.started_at = self._clock()
        try:
            member.child = member.start()
        except CannotStart as refusal:
            self.tell(str(refusal))  # the dead child stays: the next look counts another quick death

    def stop(self) -> None:
        """Latest first, each given its time to finish what it does."""
        while self._members:
            self._members[-1].child.stop()
            self._members.pop()

    def kill(self) -> None:
        for member in self._members:
            if member.child.alive():
                member.child.process.kill()


def _rotate(log: Path) -> None:
    """Keep one older file. The child appends, so emptying the file under it is safe."""
    if not log.exists() or log.stat().st_size < _LARGEST_LOG:
        return
    log.with_suffix(".log.1").write_bytes(log.read_bytes())
    with log.open("wb"):
        pass
