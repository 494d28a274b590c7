"""The platform's own processes as children: the application, the worker, and two that run once."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from app.embedded import CannotStart, Child, DataFolder, Program, lifeline
from app.embedded.ports import address_of
from app.supervisor.plan import Instance
from app.supervisor.pulse import Sign, touched_since


@dataclass(frozen=True)
class Processes:
    """Runs `tianping …` with the settings of the group."""

    data: DataFolder
    environment: Mapping[str, str]

    def start(self, command: str) -> Child:
        return Child.start(
            Program(
                name=f"tianping {command}",
                argv=(sys.executable, "-m", "app.cli", command),
                folder=Path.cwd(),
                environment=self.environment,
                log=self.data.logs / f"{command}.log",
                pidfile=self.data.run / f"{command}.json",
            )
        )

    def sign_of_worker(self) -> Sign:
        """It touches its file every second."""
        return touched_since(self.data.heartbeat)

    def sign_of_application(self, settings: Instance) -> Sign:
        """Its event loop answers, whatever the servers do."""
        return partial(answers, "/healthz", host=settings.host, port=settings.port)

    def run(self, *command: str, on_line: Callable[[str], None]) -> None:
        """To its end; its lines are passed on. Raises CannotStart with its last words."""
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "app.cli", *command],
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=lifeline.tied(),  # noqa: PLW1509 - two system calls
        )
        last = ""
        try:
            assert process.stdout is not None
            with (self.data.logs / f"{command[0]}.log").open("a") as log:
                for line in process.stdout:
                    log.write(line)
                    if line.strip():
                        last = line.strip()
                        on_line(last)
        except BaseException:
            process.send_signal(signal.SIGTERM)
            process.wait(10)
            raise
        if process.wait() != 0:
            raise CannotStart(last or f"tianping {' '.join(command)} failed without a word.")


def answers(path: str, *, host: str, port: int) -> bool:
    """Whether the application says at this path that it is well."""
    connection = http.client.HTTPConnection(urlsplit(address_of(host=host, port=port)).netloc, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def own_environment() -> dict[str, str]:
    """Ours, without what would change how Python runs the children."""
    return {
        name: value for name, value in os.environ.items() if name not in {"PYTHONSTARTUP", "PYTHONINSPECT"}
    }
