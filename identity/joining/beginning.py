"""What both doors do for who is not signed in yet: ask for a code, open an account and go on signed in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from identity.contact_codes import Purpose
from identity.joining.operations.open_account import NewAccount, open_account
from identity.operations.ask_contact_code import Contact, ask_contact_code
from web import sessions
from web.client_address import counted_address
from web.visitor import HttpRequest


async def code_asked(request: HttpRequest, word: Contact) -> UUID:
    """Refuses as `ask_contact_code`."""
    return await ask_contact_code(word=word, purpose=Purpose.JOIN, address=counted_address(request))


async def account_opened(request: HttpRequest, code_id: UUID, word: NewAccount, *, now: datetime) -> UUID:
    """The session begins with the account. Refuses as `open_account`."""
    opened = await open_account(code_id=code_id, word=word, now=now)
    sessions.sign_in(request, person_id=opened.person_id, session_epoch=opened.session_epoch)
    return opened.person_id
