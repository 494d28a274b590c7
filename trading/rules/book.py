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
from trading.rules.term import Term

#: Where the kinds keep their rules, a file each.
FOLDER = Path(__file__).parent
_UNITS = frozenset(
    {"days", "working_days", "years", "minutes", "hours", "percent", "people", "thirds", "yuan", "bidders"}
)
_REQUIRED = {"id", "title", "article", "value", "unit", "enforcement", "verified", "valid_from"}
_KNOWN = _REQUIRED | {"valid_to", "term"}


@cache
def rulebook(file: Path, day: date) -> RuleBook:
    """The rules of a file in force on `day`, by id and by `Term`.

    A rule not in force is absent, so asking for it is a `KeyError`.
    """
    found = [rule for rule in rules_of(file) if rule.in_force_on(day)]
    return RuleBook(day=day, rules={key: rule for rule in found for key in (rule.id, rule.term) if key})


@cache
def rules_of(file: Path) -> tuple[Rule, ...]:
    """Every version of every rule of a file, by id and day; raises `ValueError` naming the first fault."""
    rules = [read_rule(row) for row in tomllib.loads(file.read_text("utf-8"))["rule"]]
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
    if (term := row.get("term", "")) and term.partition(":")[0] not in set(Term):
        raise ValueError(f"rule {name}: nobody asks for the term {term!r}")
    return Rule(
        id=row["id"],
        term=term,
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
