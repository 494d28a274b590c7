"""The first ring of permission: every route of the whole application has a guard or says that it is public."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from app.asgi import create_app
from app.settings import Settings
from web.guards import PUBLIC, Requires

# What anybody may change without having signed in. Adding to this list is a decision.
PUBLIC_WRITES = {
    ("POST", "/sign-in"),
    ("POST", "/api/session"),
    ("POST", "/join"),  # whoever joins has no account yet: a code is sent, and shown
    ("POST", "/api/join"),
    ("POST", "/join/{code_id:uuid}"),
    ("POST", "/api/join/{code_id:uuid}"),
    ("POST", "/forgotten"),  # nor has whoever forgot their password a session
    ("POST", "/api/forgotten"),
    ("POST", "/forgotten/{code_id:uuid}"),
    ("POST", "/api/forgotten/{code_id:uuid}"),
    ("POST", "/verify"),  # reads what was pasted, stores nothing
}


@pytest.fixture(scope="module")
def whole(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    return create_app(replace(settings, platform_keys_file=tmp_path_factory.mktemp("keys") / "keys.json"))


def handlers(whole: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    return [
        (route.path, handler)
        for route in whole.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and handler.handler_name != "options_handler"
    ]


def is_guarded(handler: HTTPRouteHandler) -> bool:
    return any(isinstance(guard, Requires) for guard in handler.resolve_guards())


def test_every_route_has_a_guard_or_is_public(whole: Litestar) -> None:
    bare = [
        path for path, handler in handlers(whole) if not is_guarded(handler) and not handler.opt.get(PUBLIC)
    ]
    assert bare == []


def test_no_route_is_both_guarded_and_public(whole: Litestar) -> None:
    both = [path for path, handler in handlers(whole) if is_guarded(handler) and handler.opt.get(PUBLIC)]
    assert both == []


def test_public_writes_are_the_listed_ones(whole: Litestar) -> None:
    writes = {
        (method, path)
        for path, handler in handlers(whole)
        if handler.opt.get(PUBLIC)
        for method in handler.http_methods - {"GET", "HEAD", "OPTIONS"}
    }
    assert writes <= PUBLIC_WRITES


def test_a_production_instance_has_no_training_doors(settings: Settings, tmp_path: Path) -> None:
    production = create_app(replace(settings, training=False, platform_keys_file=tmp_path / "keys.json"))
    paths = {route.path for route in production.routes}
    assert not {path for path in paths if path.startswith(("/training", "/components"))}
