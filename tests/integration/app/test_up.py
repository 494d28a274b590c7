"""`tianping up` as an operator meets it: one group, started by one command, ended by one signal."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from run_servers import free_port, new_folder

PROJECT = Path(__file__).resolve().parents[3]
OURS = (
    "DATABASE_URL",
    "OWNER_DATABASE_URL",
    "REDIS_URL",
    "TRAINING",
    "PUBLIC_URL",
    "PLATFORM_KEYS_FILE",
    "DATABASE_ROLE",
)


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One folder for all groups, which run one after the other: whoever comes first lets it be filled."""
    folder = new_folder("tianping-up-")
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def environment(data: Path) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if n not in OURS and not n.startswith("S3_")}
    return kept | {"DATA_DIR": str(data), "PORT": str(free_port())}


class Running:
    """A started `tianping up` and what its folder says of the children."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.data = Path(environment["DATA_DIR"])
        self.output = self.data.parent / "output"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "up"],
                cwd=PROJECT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.port = environment["PORT"]
        wait_for(lambda: "is running" in self.said or self.process.poll() is not None, seconds=60)
        assert self.process.poll() is None, self.said

    @property
    def said(self) -> str:
        return self.output.read_text()

    def pid(self, name: str) -> int:
        return int(json.loads((self.data / "run" / f"{name}.json").read_text())["pid"])

    def pids(self) -> set[int]:
        return {self.pid(file.stem) for file in (self.data / "run").glob("*.json")}

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=3) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def health(self) -> dict[str, object]:
        """What `/readyz` says, if anything."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as unwell:
            return dict(json.load(unwell))
        except OSError:
            return {}

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def running(environment: dict[str, str]) -> Iterator[Running]:
    started = Running(environment)
    yield started
    started.end()


def wait_for(happened: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def living_in(leader: int) -> list[int]:
    """A child and all that it has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader:
            found.append(int(folder.name))
    return found


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _replaced(running: Running, name: str, old: int) -> bool:
    """Gone, and another in its place."""
    try:
        return not _alive(old) and running.pid(name) != old and running.is_ready()
    except (OSError, ValueError):
        return False


def _refused(environment: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "up"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr.strip()


def test_up_serves_restarts_what_dies_or_hangs_and_leaves_nothing_behind(
    running: Running, environment: dict[str, str]
) -> None:
    assert running.is_ready()

    code, sentence = _refused(environment)
    assert code == 2
    assert f"in use by process {running.process.pid}" in sentence

    for name in ("worker", "serve"):
        old = running.pid(name)
        os.kill(old, signal.SIGKILL)
        wait_for(lambda name=name, old=old: _replaced(running, name, old))

    stopped = {name: running.pid(name) for name in ("worker", "serve")}
    os.kill(stopped["worker"], signal.SIGSTOP)
    wait_for(lambda: running.health().get("worker") == "down")
    for pid in living_in(stopped["serve"]):
        os.kill(pid, signal.SIGSTOP)
    for name, old in stopped.items():
        wait_for(lambda name=name, old=old: _replaced(running, name, old), seconds=60)
    assert running.health()["worker"] == "up"

    children = running.pids()
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(30) == 0
    assert not any(_alive(pid) for pid in children)
    assert not list((running.data / "run").glob("*.json"))


def test_the_children_of_a_killed_group_end_and_the_next_start_works(
    running: Running, environment: dict[str, str]
) -> None:
    children = running.pids()
    running.process.kill()
    running.process.wait()
    again = Running(environment)
    try:
        assert not any(_alive(pid) for pid in children)
        assert again.is_ready()
    finally:
        again.end()


def test_an_impatient_second_signal_still_ends_everything(running: Running) -> None:
    children = running.pids()
    running.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(30) == 0
    assert not any(_alive(pid) for pid in children)


def test_a_port_in_use_is_one_sentence(environment: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environment["PORT"])))
        other.listen()
        code, sentence = _refused(environment)
    assert code == 2
    assert sentence.startswith(f"Port {environment['PORT']} on 127.0.0.1 cannot be listened on")
    assert "\n" not in sentence


def test_an_unlawful_setting_is_one_sentence(environment: dict[str, str]) -> None:
    assert _refused(environment | {"TRAINING": "perhaps"}) == (
        2,
        "TRAINING is 'perhaps'; it must be true or false.",
    )


def test_an_unreachable_database_is_one_sentence(environment: dict[str, str]) -> None:
    elsewhere = {"DATABASE_URL": "postgresql://tianping:geheim@127.0.0.1:1/tianping"}
    code, sentence = _refused(environment | elsewhere)
    assert code == 2
    assert "PostgreSQL at 127.0.0.1:1 refused the connection of tianping" in sentence
    assert "geheim" not in sentence
