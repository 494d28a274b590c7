"""What every process of the platform sets up once: keys, object store, counters, permissions, database pool."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from app.roles import ROLE_PERMISSIONS
from app.settings import Settings
from app.wiring import connect
from identity.sessions import use_role_permissions
from storage import counters, keys, messages, objects
from storage.database import engine
from storage.sending import Outward

POOL_SIZE = 12


@asynccontextmanager
async def runtime(settings: Settings) -> AsyncIterator[None]:
    """The platform ready for operations within; the database pool is closed afterwards."""
    keys.use(keys.load_or_create(settings.platform_keys_file))
    objects.use(object_store(settings))
    messages.use(messenger(settings))
    redis = Redis.from_url(settings.redis_url)
    counters.use(counters.Counters(redis))
    use_role_permissions(ROLE_PERMISSIONS)
    connect()
    database = engine()
    await database.start_connection_pool(min_size=2, max_size=POOL_SIZE)
    try:
        yield
    finally:
        await database.close_connection_pool()
        await redis.aclose()


def object_store(settings: Settings) -> objects.ObjectStore:
    """The bucket the settings name."""
    scheme = "https" if settings.s3_secure else "http"
    return objects.ObjectStore(
        endpoint=f"{scheme}://{settings.s3_endpoint}",
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
        bucket=settings.s3_bucket,
        region=settings.s3_region,
        public_endpoint=settings.s3_public_endpoint,
    )


def messenger(settings: Settings) -> messages.Messenger:
    """A training instance tells nobody outside; a real one whomever it has a way to."""
    if settings.training:
        return messages.Spool()
    return Outward(
        smtp_url=settings.smtp_url,
        mail_from=settings.mail_from,
        gateway_url=settings.sms_gateway_url,
        gateway_token=settings.sms_gateway_token,
    )
