"""A rule nobody reads is no rule, and a constant that a rule holds is a second law.

Both directions are held: every row of `trading/rules/procurement.toml` reaches code, and no package writes down a
number, in code or in a Chinese sentence, that a rule already holds.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from core.rules import Rule
from trading.kinds import KINDS
from trading.rules import Term, rules_of

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "core",
    "trading",
    "identity",
    "sealing",
    "bidding_room",
    "expert_pool",
    "evaluation",
    "web",
    "app",
)

#: Numbers that happen to equal a rule and are none: name → why.
NO_RULE = {
    "OFFICERS": "the platform's own panel of three, see the sealing specification",
    "SHORTEST_PASSWORD": "letters",
    "SHORTEST_REASON": "letters",
    "SHORTEST_STATEMENT": "letters",
    "THRESHOLD": "two of those three",
    "SURELY_ENOUGH_DAYS": "the longest run of days off that could be arranged",
    "LEAST_PARTIES": "how many secrets a seed needs so that nobody knows all of it",
    "REVEAL_WINDOW": "the protocol's own: how long a party to a draw may keep silent",
}

_UNITS = {
    "days": "日",
    "working_days": "个工作日",
    "years": "年",
    "age": "周岁",
    "minutes": "分钟",
    "bidders": "家",
}
_DIGITS = "零一二三四五六七八九十"


def sources(*endings: str) -> Iterator[tuple[Path, str]]:
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*")):
            generated = {"piccolo_migrations", "demo", "training"} & set(path.parts)
            if path.suffix in endings and not generated:
                yield path.relative_to(PROJECT), path.read_text("utf-8")


def _every_rule() -> tuple[Rule, ...]:
    return tuple(rule for kind in KINDS.values() for rule in rules_of(kind.rule_file))


def test_every_rule_is_read() -> None:
    """By a term, by its own id, or by what it says enforces it."""
    read = {
        found for _, text in sources(".py") for found in re.findall(r"\"([A-Z]+[0-9]*(?:-[a-z-]+)?)\"", text)
    }
    assert {rule.id for rule in _every_rule() if not rule.term and not rule.enforced} - read == set()


def test_what_enforces_a_demand_exists() -> None:
    for rule in _every_rule():
        module, _, name = rule.enforced.partition(":")
        assert not module or hasattr(import_module(module), name), rule.id


def test_every_term_is_asked_for() -> None:
    text = "\n".join(text for _, text in sources(".py"))
    assert {term.name for term in Term} - set(re.findall(r"Term\.(\w+)", text)) == set()


def _constants(text: str) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Names in capitals bound to a number at the top of a module, and the units the number may be of."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            name, value = node.target.id, node.value
        else:
            continue
        found = _number(value)
        if name.strip("_").isupper() and found is not None:
            yield name.strip("_"), *found


COUNTED = frozenset({"working_days", "years", "age", "percent", "people", "thirds", "bidders"})


def _number(value: ast.expr) -> tuple[int, frozenset[str]] | None:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        if value.func.id == "timedelta" and len(value.keywords) == 1:
            inner = _number(value.keywords[0].value)
            return inner and (inner[0], frozenset({value.keywords[0].arg or ""}))
        if value.func.id == "Decimal" and len(value.args) == 1:
            return _number(value.args[0])
    if isinstance(value, ast.Constant) and type(value.value) in (int, str):
        return (int(value.value), COUNTED) if str(value.value).isdecimal() else None
    return None


#: A module that speaks of articles is one where a number may be law.
_OF_LAW = re.compile("《|[0-9]令|第[一二三四五六七八九十百]+条")


def test_no_constant_holds_what_a_rule_holds() -> None:
    held = {(rule.count, rule.unit) for rule in _every_rule()}
    found = [
        f"{path}: {name} = {number}"
        for path, text in sources(".py")
        if _OF_LAW.search(text)
        for name, number, units in _constants(text)
        if name not in NO_RULE and any((number, unit) in held for unit in units)
    ]
    assert found == []


def _spelt(number: int) -> str:
    """`7` as people write it: the digit, or the Chinese numeral."""
    tens, ones = divmod(number, 10)
    chinese = (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    return f"(?:{number}|{chinese})" if number < 100 else str(number)


def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        f"{rule.id}: {rule.count}": re.compile(
            f"(?<![0-9第{_DIGITS}]){_spelt(rule.count)} ?{_UNITS[rule.unit]}"
        )
        for rule in _every_rule()
        if rule.unit in _UNITS
    }


def _sentences(path: Path, text: str) -> Iterator[str]:
    """What people read: strings of code but no docstrings, and templates whole."""
    if path.suffix == ".html":
        yield from text.splitlines()
        return
    tree = ast.parse(text)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


#: Where sentences speak of the procurement and not of sessions, passwords or pages.
OF_THE_TRADE = ("trading", "bidding_room", "sealing", "expert_pool", "evaluation", "app")


def test_no_sentence_holds_what_a_rule_holds() -> None:
    patterns = _patterns()
    found = {
        f"{path}: {rule}: {sentence.strip()[:60]}"
        for path, text in sources(".py", ".html")
        if path.parts[0] in OF_THE_TRADE
        for sentence in _sentences(path, text)
        for rule, pattern in patterns.items()
        if pattern.search(sentence)
    }
    assert sorted(found) == []


@pytest.mark.parametrize(
    "planted",
    ["请自发出之日起三十日内签订合同", "可以自届满之日起7个工作日内质疑", "投标人不足3家", "应不满七十周岁"],
)
def test_the_search_finds_what_was_once_there(planted: str) -> None:
    assert any(pattern.search(planted) for pattern in _patterns().values())


@pytest.mark.parametrize(
    "planted",
    ["WINDOW = timedelta(minutes=30)", "LEAST_BIDDERS = 3", "DEVIATION: Decimal = Decimal(30)", "_AGE = 70"],
)
def test_the_search_finds_the_constants_that_were_once_there(planted: str) -> None:
    ((_, number, units),) = _constants(planted)
    assert any((rule.count, rule.unit) == (number, unit) for rule in _every_rule() for unit in units)
