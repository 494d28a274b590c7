"""The HTTP application, put together: settings in, Litestar out. The only place that knows every package's door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar, Router
from litestar.config.csrf import CSRFConfig
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.stores.redis import RedisStore
from litestar.stores.registry import StoreRegistry
from litestar.template import TemplateConfig
from redis.asyncio import Redis

from app.door import Door, actor, asked, healthz, now, readyz, visitor
from app.heartbeat import tell_for_ever
from app.kept_forms import KeptForms
from app.open_api import open_api
from app.public_site.api import working_days
from app.runtime import runtime
from app.settings import PROJECT, Settings
from storage import audit
from storage.counters import Allowance, Counters
from storage.keys import PlatformKeys, load_or_create
from web.acts import routes_of
from web.bodies import StrictRequest, refuse_unasked
from web.entrance import FitRequest, Platform
from web.headers import security_headers
from web.limits import limited_strangers
from web.pages import NavItem, Site, template_engine
from web.problems import exception_handlers
from web.sessions import SessionConfig
from web.slow_bodies import timed_bodies
from web.static_files import StaticFolder

SESSION_SECONDS = 12 * 3600  # from signing in, however busy: an evaluation day fits
LARGEST_BODY = 1024 * 1024
STRANGER_WRITES_PER_MINUTE = 120
REDIS_SECONDS = 5

PACKAGES = (
    "identity",
    "identity.joining",
    "trading.projects",
    "trading.decisions",
    "trading.notices",
    "trading.papers",
    "trading.calendar",
    "bidding_room",
    "expert_pool",
    "evaluation",
    "app.public_site",
    "app.desk",
    "app.transparency",
)
TRAINING_PACKAGES = ("app.training",)
_NAV = (
    NavItem(label="首页", href="/"),
    NavItem(label="公告", href="/notices"),
    NavItem(label="开标", href="/openings"),
    NavItem(label="核验", href="/verify"),
    NavItem(label="审计日志", href="/log"),
)


def create_app(settings: Settings) -> Litestar:
    """The application for one instance."""
    packages = PACKAGES + (TRAINING_PACKAGES if settings.training else ())
    routers = [router for package in packages for router in _routers_of(package)]
    acts = [route for package in packages for route in _acts_of(package)]
    static = StaticFolder("/static", PROJECT / "web" / "static")
    browser = StaticFolder("/browser", PROJECT / "web" / "browser")
    redis = Redis.from_url(
        settings.redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    )
    platform_keys = load_or_create(settings.platform_keys_file)
    tools: dict[str, Any] = {
        "asset": static.address,
        "browser_asset": browser.address,
        "working_days": working_days,
        **_words_of(packages),
    }
    engine = template_engine(folders=_template_folders(packages), tools=tools)

    application = Platform(
        route_handlers=[healthz, readyz, static.handler(), browser.handler(), *routers, *acts],
        lifespan=[_lifespan(settings, redis)],
        dependencies={
            "actor": Provide(actor, sync_to_thread=False),
            "visitor": Provide(visitor, sync_to_thread=False),
            "now": Provide(now, sync_to_thread=False),
            "asked": Provide(asked, sync_to_thread=False),
        },
        middleware=[
            FitRequest(),
            _sessions(settings).middleware,
            Door(),
            limited_strangers(per_minute=STRANGER_WRITES_PER_MINUTE),
        ],
        csrf_config=_csrf(settings, platform_keys),
        stores=StoreRegistry(default_factory=RedisStore(redis, namespace="tianping").with_namespace),
        template_config=TemplateConfig(instance=engine),
        exception_handlers=exception_handlers(),
        before_request=refuse_unasked,
        before_send=[
            security_headers(
                store_origin=_origin(settings.s3_public_endpoint), https_only=settings.secure_cookies
            )
        ],
        request_class=StrictRequest,
        request_max_body_size=LARGEST_BODY,
        openapi_config=open_api(),
        logging_config=None,
    )
    application.asgi_handler = timed_bodies(application.asgi_handler)
    application.state.redis = redis
    application.state.heads = audit.HeadWatch()
    application.state.kept_forms = KeptForms(redis, platform_keys)
    application.state.keep_form = application.state.kept_forms.keep
    application.state.secure_cookies = settings.secure_cookies
    application.state.trusted_proxies = settings.trusted_proxies
    application.state.count_knock = partial(_count_knock, Counters(redis))
    engine.engine.globals["site"] = _site(
        application, training=settings.training, public_key=platform_keys.public_key
    )
    return application


def _lifespan(settings: Settings, redis: Redis) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        async with runtime(settings):
            loops = [asyncio.create_task(loop) for loop in (tell_for_ever(), audit.sequence_for_ever())]
            try:
                yield
            finally:
                for loop in loops:
                    loop.cancel()
                await redis.aclose()

    return running


async def _count_knock(counters: Counters, name: str, *, per_minute: int) -> int:
    return await counters.take(name, Allowance(most=per_minute, seconds=60))


def _sessions(settings: Settings) -> SessionConfig:
    return SessionConfig(
        key="session",
        max_age=SESSION_SECONDS,
        idle_seconds=settings.session_idle_minutes * 60,
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
        store="sessions",
        exclude=["^/static/", "^/browser/", "^/healthz", "^/readyz"],
    )


def _csrf(settings: Settings, platform_keys: PlatformKeys) -> CSRFConfig:
    return CSRFConfig(
        secret=platform_keys.handle("web.csrf"),
        cookie_name="csrftoken",
        header_name="x-csrftoken",
        cookie_secure=settings.secure_cookies,
        cookie_samesite="lax",
        cookie_httponly=False,
    )


def _routers_of(package: str) -> list[Router]:
    """What a package shows and tells: the routes in its `api` and `pages`."""
    found = []
    for room in ("api", "pages"):
        if find_spec(package) is not None and find_spec(f"{package}.{room}") is not None:
            routes = list(_routes_in(import_module(f"{package}.{room}")))
            found.append(Router(path="/", route_handlers=routes, include_in_schema=room == "api"))
    return found


def _routes_in(room: ModuleType) -> Iterator[HTTPRouteHandler]:
    """The routes of a module, or of every module in a folder."""
    names = [found.name for found in iter_modules(getattr(room, "__path__", ()), f"{room.__name__}.")]
    for module in (room, *map(import_module, names)):
        yield from (found for found in vars(module).values() if isinstance(found, HTTPRouteHandler))


def _acts_of(package: str) -> list[HTTPRouteHandler]:
    """What is done in a package: both doors of the acts in `acts.py`."""
    if find_spec(f"{package}.acts") is None:
        return []
    return routes_of(*vars(import_module(f"{package}.acts")).values())


def _words_of(packages: tuple[str, ...]) -> dict[str, Any]:
    """What every template knows by name: the `WORDS` in the packages' `wording`."""
    words: dict[str, Any] = {}
    for package in packages:
        if find_spec(package) is not None and find_spec(f"{package}.wording") is not None:
            found = import_module(f"{package}.wording").WORDS
            assert not words.keys() & found.keys(), f"{package} calls two things by one name"
            words |= found
    return words


def _template_folders(packages: tuple[str, ...]) -> dict[str, Path]:
    """`identity/x.html` is `identity/templates/x.html`; packages inside others go by their last name."""
    names = ("web", *packages)
    folders = {name.rpartition(".")[2]: PROJECT.joinpath(*name.split("."), "templates") for name in names}
    return {name: folder for name, folder in folders.items() if folder.is_dir()}


def _site(application: Litestar, *, training: bool, public_key: bytes) -> Site:
    """The navigation holds only what this instance has."""
    paths = frozenset(route.path for route in application.routes)
    nav = tuple(item for item in _NAV if item.href in paths)
    return Site(name="天平公共资源交易平台", training=training, nav=nav, paths=paths, public_key=public_key)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
