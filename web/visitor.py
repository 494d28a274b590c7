"""Who is at the door and what time it is, as every page and guard sees them.

Not for: deciding what a visitor may do to one subject; that is asked again inside the operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException

Connection: TypeAlias = ASGIConnection[Any, Any, Any, State]
HttpRequest: TypeAlias = Request[None, None, State]
"""A request as handlers get it; who is asking is told by `visitor_of`, never by the framework's `user`."""


class Visitor(Protocol):
    """A signed-in person; `identity.actor.Actor` is one."""

    @property
    def person_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...
    @property
    def organisation_name(self) -> str | None: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def permissions(self) -> frozenset[str]: ...
    @property
    def must_change_password(self) -> bool: ...


AUTHOR_FIELD = "_made_for"
"""The hidden field of every form that names whom its page was made for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the visitor had typed into the form posted to `action` when their session was over."""

    action: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Read once at the start of a request: the visitor, and the platform's time (aware, UTC).

    `author` is the platform's mark of the visitor for forms; `kept` a form that waits for this page.
    """

    visitor: Visitor | None
    now: datetime
    author: str = ""
    kept: Kept | None = None


_KEY = "surroundings"


def settle(connection: Connection, surroundings: Surroundings) -> None:
    """Remember `surroundings` for the rest of this request."""
    connection.scope["state"][_KEY] = surroundings


def surroundings_of(connection: Connection) -> Surroundings | None:
    """None where no middleware ran: an address that does not exist, a static file, a broken database."""
    found = connection.scope["state"].get(_KEY)
    return found if isinstance(found, Surroundings) else None


def visitor_of(connection: Connection) -> Visitor | None:
    """The signed-in visitor, or None."""
    surroundings = surroundings_of(connection)
    return surroundings.visitor if surroundings else None


def signed_in_visitor(connection: Connection) -> Visitor:
    """The signed-in visitor; raises 401, which on a page leads to the sign-in page."""
    visitor = visitor_of(connection)
    if visitor is None:
        raise NotAuthorizedException(detail="请先登录")
    return visitor
