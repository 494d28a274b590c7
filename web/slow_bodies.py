"""A request's body comes within a time, or the request is refused with 408.

Otherwise whoever sends one byte a minute holds a connection and what belongs to it for as long as they like. Not for
heads of requests, which the server itself times, nor for sealed files, which go to the object store.
"""

from __future__ import annotations

import asyncio
from typing import Any

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Receive, Scope, Send

BODY_SECONDS = 60.0


class BodyTooSlow(HTTPException):
    """The body was not complete in time; the connection is of no more use."""

    status_code = 408

    def __init__(self) -> None:
        super().__init__(headers={"Connection": "close"})


def timed_bodies(app: ASGIApp, *, seconds: float | None = None) -> ASGIApp:
    """Pure ASGI: `app` waits for a body no longer than this, counted from the first byte of the request."""

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        is_request = scope["type"] == ScopeType.HTTP
        await app(scope, _timed(receive, seconds or BODY_SECONDS) if is_request else receive, send)

    return handle


def _timed(receive: Receive, seconds: float) -> Receive:
    """Counts only while somebody waits for the body; afterwards `receive` tells of the client's leaving."""
    until = asyncio.get_running_loop().time() + seconds
    whole = False

    async def receive_in_time() -> Any:
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise BodyTooSlow from None
        whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return receive_in_time
