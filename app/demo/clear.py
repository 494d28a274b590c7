"""Clear away demo data whose loading was broken off, so that it can be loaded anew.

Only on a training instance, and only by `tianping up`, which noted before loading that the database was empty.
Runs as the owner of the database; the schema is made again by `tianping migrate`.
"""

from __future__ import annotations

import asyncio
import sys

import asyncpg
from minio.error import MinioException
from urllib3.exceptions import HTTPError

from storage.objects import ObjectStore


class NotForTraining(Exception):
    """Everything would be lost."""


def run(*, owner_database_url: str, bucket: ObjectStore) -> int:
    """Exit code 0, or 1 with one sentence."""
    try:
        asyncio.run(clear(owner_database_url=owner_database_url, bucket=bucket))
    except NotForTraining:
        print("This database is not marked as training: nothing is cleared.", file=sys.stderr)  # noqa: T201 - the answer
        return 1
    except (OSError, asyncpg.PostgresError, MinioException, HTTPError) as error:
        print(f"The broken-off demo data could not be cleared: {error}", file=sys.stderr)  # noqa: T201
        return 1
    print("cleared what was broken off", flush=True)  # noqa: T201 - shown as progress
    return 0


async def clear(*, owner_database_url: str, bucket: ObjectStore) -> None:
    """Every table and every object goes. Raises `NotForTraining` unless the database itself says it is for training."""
    connection = await asyncpg.connect(owner_database_url, timeout=10)
    try:
        marked = await connection.fetchval("SELECT to_regclass('storage_instance') IS NOT NULL")
        if marked and await connection.fetchval("SELECT kind FROM storage_instance") != "training":
            raise NotForTraining
        for key in await bucket.keys(""):
            await bucket.remove(key)
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    finally:
        await connection.close()
