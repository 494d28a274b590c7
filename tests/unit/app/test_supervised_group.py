"""What dies or hangs is started again; what keeps dying is quoted, and ends nobody else."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.embedded import CannotStart, Child, Program
from app.embedded.child import last_lines
from app.supervisor.group import PAUSES, Group
from app.supervisor.pulse import (
    BUSY_SECONDS,
    LOOK_SECONDS,
    START_SECONDS,
    STILL_SECONDS,
    Pulse,
    processor_ticks,
)


def program(folder: Path, script: str, *, name: str = "child") -> Program:
    return Program(
        name=name,
        argv=("/bin/sh", "-c", script),
        folder=folder,
        log=folder / f"{name}.log",
        pidfile=folder / f"{name}.json",
        environment={"PATH": os.environ["PATH"]},
    )


def group_of(
    child: Child, *, start: Callable[[], Child], clock: Callable[[], float] = time.monotonic
) -> Group:
    group = Group(clock=clock)
    group.tell = lambda _: None
    group.add(name="child", child=child, start=start)
    return group


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Clock:
    """Stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_killed_child_is_started_again_after_a_pause(tmp_path: Path) -> None:
    clock = Clock()
    started: list[Child] = []

    def start() -> Child:
        started.append(Child.start(program(tmp_path, "sleep 60")))
        return started[-1]

    group = group_of(start(), start=start, clock=clock)
    clock.now = 100.0
    started[0].process.kill()
    started[0].process.wait()
    group.tend()
    assert len(started) == 1
    clock.now = 101.0
    group.tend()
    assert len(started) == 2
    assert started[1].alive()
    group.stop()
    assert not started[1].alive()


def test_a_child_that_keeps_dying_is_quoted_and_tried_for_ever_while_the_others_run(tmp_path: Path) -> None:
    starts = 0

    def start() -> Child:
        nonlocal starts
        starts += 1
        child = Child.start(program(tmp_path, "echo out of paper >&2; exit 3"))
        child.process.wait()
        return child

    clock, told, quoted = Clock(), list[str](), list[str]()
    group = group_of(start(), start=start, clock=clock)
    group.tell, group.quote = told.append, quoted.extend
    group.add(name="other", child=Child.start(program(tmp_path, "sleep 60", name="other")), start=start)
    other = group.latest
    for _ in range(12):
        group.tend()
        clock.now += max(PAUSES)
        group.tend()
        clock.now += 1.0
    assert starts == 13
    assert other.alive()
    assert quoted[-1] == "out of paper"
    pauses = [line for line in told if line.startswith("child ended with code 3")]
    assert pauses[:2] == [f"child ended with code 3; starting it again in {pause} s." for pause in PAUSES[:2]]
    assert pauses[-1] == f"child ended with code 3; starting it again in {PAUSES[-1]} s."
    group.stop()


def test_a_child_that_cannot_be_started_at_all_is_tried_again(tmp_path: Path) -> None:
    clock = Clock()
    refusals: list[Exception] = [OSError(28, "No space left on device"), CannotStart("no room")]

    def start() -> Child:
        if refusals:
            raise refusals.pop()
        return Child.start(program(tmp_path, "sleep 60"))

    first = Child.start(program(tmp_path, "exit 1"))
    first.process.wait()
    group = group_of(first, start=start, clock=clock)
    for _ in range(6):
        group.tend()
        clock.now += max(PAUSES)
    assert group.latest.alive()
    group.stop()


def test_a_stopped_child_is_killed_and_started_again_and_a_busy_one_is_given_longer(tmp_path: Path) -> None:
    clock = Clock()
    signs = {"stopped": True, "busy": True}
    group = Group(clock=clock)
    group.tell = lambda _: None
    for name, script in (("stopped", "sleep 60"), ("busy", "while :; do :; done")):
        chosen = program(tmp_path, script, name=name)
        start = partial(Child.start, chosen)
        pulse = Pulse(partial(signs.__getitem__, name), clock=clock)
        group.add(name=name, child=start(), start=start, pulse=pulse)
    stopped, busy = (member.child for member in group._members)
    clock.now += LOOK_SECONDS
    group.tend()
    stopped.process.send_signal(signal.SIGSTOP)
    signs |= {"stopped": False, "busy": False}
    while clock.now < STILL_SECONDS + 3 * LOOK_SECONDS:
        _let_work(busy)
        clock.now += LOOK_SECONDS
        group.tend()
    assert stopped.process.returncode == -signal.SIGKILL
    assert busy.alive()
    group.tend()
    clock.now += 1.0
    group.tend()
    assert group._members[0].child is not stopped
    assert group._members[0].child.alive()
    clock.now += BUSY_SECONDS
    group.tend()
    assert busy.process.returncode == -signal.SIGKILL
    group.stop()


def test_a_child_has_time_to_start_before_its_first_sign(tmp_path: Path) -> None:
    clock = Clock()
    group = Group(clock=clock)
    group.tell = lambda _: None
    start = partial(Child.start, program(tmp_path, "sleep 600"))
    group.add(name="slow", child=start(), start=start, pulse=Pulse(lambda: False, clock=clock))
    clock.now += START_SECONDS
    group.tend()
    assert group.latest.alive()
    clock.now += LOOK_SECONDS + 1
    group.tend()
    assert not group.latest.alive()
    group.stop()


def _let_work(child: Child) -> None:
    before = processor_ticks(child.process.pid)
    wait_for(lambda: processor_ticks(child.process.pid) > before)


def test_a_long_life_forgives_earlier_deaths(tmp_path: Path) -> None:
    clock = Clock()

    def start() -> Child:
        child = Child.start(program(tmp_path, "exit 1"))
        child.process.wait()
        return child

    group = group_of(start(), start=start, clock=clock)
    for _ in range(6):
        clock.now += 60.0
        group.tend()
        clock.now += 1.0
        group.tend()


def test_a_child_that_ends_before_it_is_ready_is_quoted(tmp_path: Path) -> None:
    child = Child.start(program(tmp_path, "echo no such table; exit 1"))
    with pytest.raises(CannotStart, match="ended while starting") as refusal:
        child.wait_until(lambda: False, seconds=10)
    assert refusal.value.lines == ("no such table",)


def test_a_child_that_ignores_the_signal_is_killed(tmp_path: Path) -> None:
    child = Child.start(program(tmp_path, "trap '' TERM; echo ready; while :; do sleep 1; done"))
    child.wait_until(lambda: last_lines(child.program.log, lines=1) == ["ready"], seconds=10)
    child.stop(seconds=0.2)
    assert child.process.returncode == -signal.SIGKILL


def test_a_child_left_by_a_killed_parent_is_ended_before_its_successor_starts(tmp_path: Path) -> None:
    """The kernel ends children of a killed parent; where it could not, the pidfile does."""
    left = Child.start(program(tmp_path, "sleep 60"))
    successor = Child.start(program(tmp_path, "sleep 60"))
    assert left.process.wait(5) == -signal.SIGTERM
    assert successor.alive()
    successor.stop()


def test_what_a_killed_child_has_started_is_ended_as_well(tmp_path: Path) -> None:
    """Its own children may hold a port."""
    left = Child.start(program(tmp_path, "sleep 61 & echo $! ; wait"))
    left.wait_until(lambda: last_lines(left.program.log, lines=1) != [], seconds=10)
    grandchild = int(last_lines(left.program.log, lines=1)[0])
    left.process.kill()
    left.process.wait()
    assert _runs(grandchild)
    successor = Child.start(program(tmp_path, "sleep 60"))
    wait_for(lambda: not _runs(grandchild))
    assert successor.alive()
    successor.stop()


def test_a_pidfile_naming_another_process_harms_nobody(tmp_path: Path) -> None:
    bystander = subprocess.Popen(["/bin/sleep", "60"])
    chosen = program(tmp_path, "sleep 60")
    chosen.pidfile.write_text(f'{{"pid": {bystander.pid}, "started": "1"}}')
    child = Child.start(chosen)
    assert bystander.poll() is None
    child.stop()
    bystander.kill()
    bystander.wait()


def test_the_children_of_a_killed_parent_end_with_it(tmp_path: Path) -> None:
    script = f"""
import time
from pathlib import Path
from app.embedded import Child, Program
folder = Path({str(tmp_path)!r})
child = Child.start(Program(name="child", argv=("/bin/sleep", "60"), folder=folder,
                            log=folder / "log", pidfile=folder / "pid"))
(folder / "ready").write_text(str(child.process.pid))
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", script])
    wait_for((tmp_path / "ready").exists)
    wait_for(lambda: bool((tmp_path / "ready").read_text()))
    child = int((tmp_path / "ready").read_text())
    parent.kill()
    parent.wait()
    wait_for(lambda: not _runs(child))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
