"""A request's body comes within a time, or the request is refused with 408; what is answered before it came closes.

Otherwise whoever sends one byte a minute holds a connection and what belongs to it for as long as they like; and a
request sent after a body that nobody reads would get no answer. Not for heads of requests, which the server itself
times, nor for sealed files, which go to the object store.
"""

from __future__ import annotations

import asyncio
from typing import Any

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Message, Receive, Scope, Send

BODY_SECONDS = 60.0
_BODILY = frozenset({b"content-length", b"transfer-encoding"})


class BodyTooSlow(HTTPException):
    """The body was not complete in time."""

    status_code = 408


def timed_bodies(app: ASGIApp, *, seconds: float | None = None) -> ASGIApp:
    """Pure ASGI: `app` waits for a body no longer than this, counted from the first byte of the request.

    An answer given before the whole body was read says `Connection: close`.
    """

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        body = _Body(receive, seconds or BODY_SECONDS)
        await app(scope, body.receive, body.closing(send) if _has_body(scope) else send)

    return handle


def _has_body(scope: Scope) -> bool:
    return any(name in _BODILY and value != b"0" for name, value in scope["headers"])


class _Body:
    """Counts only while somebody waits for the body; afterwards `receive` tells of the client's leaving."""

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive = receive
        self._until = asyncio.get_running_loop().time() + seconds
        self._whole = False

    async def receive(self) -> Any:
        """The next of the body; raises `BodyTooSlow`."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow from None
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    def closing(self, send: Send) -> Send:
        """`send`, that tells the client to send nothing more here where the body was not read."""

        async def send_closing(message: Message) -> None:
            if message["type"] == "http.response.start" and not self._whole:
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        return send_closing
