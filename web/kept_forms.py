"""A form posted without a valid session is kept for its author, and shown again, filled, after they sign in.

Every form names who it was made for, marked by the platform; only that person gets it back, once, on the page where
it stands. Passwords and passphrases are never kept, nor are files. Nothing is done by it: the form is sent again, with
its token. Not for: drafts; half an hour is all it lasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie

from core.errors import DomainError
from web.forms import read_form
from web.responses import local_path
from web.visitor import AUTHOR_FIELD, Connection, HttpRequest

COOKIE = "kept_form"
SECONDS = 30 * 60
MOST_CHARACTERS = 512 * 1024
# Names of fields whose content is nobody's but the person's; a test holds the templates against it.
SECRET_FIELDS = frozenset(
    {
        "password",
        "present",
        "passphrase",
        "again",
        "withdraw_passphrase",
        "recover_passphrase",
        "record_passphrase",
        "old_passphrase",
    }
)
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """`author` marks whom the form was made for; `action` is where it was posted, `back` the page it stands on."""

    author: str
    action: str
    back: str
    pairs: tuple[tuple[str, str], ...]


class KeepsForms(Protocol):
    """Keeps a form and gives the one-time token to its cookie; the application's state holds one as `keep_form`."""

    async def __call__(self, form: KeptForm) -> str | None:
        """None when the mark is nobody's."""
        ...


async def keep_posted(connection: Connection) -> tuple[str, str] | None:
    """The page to come back to and the `Set-Cookie` header, if the request was a form and is kept now."""
    if not isinstance(connection, Request) or connection.method != "POST":
        return None
    if connection.content_type[0] not in _FORMS or connection.url.path.startswith("/api/"):
        return None
    form = await _form_of(connection)
    keep: KeepsForms = connection.app.state.keep_form
    token = await keep(form) if form else None
    if form is None or token is None:
        return None
    return form.back, token_cookie(connection, token)


async def _form_of(request: HttpRequest) -> KeptForm | None:
    try:
        values = await read_form(request, with_author=True)
    except DomainError:
        return None
    pairs = tuple((name, text) for name, text in values.pairs if name not in SECRET_FIELDS | {AUTHOR_FIELD})
    if not pairs or sum(len(name) + len(text) for name, text in pairs) > MOST_CHARACTERS:
        return None
    return KeptForm(
        author=values.get(AUTHOR_FIELD, ""),
        action=request.url.path,
        back=page_of(request) or request.url.path,
        pairs=pairs,
    )


def page_of(request: HttpRequest) -> str | None:
    """The page of this site the form was sent from, if the browser says so."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.netloc != request.headers.get("host") or not came_from.path:
        return None
    query = f"?{came_from.query}" if came_from.query else ""
    return local_path(f"{came_from.path}{query}", otherwise="") or None


def token_cookie(connection: Connection, token: str, *, seconds: int = SECONDS) -> str:
    """The `Set-Cookie` header for the token; with `seconds` 0 it takes the cookie away."""
    cookie = Cookie(
        key=COOKIE,
        value=token,
        max_age=seconds,
        path="/",
        secure=connection.app.state.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return cookie.to_header(header="")
