"""What both doors do at sign-in: read who knocks, begin the session, remember the device."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from litestar import Request, Response
from litestar.datastructures import Cookie

from identity.knocks import COOKIE, COOKIE_SECONDS, Knock, remembering
from identity.operations.sign_in import Credentials, SignedIn, sign_in
from web import sessions
from web.client_address import counted_address

R = TypeVar("R", bound=Response[Any])


async def begin(request: Request[Any, Any, Any], *, credentials: Credentials, now: datetime) -> SignedIn:
    """Sign in and start the session."""
    knock = Knock(address=counted_address(request), devices=request.cookies.get(COOKIE, ""))
    signed_in = await sign_in(credentials=credentials, now=now, knock=knock)
    sessions.sign_in(request, person_id=signed_in.person_id, session_epoch=signed_in.session_epoch)
    return signed_in


def remembered(request: Request[Any, Any, Any], answer: R, *, credentials: Credentials) -> R:
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
