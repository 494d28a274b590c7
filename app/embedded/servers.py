"""The three servers together."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Protocol

from app.embedded.addresses import Addresses
from app.embedded.child import Child
from app.embedded.errors import CannotStart
from app.embedded.folder import Credentials, DataFolder, FolderLock
from app.embedded.ports import Ports
from app.embedded.postgresql import PostgreSQL
from app.embedded.seaweedfs import SeaweedFS
from app.embedded.valkey import Valkey

_START_SECONDS = 60
_PORT_CHOICES = 4


class ServerName(StrEnum):
    POSTGRESQL = "PostgreSQL"
    VALKEY = "Valkey"
    SEAWEEDFS = "SeaweedFS"


class _Server(Protocol):
    def start(self) -> Child: ...

    def ready(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Servers(Addresses):
    """The started servers; addresses of a server that was not asked for are never to be used."""

    data_dir: Path
    children: dict[ServerName, Child]
    _servers: Mapping[ServerName, _Server]
    _lock: FolderLock

    @property
    def addresses(self) -> Addresses:
        return Addresses(**{field.name: getattr(self, field.name) for field in fields(Addresses)})

    def restart(self, name: ServerName) -> Child:
        """Start a dead server again, on the same port with the same data, without waiting for it to answer."""
        self.children[name] = self._servers[name].start()
        return self.children[name]

    def stop(self) -> None:
        """Ask all at once, wait for each, and let go of the data folder. Calling it twice does no harm."""
        for child in self.children.values():
            child.ask_to_stop()
        for child in self.children.values():
            child.stop()
        self.children.clear()
        self._lock.release()


def start_servers(
    data_dir: Path,
    *,
    ports: Ports | None = None,
    only: frozenset[ServerName] = frozenset(ServerName),
    postgresql_settings: Mapping[str, str] | None = None,
    on_progress: Callable[[str], None] = lambda _: None,
) -> Servers:
    """Start the servers and return when all answer. Call from a thread that lives as long as they shall.

    Ports: those given, else those of the folder's last start, else free ones; a taken one is replaced. Where somebody
    takes one between the choice and the start, all are chosen anew.
    Raises CannotStart with one sentence; nothing is left running then.
    """
    folder = DataFolder(data_dir.resolve())
    folder.prepare()
    if ServerName.POSTGRESQL in only:
        folder.refuse_if_closed_to_nobody()
    lock = folder.hold()
    start = partial(_started, folder, lock, only, postgresql_settings or {}, on_progress)
    try:
        return _on_free_ports(start, ports)
    except BaseException:
        lock.release()
        raise


def _on_free_ports(start: Callable[[Ports | None], Servers], ports: Ports | None) -> Servers:
    for _ in range(_PORT_CHOICES):
        try:
            return start(ports)
        except CannotStart as refusal:
            if not refusal.port_taken:
                raise
            last, ports = refusal, Ports.free()
    raise CannotStart(
        f"Other programs took the ports of the embedded servers {_PORT_CHOICES} times while they were starting: "
        "start again when nothing else is starting on this machine.",
        lines=last.lines,
    )


def _started(
    folder: DataFolder,
    lock: FolderLock,
    only: frozenset[ServerName],
    postgresql_settings: Mapping[str, str],
    on_progress: Callable[[str], None],
    ports: Ports | None,
) -> Servers:
    credentials, chosen = folder.recall(wanted=ports) if only else (Credentials.fresh(), Ports.usual())
    servers: dict[ServerName, _Server] = {  # the slowest first; they start side by side
        ServerName.SEAWEEDFS: SeaweedFS(folder, credentials, chosen),
        ServerName.VALKEY: Valkey(folder, credentials, chosen.valkey),
        ServerName.POSTGRESQL: PostgreSQL(folder, credentials, chosen.postgresql, postgresql_settings),
    }
    children: dict[ServerName, Child] = {}
    try:
        for name, server in servers.items():
            if name in only:
                on_progress(f"starting {name}")
                children[name] = server.start()
        for name, child in children.items():
            child.wait_until(servers[name].ready, seconds=_START_SECONDS)
            on_progress(f"{name} is ready")
    except BaseException:
        for child in children.values():
            child.stop(seconds=5)
        raise
    return Servers(
        **asdict(Addresses.of(credentials, chosen)),
        data_dir=folder.path,
        children=children,
        _servers=servers,
        _lock=lock,
    )
