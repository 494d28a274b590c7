"""Loopback ports of the embedded servers: wanted, remembered, or any free one."""

import random
import socket
from dataclasses import dataclass, fields
from typing import Self

_FIRST, _LAST = 20_000, 32_000  # below Linux's range for outgoing connections, which would race with us
_ADMIN_LAST = 22_000  # SeaweedFS insists on its administration gRPC port being exactly 10,000 higher
_ADMIN_GRPC = 10_000


@dataclass(frozen=True, kw_only=True)
class Ports:
    """One port each. The `weed_*` ports are SeaweedFS talking to itself."""

    postgresql: int
    valkey: int
    s3: int
    s3_grpc: int
    weed_master: int
    weed_master_grpc: int
    weed_volume: int
    weed_volume_grpc: int
    weed_filer: int
    weed_filer_grpc: int
    weed_admin: int

    @classmethod
    def usual(cls) -> Self:
        """The ports `tianping up` tries first, so that a developer finds them again."""
        return cls(
            postgresql=25432,
            valkey=26379,
            s3=29000,
            s3_grpc=29001,
            weed_master=29002,
            weed_master_grpc=29003,
            weed_volume=29004,
            weed_volume_grpc=29005,
            weed_filer=29006,
            weed_filer_grpc=29007,
            weed_admin=21008,
        )

    @classmethod
    def free(cls, wanted: Self | None = None) -> Self:
        """The wanted ports, each replaced by a free one where something else listens on it."""
        taken: set[int] = set()
        chosen: dict[str, int] = {}
        for name in (field.name for field in fields(cls)):
            port = getattr(wanted, name) if wanted else 0
            if port in taken or not _all_free(name, port):
                port = _any_free(name, taken)
            chosen[name] = port
            taken |= _needed(name, port)
        return cls(**chosen)

    @property
    def weed_admin_grpc(self) -> int:
        return self.weed_admin + _ADMIN_GRPC


def is_free(port: int, *, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def address_of(*, host: str, port: int) -> str:
    """Where this machine reaches what listens there, whatever its public address."""
    everywhere = host in ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
    return f"http://{'127.0.0.1' if everywhere else host}:{port}"


def _needed(name: str, port: int) -> set[int]:
    return {port, port + _ADMIN_GRPC} if name == "weed_admin" else {port}


def _all_free(name: str, port: int) -> bool:
    return port > 0 and all(is_free(each) for each in _needed(name, port))


def _any_free(name: str, taken: set[int]) -> int:
    last = _ADMIN_LAST if name == "weed_admin" else _LAST
    while True:
        port = random.randint(_FIRST, last)  # noqa: S311 - a port, not a secret
        if not _needed(name, port) & taken and _all_free(name, port):
            return port
