"""The settings: one frozen struct, built once from the environment (and the data folder's own servers).

Not for: rules of the trade, which are dated values in `trading/rules`.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from urllib.parse import urlsplit

from app.embedded.addresses import known_addresses
from app.embedded.errors import CannotStart
from app.embedded.folder import default_data_dir
from app.variables import VARIABLES, WARNINGS, Fault, Variable

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Field names are the variables' names in lower case; their meaning stands in `app/variables.py`."""

    database_url: str
    owner_database_url: str
    redis_url: str
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str
    s3_bucket: str
    s3_region: str
    s3_secure: bool
    s3_public_endpoint: str
    host: str
    port: int
    public_url: str
    data_dir: Path
    training: bool
    platform_keys_file: Path
    secure_cookies: bool
    session_idle_minutes: int
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    smtp_url: str
    mail_from: str
    sms_gateway_url: str
    sms_gateway_token: str
    log_format: str
    log_level: str

    def __repr__(self) -> str:
        return f"Settings(public_url={self.public_url!r}, data_dir={str(self.data_dir)!r})"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Raises SettingsUnsound with every fault in it, each one sentence."""
        reading = Reading.of(os.environ if environment is None else environment)
        if reading.faults:
            raise SettingsUnsound(reading.faults)
        return cls(**{entry.variable.name.lower(): entry.value for entry in reading.entries})  # type: ignore[arg-type]


class SettingsUnsound(CannotStart):
    """The environment cannot be used; `faults` has one sentence for each reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Entry:
    """One variable as found: its value or its fault, and where it came from."""

    variable: Variable
    value: object
    source: str
    fault: str | None = None

    @property
    def shown(self) -> str:
        """The value for the eyes of an operator: passwords and keys are never shown."""
        if self.value is None:
            return "–"
        return hide_secrets(str(self.value)) if self.variable.secret else str(self.value)


@dataclass(frozen=True)
class Reading:
    """All variables as found. `tianping settings check` prints it; `Settings` is made from it."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Reading":
        found: dict[str, object] = {}
        entries: list[Entry] = []
        remembered = _Remembered(environment)
        for variable in VARIABLES:
            entry = _read(variable, environment, remembered, found)
            found[variable.name] = entry.value
            entries.append(entry)
        return cls(tuple(entries))

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(entry.fault for entry in self.entries if entry.fault)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What works and should not stay so where the site is public."""
        found = {entry.variable.name: entry.value for entry in self.entries}
        return tuple(sentence for sentence, applies in WARNINGS if applies(found))


def hide_secrets(text: str) -> str:
    """A URL without its password; anything else as dots."""
    parts = urlsplit(text)
    if not parts.scheme or parts.hostname is None:
        return "••••••"
    user = f"{parts.username}:••••••@" if parts.password else ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{user}{parts.hostname}{port}{parts.path}"


def _read(
    variable: Variable, environment: Mapping[str, str], remembered: "_Remembered", found: Mapping[str, object]
) -> Entry:
    sources: tuple[tuple[str, Callable[[], str | None]], ...] = (
        ("environment", lambda: environment.get(variable.name) or None),
        ("data folder", lambda: remembered.value(variable.name)),
        ("default", lambda: variable.default(found)),
    )
    for source, look in sources:
        text = look()
        if text is not None:
            return _parsed(variable, text, source)
    return Entry(variable, None, "missing", f"{variable.name} is not set: {variable.meaning}.")


def _parsed(variable: Variable, text: str, source: str) -> Entry:
    try:
        return Entry(variable, variable.parse(text), source)
    except Fault as fault:
        return Entry(variable, None, source, f"{variable.name} {fault}.")


class _Remembered:
    """What the data folder knows: its place, and the addresses of its embedded servers once they ran."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def value(self, name: str) -> str | None:
        if name == "DATA_DIR":
            return str(default_data_dir(PROJECT))
        if name == "LOG_FORMAT":
            return "console" if sys.stderr.isatty() else None
        return self._addresses.get(name)

    @cached_property
    def _addresses(self) -> dict[str, str]:
        """A server given by the environment hides the embedded one entirely, never half."""
        data_dir = Path(self._environment.get("DATA_DIR") or default_data_dir(PROJECT))
        known = known_addresses(data_dir.resolve())
        if known is None:
            return {}
        groups = {
            "DATABASE_URL": {
                "DATABASE_URL": known.database_url,
                "OWNER_DATABASE_URL": known.owner_database_url,
            },
            "REDIS_URL": {"REDIS_URL": known.redis_url},
            "S3_ENDPOINT": {
                "S3_ENDPOINT": known.s3_endpoint,
                "S3_ACCESS_KEY": known.s3_access_key,
                "S3_SECRET_KEY": known.s3_secret_key,
                "S3_BUCKET": known.s3_bucket,
            },
        }
        return {
            name: value
            for leader, group in groups.items()
            if not self._environment.get(leader)
            for name, value in group.items()
        }
