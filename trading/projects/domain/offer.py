"""What a bidder hands in, as a kind asks for it: lines that are read out, parts with files, the limit of prices.

Told on the page before anybody types or uploads, and checked by the clients before they seal: afterwards nobody can.
Not for: how an offer is sealed, nor whether what is in it meets what was asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from trading.choices import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """A line of the opening form besides the price. A sealed form names no kind: names mean one thing in all of them.

    `choices` are the values that may be sealed, with what is read out for each; `unsaid` is what leaving it out means,
    and `unknown` what is read out behind a value that is none of the choices.
    """

    name: str
    title: str
    required: bool = False
    maxlength: int = 400
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    unsaid: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of an offer, sealed in its own envelope; `least` files must be in it."""

    envelope: Envelope
    title: str
    hint: str
    least: int


class Side(StrEnum):
    """On which side of its limit a price is valid."""

    AT_MOST = "at-most"
    AT_LEAST = "at-least"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningArticles:
    """By which law: nobody reads an offer before (`shut`), who decrypts (`decrypting`), what becomes of an offer that
    could not be (`undecrypted`), and what is recorded (`record`)."""

    shut: str
    decrypting: str
    undecrypted: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`beyond` says what is wrong with a price on the other side of the limit, `article` by which law.

    `free` says what is wrong with a price of nothing, where that is not beyond the limit. `interested_article` keeps
    those whose project it is from offering.
    """

    lines: tuple[FormLine, ...]
    parts: tuple[Part, ...]
    side: Side
    beyond: str
    article: str
    price_hint: str
    receipt_article: str
    withdrawal_article: str
    interested_article: str
    opening: OpeningArticles
    free: str = ""

    def fault_of(self, price: Decimal, *, limit: Decimal) -> str | None:
        """Why a price is none that may be accepted, with its article; None where it may."""
        if price <= 0 and self.free:
            return self.free
        return None if self.holds(price, limit=limit) else f"{self.beyond}（{self.article}）"

    def holds(self, price: Decimal, *, limit: Decimal) -> bool:
        """Whether a price may be accepted at all."""
        return price <= limit if self.side is Side.AT_MOST else price >= limit
