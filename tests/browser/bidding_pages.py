"""What tests of bidding and opening on pages share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from factories.bidding_cast import Hand
from playwright.async_api import Page

PASSPHRASE = "一个足够长的口令2026"
PATIENT = 60_000

Enter: TypeAlias = Callable[[Hand], Awaitable[Page]]
"""Signs one of the cast in, in a browser context of their own."""
