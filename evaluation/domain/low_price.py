"""Abnormally low prices.

A trigger only opens the review: the supplier explains in writing, the panel decides. All three numeric triggers
compare strictly (a price at the line triggers nothing) and use quoted prices, never policy-adjusted ones.
Not for: deciding that a bid is invalid — the panel votes on that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.rules import RuleBook
from trading.choices import Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The three percentages; tender documents may raise each up to 65."""

    mean: Decimal
    next: Decimal
    ceiling: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One trigger hit: the price, the exact line it lies below, and the percentage that drew the line."""

    bid: str
    trigger: Trigger
    price: Decimal
    line: Fraction
    percent: Decimal


def thresholds_on(rules: RuleBook) -> Thresholds | None:
    """The thresholds of the day whose law governs the project; None before 2026-02-01."""
    wanted = ("G14-mean", "G14-next", "G14-ceiling")
    if not all(rule in rules.rules for rule in wanted):
        return None
    values = [rules[rule].value for rule in wanted]
    return Thresholds(mean=values[0], next=values[1], ceiling=values[2])


def low_price_findings(
    *, prices: Mapping[str, Decimal], limit: Decimal, thresholds: Thresholds
) -> tuple[Finding, ...]:
    """Every trigger hit among the compliant quotations; `limit` is the ceiling price, or the budget without one."""
    return tuple(_findings(prices, limit, thresholds)) if prices else ()


def _findings(prices: Mapping[str, Decimal], limit: Decimal, thresholds: Thresholds) -> Iterator[Finding]:
    average = sum(map(Fraction, prices.values()), Fraction(0)) / len(prices)
    ascending = sorted(prices.values())
    for bid, price in sorted(prices.items(), key=lambda item: (item[1], item[0])):
        lines = {
            Trigger.MEAN: (average, thresholds.mean),
            Trigger.CEILING: (Fraction(limit), thresholds.ceiling),
        }
        if len(ascending) > 1 and price == ascending[0]:
            lines[Trigger.NEXT] = (Fraction(ascending[1]), thresholds.next)
        for trigger, (measure, percent) in lines.items():
            line = measure * Fraction(percent) / 100
            if Fraction(price) < line:
                yield Finding(bid=bid, trigger=trigger, price=price, line=line, percent=percent)
