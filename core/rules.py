"""Statutory values by the day they came into force, each with its source.

Not for: holding the values — those are TOML in `trading/rules` — nor for deciding with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Enforcement(StrEnum):
    """How a rule acts: refuse, warn and ask for a reason, be set within bounds, or run a clock."""

    HARD = "hard"
    SOFT = "soft"
    CONFIGURED = "configured"
    TIMER = "timer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the catalogue (id such as TG05) as it stands from `valid_from` to `valid_to`.

    `term` is what the steps of a transaction ask for it by, if any does.
    """

    id: str
    title: str
    article: str
    value: Decimal
    unit: str
    enforcement: Enforcement
    verified: bool
    valid_from: date
    valid_to: date | None = None
    term: str = ""

    @property
    def count(self) -> int:
        """The value as a whole number of its unit."""
        return int(self.value)

    def in_force_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules in force on one day: the day whose law governs a project."""

    day: date
    rules: Mapping[str, Rule]

    def __getitem__(self, rule_id: str) -> Rule:
        return self.rules[rule_id]
