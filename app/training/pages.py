"""The training clock's page, and the page that shows all components together."""

from __future__ import annotations

from msgspec import Struct

from app.demo.accounts import PASSPHRASE, PASSWORD, Account, accounts
from app.training.move_time import clock_face
from app.training.permissions import Permission
from app.training.samples import samples
from storage.messages import SpooledMessage, spooled
from web.guards import PUBLIC
from web.views import view


class Accounts(Struct, frozen=True, kw_only=True):
    """Who can sign in here, with the passwords that every training instance shares."""

    accounts: tuple[Account, ...]
    password: str = PASSWORD
    passphrase: str = PASSPHRASE


async def shared_accounts() -> Accounts:
    """The accounts of the demo."""
    return Accounts(accounts=accounts())


class Messages(Struct, frozen=True, kw_only=True):
    """What would have been sent, the newest first."""

    messages: tuple[SpooledMessage, ...]


async def not_sent() -> Messages:
    """The spool."""
    return Messages(messages=await spooled())


CLOCK = view("/training", "training/clock.html", needs=Permission.CLOCK_MOVE, face=clock_face)
MESSAGES = view("/training/messages", "training/messages.html", not_sent, needs=Permission.MESSAGES_READ)
COMPONENTS = view("/components", "training/components.html", samples, needs=PUBLIC)
ACCOUNTS = view("/demo-accounts", "training/accounts.html", shared_accounts, needs=PUBLIC)
