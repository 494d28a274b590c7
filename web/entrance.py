"""What stands before every route: HEAD is answered like GET, and path, query, cookies and headers are fit to be read.

Not for: bodies; see `web.bodies` and `web.forms`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import Invalid
from core.text import fit_name, fit_text, shown

MOST_PARAMETERS = 200
_TELL_METHODS = frozenset({204, 405})  # of OPTIONS, and of a method that is not allowed
_NOT_ASCII = re.compile(rb"[^\x21-\x7e]")
# Headers somebody reads as text; others pass unread.
_READ = frozenset(
    {
        *(b"accept", b"content-type", b"content-length", b"range", b"if-none-match", b"if-range", b"host"),
        *(b"origin", b"referer", b"x-csrftoken", b"x-forwarded-for", b"forwarded", b"x-real-ip"),
    }
)


class Platform(Litestar):
    """Litestar that answers HEAD wherever it answers GET: the same headers and no body (RFC 9110, 9.3.2).

    What no path or query may hold arrives as U+FFFD or percent-encoded: the refusal itself tells the address.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope["path"] = shown(scope["path"])
            scope["query_string"] = _NOT_ASCII.sub(_escaped, scope["query_string"])
            send = _telling_head(send)
            if scope["method"] == "HEAD":
                over = asyncio.Event()
                scope, receive, send = (
                    {**scope, "method": "GET"},
                    _until(over, receive),
                    _bodiless(over, send),
                )
        await super().__call__(scope, receive, send)


class FitRequest(ASGIMiddleware):
    """Refuses (`text-…`, `query-unreadable`, `header-unreadable`) what no handler could read; odd cookies are left out.

    Query values arrive as single lines: composed, trimmed, without unseen characters at their ends.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        for name, value in scope["headers"]:
            if name in _READ and not _is_plain(value):
                raise Invalid(
                    code="header-unreadable", message="请求头含有无法识别的字符", field=name.decode()
                )
        scope["query_string"] = _fit_query(scope["query_string"])
        scope["headers"] = list(_fit_headers(scope))
        await next_app(scope, receive, send)


def _escaped(found: re.Match[bytes]) -> bytes:
    return b"%%%02X" % found[0][0]


def _fit_query(query: bytes) -> bytes:
    if not query:
        return query
    try:
        pairs = parse_qsl(
            query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except ValueError:
        raise Invalid(code="query-unreadable", message="网址中的查询内容无法识别") from None
    fit = [(fit_text(name), fit_name(value, field=fit_text(name))) for name, value in pairs]
    return query if fit == pairs else urlencode(fit).encode()


def _fit_headers(scope: Scope) -> Iterable[tuple[bytes, bytes]]:
    for name, value in scope["headers"]:
        if name != b"cookie":
            yield name, value
        elif kept := b"; ".join(
            pair for pair in value.split(b";") if _is_plain(unquote_to_bytes(pair)) and b"\\" not in pair
        ):
            yield name, kept.strip()


def _is_plain(value: bytes) -> bool:
    return value.isascii() and not any(byte < 0x20 or byte == 0x7F for byte in value.replace(b"\t", b""))


def _telling_head(send: Send) -> Send:
    """`Allow` names HEAD wherever it names GET."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in _TELL_METHODS:
            message["headers"] = [
                (name, value.replace(b"GET", b"GET, HEAD") if name.lower() == b"allow" else value)
                for name, value in message["headers"]
            ]
        await send(message)

    return told


def _bodiless(over: asyncio.Event, send: Send) -> Send:
    async def headers_only(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            over.set()

    return headers_only


def _until(over: asyncio.Event, receive: Receive) -> Receive:
    """A stream that nobody reads ends at once: its maker is told that the client has gone."""

    async def or_gone() -> Any:
        return {"type": "http.disconnect"} if over.is_set() else await receive()

    return or_gone
