"""Who joins by themselves: a contact, its code out of the spool, an account, an application."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from identity_cast import some_uscc

from app.wiring import SUBSCRIBERS, subscribers_by_topic
from identity.actor import Actor
from identity.contact_codes import Purpose
from identity.joining.operations.apply_to_join import Application, apply_to_join
from identity.joining.operations.open_account import NewAccount, open_account
from identity.operations.ask_contact_code import Contact, ask_contact_code
from identity.roles import Role
from identity.sessions import load_actor
from storage.database import fetch_one
from storage.outbox import Delivery, relay_once, run_once

PASSWORD = "a-long-password-2026"
LICENCE = base64.b64encode(b"%PDF-1.7 a business licence").decode()


def some_mobile() -> str:
    return "13" + "".join(secrets.choice("0123456789") for _ in range(9))


async def deliver() -> None:
    """Every event on its way to its hearers in identity, as the worker does it."""
    due: list[Delivery] = []

    async def take(delivery: Delivery) -> None:
        due.append(delivery)

    await relay_once(subscribers=subscribers_by_topic(), enqueue=take, limit=1000)
    for one in due:
        if one.subscriber.startswith("identity."):
            handler = SUBSCRIBERS[one.subscriber].handler
            await run_once(event_id=one.event_id, subscriber=one.subscriber, handler=handler)


async def told_to(contact: str) -> str:
    """The newest message to this contact."""
    row = await fetch_one(
        "SELECT text FROM storage_spooled_message WHERE receiver = $1 ORDER BY at DESC LIMIT 1", contact
    )
    assert row is not None
    return str(row["text"])


async def code_told_to(contact: str) -> str:
    await deliver()
    found = re.search(r"验证码(\d{6})", await told_to(contact))
    assert found is not None
    return found[1]


async def ask(contact: str, *, address: str | None = None, purpose: Purpose = Purpose.JOIN) -> UUID:
    return await ask_contact_code(
        word=Contact(contact=contact), purpose=purpose, address=address or secrets.token_hex(4)
    )


def account(code: str, **said: str) -> NewAccount:
    name = f"j{secrets.token_hex(6)}"
    return NewAccount(**({"code": code, "name": "赵六", "sign_in_name": name, "password": PASSWORD} | said))


async def newcomer(now: datetime, *, contact: str | None = None) -> Actor:
    """An account opened by the code."""
    contact = contact or some_mobile()
    code_id = await ask(contact)
    opened = await open_account(code_id=code_id, word=account(await code_told_to(contact)), now=now)
    actor = await load_actor(opened.person_id)
    assert actor is not None
    return actor


def application(**said: Any) -> Application:
    known = {
        "name": f"入驻单位{secrets.token_hex(4)}",
        "uscc": some_uscc(),
        "role": Role.BIDDER,
        "licence": LICENCE,
    }
    return Application(**(known | said))


async def applied(actor: Actor, now: datetime, **said: Any) -> UUID:
    return await apply_to_join(actor=actor, word=application(**said), now=now)
