"""Processes watched together: one that dies or hangs is started again, for as long as the group lives.

One member that keeps dying never ends the others: a site without its worker can still be read.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.embedded import CannotStart, Child
from app.embedded.child import LAST_LINES, last_lines
from app.supervisor.pulse import Pulse

QUICK_SECONDS = 5.0  # a life shorter than this counts as a failure to start
QUICK_DEATHS = 3  # from so many in a row on, the operator reads the log's last lines
PAUSES = (0.5, 2.0, 5.0, 15.0, 60.0)  # before the first, second … try; the last for ever
_LARGEST_LOG = 20 * 2**20


@dataclass
class Member:
    """One process and how to start it (again). `start` returns when the process runs or raises CannotStart."""

    name: str
    child: Child
    start: Callable[[], Child]
    pulse: Pulse | None = None
    started_at: float = field(default_factory=time.monotonic)
    quick_deaths: int = 0
    again_at: float | None = None


class Group:
    """Members in the order they were started."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._members: list[Member] = []
        self._clock = clock
        self.tell: Callable[[str], None] = print
        self.quote: Callable[[Sequence[str]], None] = lambda _: None
        self.ending = False

    def add(self, *, name: str, child: Child, start: Callable[[], Child], pulse: Pulse | None = None) -> None:
        if pulse is not None:
            pulse.begin()
        self._members.append(Member(name, child, start, pulse, self._clock()))

    @property
    def latest(self) -> Child:
        return self._members[-1].child

    def tend(self) -> None:
        """One look at everybody."""
        for member in self._members:
            _rotate(member.child.program.log)
            if member.again_at is not None:
                self._perhaps_restart(member)
            elif not member.child.alive():
                self._note_death(member)
            elif member.pulse is not None and member.pulse.is_lost(member.child.process.pid):
                self.tell(f"{member.name} hangs; it is killed and started again.")
                member.child.process.kill()
                member.child.process.wait()

    def _note_death(self, member: Member) -> None:
        now = self._clock()
        quick = now - member.started_at < QUICK_SECONDS
        member.quick_deaths = member.quick_deaths + 1 if quick else 1
        pause = PAUSES[min(member.quick_deaths, len(PAUSES)) - 1]
        member.again_at = now + pause
        code = member.child.process.returncode
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        self.tell(f"{member.name} {how}; starting it again in {pause} s.")
        if member.quick_deaths >= QUICK_DEATHS:
            log = member.child.program.log
            self.tell(f"{member.name} ended {member.quick_deaths} times within seconds; the end of {log}:")
            self.quote(last_lines(log, lines=LAST_LINES))

    def _perhaps_restart(self, member: Member) -> None:
        if member.again_at is None or self._clock() < member.again_at:
            return
        member.again_at = None
        member.started_at = self._clock()
        try:
            member.child = member.start()
        except (CannotStart, OSError) as refusal:
            self.tell(str(refusal))  # the dead child stays: the next look counts another quick death
        if member.pulse is not None:
            member.pulse.begin()

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
    """Keep one older file. The child appends, so emptying the file under it is safe; on a full disk that is all."""
    if not log.exists() or log.stat().st_size < _LARGEST_LOG:
        return
    try:
        log.with_suffix(".log.1").write_bytes(log.read_bytes())
    except OSError:
        log.with_suffix(".log.1").unlink(missing_ok=True)
    with log.open("wb"):
        pass
