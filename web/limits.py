"""Limits on how often one address may knock. Not for: limits per account, which identity keeps."""

from __future__ import annotations

from typing import Protocol

from litestar import Request
from litestar.enums import ScopeType
from litestar.exceptions import TooManyRequestsException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from web.client_address import counted_address
from web.visitor import Connection, visitor_of

_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class CountsKnocks(Protocol):
    """Counts one act before it is done; the application's state holds one as `count_knock`."""

    async def __call__(self, name: str, *, per_minute: int) -> int:
        """0 if the act may be done, else the seconds to wait."""
        ...


class Limit(ASGIMiddleware):
    """So many requests a minute from one address; then 429 with `Retry-After`."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, name: str, *, per_minute: int) -> None:
        self._name, self._per_minute = name, per_minute

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        connection: Connection = Request(scope)
        if self.counts(connection):
            count: CountsKnocks = connection.app.state.count_knock
            wait = await count(f"{self._name}:{counted_address(connection)}", per_minute=self._per_minute)
            if wait:
                raise TooManyRequestsException(headers={"Retry-After": str(wait)})
        await next_app(scope, receive, send)

    def counts(self, connection: Connection) -> bool:
        """Whether this request is one of those counted."""
        return connection.scope.get("method") in _WRITES


class StrangerLimit(Limit):
    """The same for writes by people who have not signed in."""

    def counts(self, connection: Connection) -> bool:
        return super().counts(connection) and visitor_of(connection) is None


def limited(name: str, *, per_minute: int) -> Limit:
    """`middleware=[limited("sign-in", per_minute=30)]`: writes to one route."""
    return Limit(name, per_minute=per_minute)


def limited_strangers(*, per_minute: int) -> Limit:
    """For the whole application: writes by people who have not signed in."""
    return StrangerLimit("stranger-writes", per_minute=per_minute)
