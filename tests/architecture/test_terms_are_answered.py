"""A rule that a kind's file does not hold is asked for only behind the part of the kind that makes it apply.

`RuleBook` raises `KeyError` for a rule it has not: an incident in front of somebody. So every question in code and in
templates is answered by the file of every kind, real or made up, or stands in a room that some kinds never enter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from factories.made_up_kind import AUCTIONED_BERTHS, BERTHS, JUDGED_BERTHS
from test_rules_are_read import sources

from trading.kinds import KINDS, Kind
from trading.rules import Term, of_category

TODAY = date(2026, 11, 29)
EVERY_KIND = (*KINDS.values(), BERTHS, AUCTIONED_BERTHS, JUDGED_BERTHS)


def _judged(kind: Kind) -> bool:
    return kind.method.committee


#: Where a kind comes only with a part that it has: the beginning of a path, and whether the kind has the part.
BEHIND: dict[str, Callable[[Kind], bool]] = {
    "expert_pool/": _judged,
    "evaluation/operations/raise_low_prices.py": _judged,
    "evaluation/queries/marks.py": _judged,
    "evaluation/templates/": _judged,
    "trading/projects/pages/drafting.py": lambda kind: kind.drafting.scheme is not None,
    "trading/decisions/domain/award.py": lambda kind: bool(kind.deciding.deemed_article),
    **{f"trading/kinds/{code}/": lambda kind, code=code: kind.code == code for code in KINDS},
}
_IN_TEMPLATE = re.compile(r"rules\[['\"]([\w:-]+)['\"]\]")


def asked(path: Path, text: str) -> Iterator[str]:
    """What `rules[…]` asks for: a term, `term:` where it differs by category, or a rule's own id."""
    if path.suffix == ".html":
        yield from _IN_TEMPLATE.findall(text)
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Subscript) and "rules" in ast.unparse(node.value):
            yield from _key(node.slice)


def _key(key: ast.expr) -> Iterator[str]:
    if isinstance(key, ast.Call):
        yield from (f"{found}:" for found in _key(key.args[0]))
    elif isinstance(key, ast.Attribute) and ast.unparse(key.value) == "Term":
        yield Term[key.attr].value
    elif isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield key.value


def answers(kind: Kind, question: str) -> bool:
    held = kind.rules_on(TODAY).rules
    if not question.endswith(":"):
        return question in held
    return all(of_category(Term(question[:-1]), category) in held for category in kind.category_titles)


QUESTIONS = [(path, question) for path, text in sources(".py", ".html") for question in asked(path, text)]


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.code)
def test_a_kind_answers_what_it_is_asked(kind: Kind) -> None:
    unanswered = [
        f"{path}: {question}"
        for path, question in QUESTIONS
        if not answers(kind, question)
        and all(has(kind) for room, has in BEHIND.items() if path.as_posix().startswith(room))
    ]
    assert unanswered == []


def test_every_room_named_asks_something_that_some_kind_cannot_answer() -> None:
    hard = {
        path.as_posix()
        for path, question in QUESTIONS
        if not all(answers(kind, question) for kind in EVERY_KIND)
    }
    assert [room for room in BEHIND if not any(path.startswith(room) for path in hard)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x = lot.rules[Term.COMMITTEE_SIZE]", "committee-size"),
        ("x = kind.rules_on(day)[of_category(Term.LEAST_PRICE_WEIGHT, category)]", "least-price-weight:"),
        ('x = rules["TL01"]', "TL01"),
    ],
)
def test_the_search_finds_a_question(text: str, found: str) -> None:
    assert list(asked(Path("a.py"), text)) == [found]
