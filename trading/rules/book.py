"""Reading and checking the rule files.

A file that says nonsense stops the program at start: a wrong statutory value is worse than none.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from core.rules import Rule, RuleBook, Severity, Source
from trading.rules.term import Term

#: Where the kinds keep their rules, a file each.
FOLDER = Path(__file__).parent
#: A demand has no number: it is met or it is not.
DEMAND = "demand"
UNITS = {
    "days": "日",
    "working_days": "个工作日",
    "years": "年",
    "age": "岁",
    "minutes": "分钟",
    "hours": "小时",
    "percent": "%",
    "people": "人",
    "thirds": "/3",
    "yuan": "元",
    "bidders": "家",
    DEMAND: "",
}
_REQUIRED = {"id", "title", "instrument", "article", "unit", "severity", "evidence", "valid_from"}
_KNOWN = _REQUIRED | {"value", "valid_to", "jurisdiction", "term", "enforced"}
_ENFORCED = re.compile(r"[a-z_.]+:[A-Za-z_.]+")


@lru_cache(maxsize=512)
def rulebook(file: Path, day: date, region: str = "") -> RuleBook:
    """The rules of a file in force on `day`, by id and by `Term`; for a region code, that of the nearest place.

    A rule not in force is absent, so asking for it is a `KeyError`.
    """
    found = [rule for rule in rules_of(file) if rule.in_force_on(day) and rule.holds_in(region)]
    found.sort(key=lambda rule: len(rule.jurisdiction))
    return RuleBook(day=day, rules={key: rule for rule in found for key in (rule.id, rule.term) if key})


def rules_in_force(book: RuleBook) -> tuple[Rule, ...]:
    """Each once, by id."""
    return tuple(rule for key, rule in sorted(book.rules.items()) if key == rule.id)


@cache
def rules_of(file: Path) -> tuple[Rule, ...]:
    """Every version of every rule of a file, by id, place and day; raises `ValueError` naming the first fault."""
    rules = [read_rule(row) for row in tomllib.loads(file.read_text("utf-8"))["rule"]]
    rules.sort(key=lambda rule: (rule.id, rule.jurisdiction, rule.valid_from))
    _refuse_overlaps(rules)
    return tuple(rules)


def read_rule(row: dict[str, Any]) -> Rule:
    """One row of a rule file; raises `ValueError` saying which rule and what is wrong with it."""
    if fault := next((said for wrong, said in _wrongs(row) if wrong), None):
        raise ValueError(f"rule {row.get('id', '?')}: {fault}")
    return Rule(
        id=row["id"],
        title=row["title"],
        instrument=row["instrument"],
        clause=row["article"],
        value=_value(row),
        unit=row["unit"],
        severity=Severity(row["severity"]),
        evidence=Source(row["evidence"]),
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        jurisdiction=row.get("jurisdiction", ""),
        term=row.get("term", ""),
        enforced=row.get("enforced", ""),
    )


def _wrongs(row: dict[str, Any]) -> list[tuple[object, str]]:
    """What may be wrong with a row, each with its sentence; a row that lacks a field is asked nothing else."""
    if missing := _REQUIRED - row.keys():
        return [(True, f"missing {sorted(missing)}")]
    unknown, term = row.keys() - _KNOWN, row.get("term", "")
    return [
        (unknown, f"unknown {sorted(unknown)}"),
        (row["unit"] not in UNITS, f"unit {row['unit']!r} is not one of {sorted(UNITS)}"),
        (not row["title"] or not row["instrument"], "a rule names itself and its instrument"),
        (row.get("valid_to", date.max) <= row["valid_from"], "ends before it begins"),
        (term and term.partition(":")[0] not in set(Term), f"nobody asks for the term {term!r}"),
        (
            not re.fullmatch("([0-9]{2}){0,3}", row.get("jurisdiction", "")),
            "a place is two, four or six digits",
        ),
        ("value" in row and row["unit"] == DEMAND, "a demand has no value"),
        (not _ENFORCED.fullmatch(row.get("enforced", "a:a")), "what enforces it is written `module:name`"),
    ]


def _value(row: dict[str, Any]) -> Decimal:
    if row["unit"] == DEMAND:
        return Decimal(1)
    name, text = row["id"], row.get("value")
    try:
        value = Decimal(str(text))
    except InvalidOperation:
        raise ValueError(f"rule {name}: value {text!r} is not a number") from None
    if not isinstance(text, str) or value <= 0:
        raise ValueError(f"rule {name}: value is written as text and is above zero")
    return value


def _refuse_overlaps(rules: list[Rule]) -> None:
    for earlier, later in pairwise(rules):
        same = (earlier.id, earlier.jurisdiction) == (later.id, later.jurisdiction)
        if same and (earlier.valid_to is None or earlier.valid_to > later.valid_from):
            raise ValueError(f"rule {earlier.id}: two values on {later.valid_from}")
        if earlier.id == later.id and earlier.term != later.term:
            raise ValueError(f"rule {earlier.id}: asked for by two terms")
