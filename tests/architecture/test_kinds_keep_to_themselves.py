"""A kind is known to its own folder and to the table of kinds; what the law of one kind says stands there alone.

Names of laws and parties in docstrings and comments give reasons and bind nobody; in a refusal, a page or a paper they
do. Which words are one kind's own is computed from the terms of all: a new kind brings its words under this test.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from factories.own_words import words_of_one_kind
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
    "identity/joining/templates/application.html": "whoever joins does so before any kind is known",
    "identity/templates/organisation_new.html": "organisations are registered before any kind is known",
}


#: The demonstration and the training show projects of one kind, with their papers.
SHOWN = ("app/demo/", "app/training/")
_TITLE = re.compile(r"《[^》]*》")
_REMARK = re.compile(r"\{#.*?#\}", re.DOTALL)

#: What is said in the words of one kind elsewhere, rightly: file → why.
SAID_IN_GENERAL = {
    "app/asgi.py": "开标 is what everybody looks for in a menu; the page names the openings of every kind",
    "identity/joining/domain.py": "one registration for every kind: what they call a subject stands side by side",
    "app/public_site/templates/home.html": "成交 is any deal where deals of all kinds are counted together",
    "app/public_site/templates/notices.html": "成交 is any deal where notices of all kinds are searched",
}
#: Not clean yet; this list only shrinks.
NOT_YET = frozenset({"trading/projects/templates/scheme.html"})


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


def words_said(text: str, *, suffix: str, words: frozenset[str]) -> set[str]:
    """Which of the words a text says to people, outside the titles of laws and papers."""
    said = [_REMARK.sub("", text)] if suffix == ".html" else _literals(ast.parse(text))
    return {word for one in said for word in words if word in _TITLE.sub("", one)}


def test_no_room_speaks_in_the_words_of_one_kind() -> None:
    words = words_of_one_kind(kind.terms for kind in KINDS.values())
    said = {
        path: found
        for path, text in _elsewhere()
        if not path.startswith(SHOWN)
        if (found := words_said(text, suffix=Path(path).suffix, words=words))
    }
    known = SAID_IN_GENERAL.keys() | NOT_YET
    assert {path: sorted(found) for path, found in said.items() if path not in known} == {}
    assert known <= said.keys(), "what stands there is still said"


def test_words_of_one_kind_are_those_that_no_other_has() -> None:
    words = words_of_one_kind(kind.terms for kind in KINDS.values())
    assert {"采购人", "采购", "评标委员会", "宗地", "竞买人", "挂牌"} <= words
    assert not {"报价", "终止", "代理机构", "截止"} & words


def test_a_further_kind_takes_no_word_out() -> None:
    """Two kinds may share a word, as 招标 of procurement and of construction, and a third has another for it."""
    several = [kind.terms for kind in KINDS.values()]
    sister = replace(KINDS["procurement"].terms, tenderer="招标人", project="招标项目")
    assert words_of_one_kind(several) <= words_of_one_kind([*several, sister])


@pytest.mark.parametrize(
    ("text", "suffix", "found"),
    [
        ('x = f"{a}名采购人代表"', ".py", {"采购人", "采购"}),
        ('"""采购人."""\nx = "《政府采购法》"', ".py", set()),
        ("<p>{# 采购人 #}{{ w.tenderer }}</p>", ".html", set()),
        ('<p title="采购人">', ".html", {"采购人", "采购"}),
    ],
)
def test_the_search_finds_a_word(text: str, suffix: str, found: set[str]) -> None:
    assert words_said(text, suffix=suffix, words=frozenset({"采购人", "采购"})) == found
