"""What both doors do to sessions: read who knocks, begin one, remember the device, go on with a new password, end."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from litestar import Response
from litestar.datastructures import Cookie

from identity.actor import Actor
from identity.contact_codes import Purpose
from identity.knocks import COOKIE, COOKIE_SECONDS, Knock, remembering
from identity.operations.ask_contact_code import Contact, ask_contact_code
from identity.operations.change_password import NewPassword, change_password
from identity.operations.sign_in import Credentials, SignedIn, sign_in, sign_out
from web import sessions
from web.client_address import counted_address
from web.visitor import HttpRequest

R = TypeVar("R", bound=Response[Any])
SIGN_INS_PER_MINUTE = 120  # a hall of people may share one address; a name has limits of its own


async def begin(request: HttpRequest, *, credentials: Credentials, now: datetime) -> SignedIn:
    """Sign in and start the session."""
    knock = Knock(address=counted_address(request), devices=request.cookies.get(COOKIE, ""))
    signed_in = await sign_in(credentials=credentials, now=now, knock=knock)
    sessions.sign_in(request, person_id=signed_in.person_id, session_epoch=signed_in.session_epoch)
    return signed_in


async def recovery_code_asked(request: HttpRequest, word: Contact) -> UUID:
    """The id of the code; answered alike whether the contact has an account. Refuses as `ask_contact_code`."""
    return await ask_contact_code(word=word, purpose=Purpose.RECOVER, address=counted_address(request))


async def go_on_with(*, actor: Actor, request: HttpRequest, word: NewPassword, now: datetime) -> None:
    """Change one's own password; this session goes on, every other ends. Refuses as `change_password`."""
    epoch = await change_password(actor=actor, word=word, now=now)
    assert actor.person_id is not None
    sessions.sign_in(request, person_id=actor.person_id, session_epoch=epoch)


async def end(request: HttpRequest, *, actor: Actor, now: datetime) -> None:
    """Sign out; the session is over at once."""
    await sign_out(actor=actor, now=now)
    sessions.sign_out(request)


def remembered(request: HttpRequest, answer: R, *, credentials: Credentials) -> R:
    """The answer with the device cookie renewed: from now on strangers' failures do not bar this browser."""
    known = request.cookies.get(COOKIE, "")
    answer.set_cookie(
        Cookie(
            key=COOKIE,
            value=remembering(known, sign_in_name=credentials.sign_in_name),
            max_age=COOKIE_SECONDS,
            path="/",
            secure=request.app.state.secure_cookies,
            httponly=True,
            samesite="lax",
        )
    )
    return answer
