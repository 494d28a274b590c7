"""Statutory values by the day they came into force and the place they hold for, each with its source.

Not for: holding the values — those are TOML in `trading/rules` — nor for deciding with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Severity(StrEnum):
    """How a rule acts: refuse, warn and ask for a reason, be set within bounds, or run a clock."""

    HARD = "hard"
    SOFT = "soft"
    CONFIGURED = "configured"
    TIMER = "timer"


class Source(StrEnum):
    """What a rule was read in."""

    TEXT = "V"
    """The text of the instrument itself."""
    SECONDARY = "secondary"
    """Somebody else's account of it."""
    MEMORY_HIGH = "memory-H"
    MEMORY_MEDIUM = "memory-M"
    MEMORY_LOW = "memory-L"
    LOCAL = "local"
    """The practice of a place or of this platform; the country has no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the catalogue (id such as TG05) as it stands from `valid_from` to `valid_to`.

    `term` is what the steps of a transaction ask for it by, if any does; `enforced` names the code (`module:name`) that
    meets a demand nobody asks a number of. `jurisdiction` is the beginning of the region codes it holds for, empty for
    the whole country. What follows the first `-` of an id tells apart the numbers of one rule.
    """

    id: str
    title: str
    instrument: str
    clause: str
    value: Decimal
    unit: str
    severity: Severity
    evidence: Source
    valid_from: date
    valid_to: date | None = None
    jurisdiction: str = ""
    term: str = ""
    enforced: str = ""

    @property
    def article(self) -> str:
        """The instrument and where in it."""
        return self.instrument + self.clause

    @property
    def verified(self) -> bool:
        """Whether it was read in the text itself."""
        return self.evidence is Source.TEXT

    @property
    def count(self) -> int:
        """The value as a whole number of its unit."""
        return int(self.value)

    def unmet_by(self, whose: str) -> str:
        """That there are fewer of these than the least it asks for, in words: of none there are not “fewer than 1”."""
        return f"没有{whose}" if self.count == 1 else f"{whose}不足{self.count}家"

    def in_force_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def holds_in(self, region: str) -> bool:
        return region.startswith(self.jurisdiction)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules in force on one day in one place: the day whose law governs a project, and its region."""

    day: date
    rules: Mapping[str, Rule]

    def __getitem__(self, rule_id: str) -> Rule:
        return self.rules[rule_id]
