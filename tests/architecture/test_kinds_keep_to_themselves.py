"""A kind is known to its own folder and to the table of kinds; what the law of one kind says stands there alone.

Names of laws in docstrings and comments give reasons and bind nobody; in a refusal, a page or a paper they do.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_rules_are_read import sources

from trading.kinds import KINDS

HOMES = ("trading/kinds/", "trading/rules/")
_ARTICLE = re.compile(r"《[^》]{2,40}》[^。；，]{0,4}第[零一二三四五六七八九十百]+条|财库〔|87号?令")

#: Law that holds for every kind, or stands below them all: file → why.
GENERAL = {
    "core/calendar.py": "days off are the same for everybody",
    "trading/calendar/domain/holidays.py": "days off are the same for everybody",
    "trading/projects/domain/times.py": "the Civil Code counts every period",
    "identity/domain.py": "who supervises takes no other part; roles are given before any kind is known",
    "identity/templates/organisation_new.html": "organisations are registered before any kind is known",
}


def _elsewhere() -> Iterator[tuple[str, str]]:
    for path, text in sources(".py", ".html"):
        if not path.as_posix().startswith(HOMES):
            yield path.as_posix(), text


def imported(text: str) -> set[str]:
    """Every module a text imports from."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def articles(text: str, *, suffix: str) -> list[str]:
    """Articles that a text cites to people."""
    said = [text] if suffix == ".html" else _literals(ast.parse(text))
    return [hit for one in said for hit in _ARTICLE.findall(one)]


def _literals(tree: ast.Module) -> list[str]:
    statements = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    docstrings = {id(value) for value in statements if isinstance(value, ast.Constant)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def test_no_room_imports_a_single_kind() -> None:
    of_one = tuple(f"trading.kinds.{code}" for code in KINDS)
    guilty = {
        path: found
        for path, text in _elsewhere()
        if path.endswith(".py") and (found := {name for name in imported(text) if name.startswith(of_one)})
    }
    assert guilty == {}


def test_no_room_cites_the_law_of_one_kind() -> None:
    cited = {
        path: found for path, text in _elsewhere() if (found := articles(text, suffix=Path(path).suffix))
    }
    assert {path: found for path, found in cited.items() if path not in GENERAL} == {}
    assert GENERAL.keys() <= cited.keys(), "what is general is still cited"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('x = "《政府采购法》第三十六条"', 1),
        ('x = f"{a}（财库〔2022〕19号）"', 1),
        ('"""《政府采购法》第三十六条."""', 0),
        ('x = "《中小企业声明函》"', 0),
    ],
)
def test_the_search_finds_an_article(text: str, found: int) -> None:
    assert len(articles(text, suffix=".py")) == found


def test_the_search_finds_an_import() -> None:
    assert "trading.kinds.procurement" in imported("from trading.kinds import procurement")
    assert "trading.kinds.land_listing.offer" in imported("import trading.kinds.land_listing.offer")
