"""What dies is started again; what keeps dying ends the group and is quoted."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.embedded import CannotStart, Child, Program
from app.embedded.child import last_lines
from app.supervisor.group import Group, GroupEnded


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


def test_three_quick_deaths_end_the_group_with_the_last_lines(tmp_path: Path) -> None:
    def start() -> Child:
        return Child.start(program(tmp_path, "echo out of paper >&2; exit 3"))

    clock = Clock()
    group = group_of(start(), start=start, clock=clock)

    def tend_until_ended() -> None:
        while True:
            time.sleep(0.02)
            clock.now += 1.0
            group.tend()

    with pytest.raises(GroupEnded) as end:
        tend_until_ended()
    assert end.value.lines[-1] == "out of paper"


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
