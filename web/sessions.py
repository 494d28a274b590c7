"""Server-side sessions that cannot be fixed, and that a slow request cannot bring back to life.

Four differences from the framework's backend: a session id the store does not know is never adopted; signing in
takes a new id; a session is written only when the request changed it, so that a poll that began before a
sign-out does not store the old session again; and it ends when its person has done nothing for a while. What a page
fetches by itself is not the person's doing and prolongs nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from time import time
from typing import Any
from uuid import UUID

from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.middleware.session.server_side import ServerSideSessionBackend, ServerSideSessionConfig
from litestar.types import Empty, Message, ScopeSession

from web.visitor import Connection, HttpRequest

PERSON, EPOCH, BEGAN = "person_id", "session_epoch", "began"
_LOADED = "session_as_loaded"
_ID = "session_id_in_use"


class SessionBackend(ServerSideSessionBackend):
    """See the module's paragraph."""

    config: SessionConfig

    def get_session_id(self, connection: Connection) -> str:
        """The id this request stores its session under; new when the cookie's is unknown."""
        state = connection.scope["state"]
        if _ID not in state:
            state[_ID] = self.generate_session_id()
        return str(state[_ID])

    async def load_from_connection(self, connection: Connection) -> dict[str, Any]:
        """The stored data, or nothing; remembers what was loaded."""
        session_id = connection.cookies.get(self.config.key)
        if not session_id:
            return {}
        # Renewing never brings back what was deleted: reading and prolonging are one step in the store.
        renew_for = self.config.idle_seconds if _is_persons_doing(connection) else None
        data = await self._store(connection).get(session_id, renew_for=renew_for)
        if data is None:
            return {}
        connection.scope["state"][_ID] = session_id
        connection.scope["state"][_LOADED] = data
        held = self.deserialize_data(data)
        return {} if _is_over(held, most=self.config.max_age) else held

    async def store_in_message(
        self, scope_session: ScopeSession, message: Message, connection: Connection
    ) -> None:
        """Store what changed, forget what was emptied, leave the rest alone."""
        state = connection.scope["state"]
        cookie_id, session_id = connection.cookies.get(self.config.key), self.get_session_id(connection)
        loaded = state.get(_LOADED)
        if scope_session is Empty or not scope_session:
            if loaded is not None and cookie_id:
                await self.delete(cookie_id, store=self._store(connection))
                self._set_cookie(message, value="", max_age=0)
            return
        data = self.serialize_data(scope_session, connection.scope)
        if data == loaded and session_id == cookie_id:
            return
        if cookie_id and cookie_id != session_id:
            await self.delete(cookie_id, store=self._store(connection))
        await self._store(connection).set(session_id, data, expires_in=self.config.idle_seconds)
        self._set_cookie(message, value=session_id, max_age=self.config.max_age)

    def _store(self, connection: Connection) -> Any:
        return self.config.get_store_from_app(connection.scope["litestar_app"])

    def _set_cookie(self, message: Message, *, value: str, max_age: int) -> None:
        cookie = Cookie(
            key=self.config.key,
            value=value,
            max_age=max_age,
            path=self.config.path,
            secure=self.config.secure,
            httponly=True,
            samesite=self.config.samesite,
        )
        MutableScopeHeaders.from_message(message).add("Set-Cookie", cookie.to_header(header=""))


@dataclass
class SessionConfig(ServerSideSessionConfig):
    """`max_age` counts from signing in, however busy; `idle_seconds` from the person's last doing."""

    _backend_class = SessionBackend
    idle_seconds: int = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Whom a session names, and the number of theirs it began under."""

    person_id: UUID
    session_epoch: int


def sign_in(request: HttpRequest, *, person_id: UUID, session_epoch: int) -> None:
    """Start a signed-in session under a new id; whatever the visitor's session held before is gone."""
    request.scope["state"][_ID] = secrets.token_hex(32)
    request.scope["session"] = {PERSON: str(person_id), EPOCH: session_epoch, BEGAN: int(time())}


def sign_out(connection: Connection) -> None:
    """End the session; its data is deleted from the store."""
    connection.scope["session"] = Empty


def held_by(connection: Connection) -> Held | None:
    """Who signed in on this session."""
    held = (connection.scope.get("session") or {}) if connection.scope.get("session") is not Empty else {}
    assert isinstance(held, dict)
    if PERSON not in held:
        return None
    return Held(person_id=UUID(held[PERSON]), session_epoch=held[EPOCH])


def _is_persons_doing(connection: Connection) -> bool:
    """Writes, and pages gone to; not what a script of an open page reads again and again."""
    mode = connection.headers.get("sec-fetch-mode", "navigate")
    return connection.scope.get("method") not in ("GET", "HEAD") or mode == "navigate"


def _is_over(held: dict[str, Any], *, most: int) -> bool:
    return PERSON in held and int(time()) - held.get(BEGAN, 0) >= most
