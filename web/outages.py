"""Which errors say that a server we lean on is away or full, and not that we made a mistake.

PostgreSQL, Redis, the object store, the network or the disk: whoever asks should come back a little later. Not for:
refusals of those servers that tell of a mistake of ours (a bad statement, a wrong key).
"""

from __future__ import annotations

import errno
import socket

import asyncpg
from minio.error import S3Error, ServerError
from redis import exceptions as redis
from urllib3.exceptions import HTTPError

RETRY_AFTER_SECONDS = 5

_ALWAYS: tuple[type[BaseException], ...] = (
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    redis.ConnectionError,
    redis.TimeoutError,
    redis.ReadOnlyError,
    redis.OutOfMemoryError,
    HTTPError,
    ServerError,
)
_ERRNOS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.EHOSTUNREACH,
        errno.ENETUNREACH,
    }
)
#: How asyncpg says that a connection went away under whoever held it; a pool takes a lost one back at once.
_GONE = ("closed", "closing", "released back to the pool")


def is_outage(error: BaseException) -> bool:
    """Whether it would have gone well with all servers up and room on their disks."""
    if isinstance(error, _ALWAYS):
        return True
    if isinstance(error, OSError):
        return error.errno in _ERRNOS
    if isinstance(error, S3Error):
        return error.response.status >= 500
    if isinstance(error, asyncpg.InterfaceError):  # also of a wrong use of a connection that is well
        return any(word in str(error) for word in _GONE)
    if isinstance(error, redis.ResponseError):  # its disk is full: "MISCONF Errors writing to the AOF file"
        return str(error).startswith("MISCONF")
    return error.__cause__ is not None and is_outage(error.__cause__)
