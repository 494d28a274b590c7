"""Brings the database to the newest schema, gives the application's role its rights, marks the instance, and sees
to the platform's keys, the bucket and Redis.

Runs in a process of its own (`tianping migrate`, `python -m app.migrate`): it connects as the owner, which the
application never does.
"""

import asyncio
import contextlib
import io
import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
from minio.error import MinioException, S3Error
from piccolo.apps.migrations.commands.forwards import run_forwards
from redis.asyncio import Redis
from redis.exceptions import RedisError
from urllib3.exceptions import HTTPError

from app.embedded import CannotStart
from app.former_build import take_over
from app.grants import statements
from app.settings import Settings
from core.errors import DomainError
from storage import audit
from storage.clock import mark_instance
from storage.database import transaction
from storage.keys import KeyFileUnsafe, load_or_create
from storage.objects import ObjectStore

_LOCK = 7_209_431_148  # any number; two migrations at once wait for each other


def main() -> int:
    """Exit code 0, or 2 with one sentence."""
    try:
        settings = Settings.from_environment()
        os.environ |= {"PICCOLO_CONF": "app.piccolo_conf", "DATABASE_ROLE": "owner"}
        print(asyncio.run(migrate(settings)))  # noqa: T201 - the answer of a command
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return 2
    return 0


async def migrate(settings: Settings) -> str:
    """Everything forward, under a lock; says what was done. Needs DATABASE_ROLE=owner in the environment."""
    connection = await _connect(settings.owner_database_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await take_over(connection)
        before = await _done(connection)
        await _forward()
        new = await _done(connection) - before
        await _grant(connection, role=_user(settings.database_url))
        await _mark(training=settings.training)
        await _check_keys(connection, settings.platform_keys_file)
        await _make_bucket(settings)
        await _ask_redis(settings.redis_url)
    finally:
        await connection.close()
    return f"{new} migrations applied." if new else "The database is up to date."


async def _connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    try:
        return await asyncpg.connect(url, timeout=10)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        server = urlsplit(url)
        raise CannotStart(
            f"PostgreSQL at {server.hostname}:{server.port or 5432} refused the connection of "
            f"{_user(url)}: {str(error) or type(error).__name__}."
        ) from None


async def _forward() -> None:
    """All in one transaction: a kill on the way leaves the old schema. Piccolo's prints matter if it fails."""
    words = io.StringIO()
    try:
        with contextlib.redirect_stdout(words), contextlib.redirect_stderr(words):
            async with transaction():
                result = await run_forwards(app_name="all")
                if not result.success:
                    raise CannotStart(f"A migration failed: {result.message}")
    except asyncpg.PostgresError as error:
        last = words.getvalue().strip().splitlines()[-1:]
        raise CannotStart(f"The migration {' '.join(last)} failed: {error}.") from error


async def _done(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    if await connection.fetchval("SELECT to_regclass('public.migration')") is None:
        return 0
    return int(await connection.fetchval("SELECT count(*) FROM migration"))


async def _grant(connection: "asyncpg.Connection[asyncpg.Record]", *, role: str) -> None:
    """Nothing when the application connects as the owner itself; `tianping settings check` warns of that."""
    if role == await connection.fetchval("SELECT current_user"):
        return
    if await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role) is None:
        raise CannotStart(f"The role {role} of DATABASE_URL does not exist in PostgreSQL.")
    rows = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') ORDER BY 1"
    )
    async with connection.transaction():
        for statement in statements(role=role, tables=[row["relname"] for row in rows]):
            await connection.execute(statement)


async def _mark(*, training: bool) -> None:
    try:
        await mark_instance(training=training)
    except DomainError:
        marked, asked = ("production", "true") if training else ("training", "false")
        raise CannotStart(
            f"This database was marked as a {marked} instance at its first start, but TRAINING is {asked}; "
            "the mark is for ever: change TRAINING, or use another database."
        ) from None


async def _check_keys(connection: "asyncpg.Connection[asyncpg.Record]", path: Path) -> None:
    """Made for an empty log; for a log with entries they must be those that signed it.

    Other keys would sign a log nobody could verify, and could not open what the old ones wrapped.
    """
    try:
        placed = await connection.fetchval("SELECT EXISTS (SELECT FROM storage_audit_entry)")
        if not placed and not await connection.fetchval("SELECT EXISTS (SELECT FROM storage_audit_queue)"):
            load_or_create(path)
            return
        if not path.exists():  # noqa: ASYNC240 - one look at start, nobody waits
            raise CannotStart(
                f"The platform's keys are missing: this database was signed with them; restore {path} from its backup."
            )
        if placed and not (await audit.last_head()).signed_by(load_or_create(path).public_key):
            raise CannotStart(
                f"The keys in {path} are not those this database was signed with: set PLATFORM_KEYS_FILE rightly."
            )
    except KeyFileUnsafe as fault:
        raise CannotStart(f"The platform's keys cannot be used: {fault}.") from None


async def _make_bucket(settings: Settings) -> None:
    store = ObjectStore(
        endpoint=f"{'https' if settings.s3_secure else 'http'}://{settings.s3_endpoint}",
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
        bucket=settings.s3_bucket,
        region=settings.s3_region,
    )
    host, _, port = settings.s3_endpoint.rpartition(":")
    try:
        await _reach(host or port, int(port) if host else 443 if settings.s3_secure else 80)
        await store.ensure_bucket()
    except S3Error as error:
        raise CannotStart(
            f"The object store at {settings.s3_endpoint} refused the bucket {settings.s3_bucket}: {error.code}."
        ) from None
    except (OSError, MinioException, HTTPError):
        raise CannotStart(f"The object store at {settings.s3_endpoint} did not answer.") from None


async def _reach(host: str, port: int) -> None:
    """Raises OSError at once where the store's own client would try again for minutes."""
    _, writer = await asyncio.wait_for(asyncio.open_connection(host.strip("[]"), port), 5)
    writer.close()


async def _ask_redis(url: str) -> None:
    """The application would come up without it and refuse every sign-in; better said now."""
    redis = Redis.from_url(url, socket_connect_timeout=5)
    try:
        await redis.ping()
    except RedisError as error:
        server = urlsplit(url)
        raise CannotStart(
            f"Redis at {server.hostname}:{server.port or 6379} refused: {str(error).rstrip('.')}."
        ) from None
    finally:
        await redis.aclose()


def _user(url: str) -> str:
    return unquote(urlsplit(url).username or "")


if __name__ == "__main__":
    sys.exit(main())
