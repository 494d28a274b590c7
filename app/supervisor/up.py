"""The order of things: servers, schema, application, worker, demo data; and back."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from app.embedded import CannotStart, DataFolder, Ports, Servers, start_servers
from app.embedded.ports import is_free
from app.supervisor.display import Display, show_running
from app.supervisor.group import Group
from app.supervisor.plan import Instance, servers_to_bring, stand_ins, variables_for
from app.supervisor.processes import Processes, answers, own_environment
from app.supervisor.pulse import Pulse

_TENDING_SECONDS = 0.2
_START_SECONDS = 60


class _Stop(BaseException):
    """A signal asked for the end; no `except Exception` holds it up."""


def run_up(
    read: Callable[[Mapping[str, str]], Instance],
    *,
    nobody_registered: Callable[[str], Coroutine[Any, Any, bool]],
) -> int:
    """Start everything, stay until a signal, stop everything.

    `read` makes the instance of an environment, `nobody_registered` looks into the database of a URL.
    0: stopped by a signal. Raises CannotStart, and what `read` raises, before everything runs.
    """
    group = Group()
    with _signals_as_stop(group):
        up = _Up(group, read, nobody_registered)
        try:
            up.start()
            up.stay()
        except _Stop:
            up.display.console.print("[dim]Stopping…[/]")
        finally:
            up.stop()
    return 0


class _Up:
    def __init__(
        self,
        group: Group,
        read: Callable[[Mapping[str, str]], Instance],
        nobody_registered: Callable[[str], Coroutine[Any, Any, bool]],
    ) -> None:
        self.group, self.read, self.nobody_registered = group, read, nobody_registered
        self.brought = servers_to_bring(os.environ)
        self.display = Display(steps=4)
        self.group.tell = self.display.console.print
        self.group.quote = self.display.quote
        self.servers: Servers | None = None
        self.began = time.monotonic()

    def start(self) -> None:
        with self.display:
            plan = self.read(own_environment() | stand_ins(self.brought))
            DataFolder(plan.data_dir).refuse_if_held()
            _refuse_taken_port(plan)
            self._start_servers(plan)
            processes, settings = self._processes()
            self._clear_broken_off(processes, settings)
            with self.display.step("database schema"):
                processes.run("migrate", on_line=self.display.say)
            self._start_platform(processes, settings)
        show_running(
            self.display.console,
            settings=settings,
            logs=str(processes.data.logs),
            seconds=time.monotonic() - self.began,
        )

    def stay(self) -> None:
        while True:
            self.group.tend()
            time.sleep(_TENDING_SECONDS)

    def stop(self) -> None:
        self.group.ending = True
        self.group.stop()
        if self.servers is not None:
            self.servers.stop()

    def _start_servers(self, plan: Instance) -> None:
        """The wanted ports are those of the last start, else the usual ones."""
        first = not DataFolder(plan.data_dir).remembered.exists()
        names = ", ".join(sorted(self.brought)) or "external servers only"
        with self.display.step(names):
            servers = self.servers = start_servers(
                plan.data_dir,
                ports=Ports.usual() if first else None,
                only=self.brought,
                on_progress=self.display.say,
            )
        for name, child in servers.children.items():
            self.group.add(name=name, child=child, start=partial(servers.restart, name))

    def _processes(self) -> tuple[Processes, Instance]:
        assert self.servers is not None
        environment = own_environment() | {"DATA_DIR": str(self.servers.data_dir)}
        environment |= variables_for(self.servers.addresses, self.brought)
        return Processes(DataFolder(self.servers.data_dir), environment), self.read(environment)

    def _start_platform(self, processes: Processes, settings: Instance) -> None:
        signs = {"worker": processes.sign_of_worker(), "serve": processes.sign_of_application(settings)}
        for command, sign in signs.items():
            start = partial(processes.start, command)
            self.group.add(name=f"tianping {command}", child=start(), start=start, pulse=Pulse(sign))
        with self.display.step("application and worker"):
            self.group.latest.wait_until(
                partial(answers, "/readyz", host=settings.host, port=settings.port), seconds=_START_SECONDS
            )
        if settings.training:
            self._load_demo_data(processes, settings)

    def _clear_broken_off(self, processes: Processes, settings: Instance) -> None:
        """Before the schema is looked at: whoever was stopped while loading demo data gets them whole now."""
        if settings.training and self._unfinished(processes).exists():
            with self.display.step("demo data that was broken off"):
                processes.run("demo-data-clear", on_line=self.display.say)

    def _load_demo_data(self, processes: Processes, settings: Instance) -> None:
        if asyncio.run(self.nobody_registered(settings.database_url)):
            self._unfinished(processes).touch()
            with self.display.step("demo data"):
                processes.run("demo-data", on_line=self.display.say)
        self._unfinished(processes).unlink(missing_ok=True)

    def _unfinished(self, processes: Processes) -> Path:
        return processes.data.run / "demo-data.unfinished"


def _refuse_taken_port(settings: Instance) -> None:
    if not is_free(settings.port, host=settings.host):
        raise CannotStart(
            f"Port {settings.port} on {settings.host} cannot be listened on, most likely because another program "
            "does: stop that one, or set PORT to another."
        )


@contextmanager
def _signals_as_stop(group: Group) -> Iterator[None]:
    """A signal stops everything in order; one that comes while it is stopping kills what is left."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        if group.ending:
            group.kill()
            return
        group.ending = True
        raise _Stop

    before = {
        number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
