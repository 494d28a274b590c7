"""The first of three rings: who may use a route at all.

Not for: policies about one subject (own organisation, recusal, state); operations check those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar.exceptions import NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler

from core.errors import Forbidden
from web.kept_forms import keep_posted
from web.visitor import Connection, visitor_of

PUBLIC = "public"
SIGNED_IN = "signed-in"
REACHES_STORE = "reaches_store"
BEFORE_NEW_PASSWORD = "before_new_password"  # noqa: S105 - the name of an option


class NewPasswordNeeded(Forbidden):
    """Signed in with a one-time password: nothing else before it is changed. On a page it leads to the account."""


SANDBOXED = "sandboxed"


@dataclass(frozen=True, slots=True)
class Requires:
    """A route guard: signed in, and holding every one of `permissions`."""

    permissions: frozenset[str]

    async def __call__(self, connection: Connection, route: BaseRouteHandler) -> None:
        """Raises 401 for strangers, `Forbidden` (`permission-missing`) for the wrong role, and
        `NewPasswordNeeded` for who signed in with a one-time password."""
        visitor = visitor_of(connection)
        if visitor is None:
            raise await _sign_in_first(connection)
        if visitor.must_change_password and not route.opt.get(BEFORE_NEW_PASSWORD):
            raise NewPasswordNeeded(code="new-password-needed", message="请先修改一次性密码")
        missing = sorted(self.permissions - visitor.permissions)
        if missing:
            raise Forbidden(
                code="permission-missing", message="您的角色无权进行此操作", facts={"permission": missing[0]}
            )


async def _sign_in_first(connection: Connection) -> NotAuthorizedException:
    """401; a posted form is kept, and its author comes back to it after signing in."""
    kept = await keep_posted(connection)
    if kept is None:
        return NotAuthorizedException(detail="请先登录")
    back, cookie = kept
    return NotAuthorizedException(detail="请先登录", headers={"set-cookie": cookie}, extra={"back": back})


def requires(*permissions: str) -> Requires:
    """`guards=[requires(Permission.NOTICE_PUBLISH)]`; without arguments: any signed-in person."""
    return Requires(frozenset(str(permission) for permission in permissions))


def guarding(needs: str, opt: dict[str, Any] | None = None) -> dict[str, Any]:
    """Guards and options of a route for who holds `needs`; `SIGNED_IN` is anybody who is, `PUBLIC` everybody."""
    if needs == PUBLIC:
        return {"opt": public() | (opt or {})}
    return {"guards": [requires() if needs == SIGNED_IN else requires(needs)], "opt": opt}


def public() -> dict[str, Any]:
    """`opt=public()`: everybody may use this route, signed in or not."""
    return {PUBLIC: True}


def sandboxed() -> dict[str, Any]:
    """`opt=sandboxed()`: answers of this route are strangers' bytes; a browser gives them no script and no origin."""
    return {SANDBOXED: True}


def reaches_store() -> dict[str, Any]:
    """`opt=reaches_store()`: scripts on this page may talk to the object store (sealing, reading documents)."""
    return {REACHES_STORE: True}


def before_new_password() -> dict[str, Any]:
    """`opt=before_new_password()`: open also to who must change a one-time password first."""
    return {BEFORE_NEW_PASSWORD: True}
