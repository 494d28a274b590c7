"""Reading and checking the rule files.

A file that says nonsense stops the program at start: a wrong statutory value is worse than none.
"""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from core.rules import Enforcement, Rule, RuleBook

_FILES = ("procurement.toml",)
_UNITS = frozenset(
    {"days", "working_days", "years", "minutes", "hours", "percent", "people", "thirds", "yuan", "bidders"}
)
_REQUIRED = {"id", "title", "article", "value", "unit", "enforcement", "verified", "valid_from"}
_KNOWN = _REQUIRED | {"valid_to"}


@cache
def rulebook(day: date) -> RuleBook:
    """The rules in force on `day`; a rule not in force is absent, so asking for it is a `KeyError`."""
    return RuleBook(day=day, rules={rule.id: rule for rule in all_rules() if rule.in_force_on(day)})


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every version of every rule, by id and day; raises `ValueError` naming the first fault."""
    rules: list[Rule] = []
    for name in _FILES:
        rows = tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))["rule"]
        rules += [read_rule(row) for row in rows]
    rules.sort(key=lambda rule: (rule.id, rule.valid_from))
    _refuse_overlaps(rules)
    return tuple(rules)


def read_rule(row: dict[str, Any]) -> Rule:
    """One row of a rule file; raises `ValueError` saying which rule and what is wrong with it."""
    name = row.get("id", "?")
    if missing := _REQUIRED - row.keys():
        raise ValueError(f"rule {name}: missing {sorted(missing)}")
    if unknown := row.keys() - _KNOWN:
        raise ValueError(f"rule {name}: unknown {sorted(unknown)}")
    if row["unit"] not in _UNITS:
        raise ValueError(f"rule {name}: unit {row['unit']!r} is not one of {sorted(_UNITS)}")
    if not row["title"] or not row["article"]:
        raise ValueError(f"rule {name}: a rule names itself and its article")
    if row.get("valid_to") is not None and row["valid_to"] <= row["valid_from"]:
        raise ValueError(f"rule {name}: ends before it begins")
    return Rule(
        id=row["id"],
        title=row["title"],
        article=row["article"],
        value=_value(name, row["value"]),
        unit=row["unit"],
        enforcement=Enforcement(row["enforcement"]),
        verified=bool(row["verified"]),
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
    )


def _value(name: str, text: object) -> Decimal:
    try:
        value = Decimal(str(text))
    except InvalidOperation:
        raise ValueError(f"rule {name}: value {text!r} is not a number") from None
    if not isinstance(text, str) or value <= 0:
        raise ValueError(f"rule {name}: value is written as text and is above zero")
    return value


def _refuse_overlaps(rules: list[Rule]) -> None:
    for earlier, later in pairwise(rules):
        same = earlier.id == later.id
        if same and (earlier.valid_to is None or earlier.valid_to > later.valid_from):
            raise ValueError(f"rule {earlier.id}: two values on {later.valid_from}")
