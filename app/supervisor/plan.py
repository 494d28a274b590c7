"""Which servers the group brings itself, and what stands in for their addresses until they run."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from app.embedded import Ports, ServerName
from app.embedded.addresses import Addresses
from app.embedded.folder import Credentials


class Instance(Protocol):
    """What the group needs to know of the platform it runs; whoever calls it reads it from the environment."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def public_url(self) -> str: ...
    @property
    def data_dir(self) -> Path: ...
    @property
    def training(self) -> bool: ...
    @property
    def database_url(self) -> str: ...


_LEADERS = {
    ServerName.POSTGRESQL: "DATABASE_URL",
    ServerName.VALKEY: "REDIS_URL",
    ServerName.SEAWEEDFS: "S3_ENDPOINT",
}
_FIELDS = {
    ServerName.POSTGRESQL: ("database_url", "owner_database_url"),
    ServerName.VALKEY: ("redis_url",),
    ServerName.SEAWEEDFS: ("s3_endpoint", "s3_access_key", "s3_secret_key", "s3_bucket"),
}


def servers_to_bring(environment: Mapping[str, str]) -> frozenset[ServerName]:
    """Those whose address the environment does not give; each may be given on its own."""
    return frozenset(name for name, leader in _LEADERS.items() if not environment.get(leader))


def variables_for(addresses: Addresses, brought: frozenset[ServerName]) -> dict[str, str]:
    """The environment variables that tell other processes of the brought servers."""
    values = asdict(addresses)
    return {field.upper(): values[field] for name in brought for field in _FIELDS[name]}


def stand_ins(brought: frozenset[ServerName]) -> dict[str, str]:
    """Lets everything else in the environment be checked before the servers have addresses."""
    return variables_for(Addresses.of(Credentials.fresh(), Ports.usual()), brought)
