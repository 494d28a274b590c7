"""The data folder: where it may be, who holds it, and the passwords and ports it remembers."""

import contextlib
import errno
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.embedded.child import end_stale
from app.embedded.errors import CannotStart
from app.embedded.ports import Ports

MIN_FREE_BYTES = 512 * 1024 * 1024


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Random passwords of one data folder, made once."""

    superuser_password: str
    owner_password: str
    app_password: str
    redis_password: str
    s3_access_key: str
    s3_secret_key: str
    weed_signing_key: str
    weed_admin_password: str

    @staticmethod
    def fresh() -> "Credentials":
        return Credentials(**{name: secrets.token_hex(20) for name in Credentials.__struct_fields__})


class _Remembered(msgspec.Struct, frozen=True):
    credentials: Credentials
    ports: dict[str, int]


@dataclass
class FolderLock:
    """Held until released, or until the process dies. Releasing twice does no harm."""

    _file: int | None

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


@dataclass(frozen=True)
class DataFolder:
    """Paths below the data folder. Call `prepare` before anything is written."""

    path: Path

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def heartbeat(self) -> Path:
        """What the worker touches every second."""
        return self.run / "worker.heartbeat"

    @property
    def remembered(self) -> Path:
        return self.path / "servers.json"

    def prepare(self) -> None:
        """Make the folder, or say in one sentence why it cannot be used."""
        with _sentences_for(self.path):
            for folder in (self.path, self.run, self.logs):
                folder.mkdir(parents=True, exist_ok=True)
            self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
            self.logs.chmod(0o700)
            self.run.chmod(0o700)
            probe = self.run / "writable"
            probe.write_bytes(b"x" * 65536)
            probe.unlink()
        free = shutil.disk_usage(self.path).free
        if free < MIN_FREE_BYTES:
            raise CannotStart(
                f"The disk of {self.path} has {free // 2**20} MB left; at least {MIN_FREE_BYTES // 2**20} MB "
                "are needed: free some space or set DATA_DIR to another disk."
            )

    def refuse_if_closed_to_nobody(self) -> None:
        """Under root PostgreSQL runs as `nobody`, who must be able to walk to its cluster."""
        closed = _closed_ancestor(self.path) if os.geteuid() == 0 else None
        if closed is not None:
            raise CannotStart(
                f"DATA_DIR={self.path} cannot be used by root: PostgreSQL runs as the user nobody, who may not "
                f"pass through {closed}; choose a folder below /var/lib, or start as an ordinary user."
            )

    def hold(self) -> "FolderLock":
        """Take the folder for this process alone."""
        lock = os.open(self.run / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 20).decode() or "unknown"
            os.close(lock)
            raise CannotStart(
                f"{self.path} is in use by process {holder}: stop it, or set DATA_DIR to another folder."
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        return FolderLock(lock)

    def refuse_if_held(self) -> None:
        """Tell early who has the folder (`hold` decides), and end what a killed holder may have left running."""
        if not (self.run / "lock").exists():
            return
        lock = self.hold()
        try:
            for pidfile in self.run.glob("*.json"):
                end_stale(pidfile)
        finally:
            lock.release()

    def recall(self, *, wanted: Ports | None) -> tuple[Credentials, Ports]:
        """Passwords and ports of the last start, or new ones; ports taken by others meanwhile are replaced."""
        known = self._read()
        credentials = known.credentials if known else Credentials.fresh()
        before = _ports_of(known)
        ports = Ports.free(wanted or before)
        note = _Remembered(credentials, msgspec.to_builtins(ports))
        if note != known:
            write_private(self.remembered, msgspec.json.format(msgspec.json.encode(note)))
        return credentials, ports

    def known(self) -> tuple[Credentials, Ports] | None:
        """Passwords and ports of the last start; None before the first."""
        note = self._read()
        ports = _ports_of(note)
        return None if note is None or ports is None else (note.credentials, ports)

    def _read(self) -> _Remembered | None:
        try:
            content = self.remembered.read_bytes()
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return None
        try:
            return msgspec.json.decode(content, type=_Remembered)
        except msgspec.DecodeError as error:
            raise CannotStart(
                f"{self.remembered} is damaged ({error}): restore it from the backup; without it the "
                "passwords of the data folder are lost."
            ) from None


def default_data_dir(project: Path) -> Path:
    """`.data` in the project; below /var/lib when root's PostgreSQL user could not reach the project."""
    near = project / ".data"
    if os.geteuid() != 0 or _closed_ancestor(near) is None:
        return near
    return Path("/var/lib") / f"tianping-{hashlib.sha256(str(project).encode()).hexdigest()[:8]}"


def write_private(path: Path, content: bytes) -> None:
    """Replace the file in one step, readable by us alone."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _ports_of(known: _Remembered | None) -> Ports | None:
    try:
        return Ports(**known.ports) if known else None
    except TypeError:  # written by a version with other servers
        return None


def _closed_ancestor(path: Path) -> Path | None:
    """The first existing folder above `path` that other users may not pass through."""
    for folder in path.resolve().parents:
        if folder.exists() and not folder.stat().st_mode & 0o001:
            return folder
    return None


@contextlib.contextmanager
def _sentences_for(path: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError:
        raise CannotStart(f"{path} is not writable for this user: set DATA_DIR to another folder.") from None
    except (FileExistsError, NotADirectoryError):
        raise CannotStart(f"{path} is not a folder: set DATA_DIR to a folder.") from None
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise CannotStart(
                f"The disk of {path} is full: free some space or set DATA_DIR to another disk."
            ) from None
        if error.errno == errno.EROFS:
            raise CannotStart(f"{path} is on a read-only disk: set DATA_DIR to another folder.") from None
        raise
