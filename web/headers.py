"""Security headers on every response, the refusals of the router included.

Not for: caching, which each response decides.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from web.guards import REACHES_STORE, SANDBOXED

SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)
"""For bytes of strangers: whatever they are, they run nothing, reach nothing and belong to no origin."""


def security_headers(*, store_origin: str, https_only: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """A `before_send` hook. `store_origin` is the object store as browsers reach it."""
    fixed = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if https_only:
        fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    closed, reaching = content_policy(connect=""), content_policy(connect=f" {store_origin}")

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in fixed.items():
            headers[name] = value
        handler = scope.get("route_handler")
        opt = handler.opt if handler is not None else {}
        headers["Content-Security-Policy"] = (
            SANDBOX if opt.get(SANDBOXED) else reaching if opt.get(REACHES_STORE) else closed
        )
        headers.setdefault("Cache-Control", "no-store")

    return add


def content_policy(*, connect: str) -> str:
    """Only our own scripts and styles, no inline ones, no outside host; `connect` adds to connect-src."""
    rules = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        f"connect-src 'self'{connect}",
        "worker-src 'self'",
        "frame-src 'self' blob:" if connect else "frame-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
    return "; ".join(rules)
