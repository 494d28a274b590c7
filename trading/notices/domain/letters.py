"""What a letter to a bidder is, and what kinds word theirs from.

A letter is data, so that page, document and logged hash show the same thing. Not for: wording, which a kind brings, nor
for deciding who may read a letter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

import msgspec

from core.canonical import canonical_bytes
from core.rules import RuleBook
from trading.choices import LetterKind
from trading.decisions.domain.ranking import RankedBid
from trading.notices.domain.notice_shape import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterBody:
    """A letter as it stands: `parties` are those who seal it."""

    title: str
    no: str
    addressee: str
    opening: str
    lines: tuple[tuple[str, str], ...]
    table: Table | None
    closing: tuple[str, ...]
    parties: tuple[tuple[str, str], ...]
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """What every letter of a lot draws on.

    `lot_name` is written as the glossary says: 第1包 and its name; `lot_title` is the project's name, with the lot
    where there are several.
    """

    project_no: str
    project_name: str
    lot_name: str
    lot_title: str
    tenderer: str
    agency: str
    notice_no: str
    issued_on: date
    rules: RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Tender):
    """A tender that has a winner; `bidders` counts the valid bids."""

    winner: str
    amount: Decimal
    deemed: bool
    bidders: int


def letter_sha256(body: LetterBody) -> str:
    """The hash the log holds: SHA-256 over the canonical JSON of the letter."""
    return sha256(canonical_bytes(msgspec.to_builtins(body))).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """The last day of a period moved past days off, and by which calendar version it was counted."""

    until_on: date
    calendar_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWinner:
    """`contract_by` is None where no period runs, or while a year it runs into is not entered."""

    outcome: Outcome
    no: str
    contract_by: LastDay | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToOther:
    """Whoever bid and did not win; `passed_over` says why its turn came to nothing."""

    outcome: Outcome
    no: str
    bid: RankedBid
    place: int | None
    passed_over: str
    small_firm_percent: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToEverybody:
    """Whoever bid for a lot that ended without a winner; `again`: it has to be offered anew."""

    tender: Tender
    no: str
    bidder: str
    reason: str
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """What a kind calls its letters, and how it words them."""

    titles: Mapping[LetterKind, str]
    winner: Callable[[ToWinner], LetterBody]
    other: Callable[[ToOther], LetterBody]
    everybody: Callable[[ToEverybody], LetterBody]
