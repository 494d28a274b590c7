"""Every event and every named fact of the audit log has a Chinese label: no code stands in the Chinese log."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.transparency.fact_labels import FACT_TITLES
from app.transparency.labels import TITLES, title_of

PACKAGES = ("app", "bidding_room", "evaluation", "expert_pool", "identity", "storage", "trading")
PROJECT = Path(__file__).parents[2]
WRITERS = {"record", "remember", "remember_of", "issue_notice", "NewEntry"}
COVER = "audit:cover"


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for name in PACKAGES:
        for path in (PROJECT / name).rglob("*.py"):
            yield from ((path, node) for node in ast.walk(ast.parse(path.read_text())))


def tags() -> set[str]:
    """The values of every `AuditTag` the packages declare."""
    classes = [node for _, node in nodes() if isinstance(node, ast.ClassDef) and node.name == "AuditTag"]
    assigned = [line.value for one in classes for line in one.body if isinstance(line, ast.Assign)]
    return {str(value.value) for value in assigned if isinstance(value, ast.Constant)}


def named_facts() -> Iterator[tuple[str, str]]:
    """(fact, file) of every fact written by name where an entry is made."""
    for path, node in nodes():
        if isinstance(node, ast.Call) and _name(node.func) in WRITERS:
            yield from ((key, str(path)) for key in _keys(node))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _keys(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg == "facts" and isinstance(keyword.value, ast.Dict):
            keys = (key.value for key in keyword.value.keys if isinstance(key, ast.Constant))
            yield from (key for key in keys if isinstance(key, str))


def test_every_tag_has_a_label_and_every_label_a_tag() -> None:
    declared = tags()
    assert len(declared) > 50
    assert declared - set(TITLES) == set()
    assert set(TITLES) - declared == {COVER}


def test_every_named_fact_has_a_label() -> None:
    found = list(named_facts())
    assert len(found) > 60
    assert sorted({one for one in found if one[0] not in FACT_TITLES}) == []


@pytest.mark.parametrize("labels", [TITLES, FACT_TITLES])
def test_labels_are_chinese(labels: dict[str, str]) -> None:
    assert [label for label in labels.values() if not re.search("[\u4e00-\u9fff]", label)] == []


def test_a_tag_of_a_later_release_is_not_shown_as_a_code() -> None:
    assert not title_of("future:thing:happen").isascii()
