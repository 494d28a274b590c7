"""The worker's sign of life, once a second: a file for the supervisor beside it, a key in Redis for `/readyz`.

Redis counts the key's age by its own clock, so that nobody's clocks need agree. Under systemd the service manager
hears of it as well (`WatchdogSec=`). Not for: whether jobs succeed; that stands in their rows.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.embedded import DataFolder
from app.settings import Settings

BEAT_SECONDS = 1.0
LATE_SECONDS = 10
HEARTBEAT = "tianping:worker:heartbeat"
_KEPT_MILLISECONDS = 3_600_000


def touch(file: Path) -> None:
    """Takes no room on a full disk once the file is there; without its folder nobody looks."""
    if file.exists():
        os.utime(file)
    elif file.parent.is_dir():
        file.touch()


async def beat_for_ever(redis: Redis, settings: Settings) -> None:
    """A server that is gone holds up neither the other sign nor the next one."""
    file = DataFolder(settings.data_dir).heartbeat
    while True:
        with contextlib.suppress(OSError):  # a full or read-only disk
            touch(file)
        tell_service_manager()
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await redis.set(HEARTBEAT, "1", px=_KEPT_MILLISECONDS)
        except (OSError, RedisError):
            pass  # `/readyz` says that Redis is down
        await asyncio.sleep(BEAT_SECONDS)


async def tell_for_ever() -> None:
    """The application's part: as long as its event loop turns, the service manager hears of it."""
    while True:
        tell_service_manager()
        await asyncio.sleep(BEAT_SECONDS)


async def heartbeat_age(redis: Redis) -> int | None:
    """Whole seconds since the worker's last sign; None when it gave none for an hour."""
    left = int(await redis.pttl(HEARTBEAT))
    return None if left < 0 else (_KEPT_MILLISECONDS - left) // 1000


def tell_service_manager(message: bytes = b"WATCHDOG=1") -> None:
    """systemd's protocol: a datagram to the socket it names; nothing without one."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with (
        contextlib.suppress(OSError),  # it is not listening just now
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC) as out,
    ):
        out.connect("\0" + address[1:] if address.startswith("@") else address)
        out.send(message)
