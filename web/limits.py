"""Limits on how often one address may knock. Not for: limits per account, which identity keeps.

The address is the connection's. Behind a proxy the ASGI server must be told whose forwarded addresses to believe;
otherwise everybody shares the proxy's limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Request
from litestar.middleware import DefineMiddleware
from litestar.middleware.rate_limit import RateLimitConfig, get_remote_address

from web.visitor import visitor_of

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def limited(name: str, *, per_minute: int) -> DefineMiddleware:
    """`middleware=[limited("sign-in", per_minute=30)]`: so many requests a minute from one address; then 429."""
    return RateLimitConfig(
        rate_limit=("minute", per_minute),
        identifier_for_request=_counted_as(name),
        set_rate_limit_headers=False,
    ).middleware


def limited_strangers(*, per_minute: int) -> DefineMiddleware:
    """For the whole application: writes by people who have not signed in."""
    return RateLimitConfig(
        rate_limit=("minute", per_minute),
        identifier_for_request=_counted_as("stranger-writes"),
        check_throttle_handler=_is_stranger_write,
        set_rate_limit_headers=False,
    ).middleware


def _counted_as(name: str) -> Callable[[Request[Any, Any, Any]], str]:
    return lambda request: f"{name}:{get_remote_address(request)}"


async def _is_stranger_write(request: Request[Any, Any, Any]) -> bool:
    return request.method in _WRITES and visitor_of(request) is None
