"""`docs/rule-book.md` says what is true: rows, places and tests as they are, and no rule both kept and missing."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

from factories.rule_proofs import PROOFS

from trading.kinds import KINDS
from trading.rules import rules_of
from trading.rules.book import DEMAND

ROOT = Path(__file__).resolve().parents[2]


def renderer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("render_rule_book", ROOT / "docs" / "render_rule_book.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_document_is_current() -> None:
    shown = (ROOT / "docs" / "rule-book.md").read_text("utf-8")
    assert renderer().page() == shown, "run: python docs/render_rule_book.py"


def test_every_row_is_read_somewhere() -> None:
    found = renderer()
    unread = [
        rule.id for kind in KINDS.values() for rule in rules_of(kind.rule_file) if not found.places(rule)
    ]
    assert unread == []


def test_what_is_missing_is_not_kept_and_what_is_in_part_is() -> None:
    found = renderer()
    assert not found.kept().keys() & found.ABSENT.keys()
    assert found.PARTLY.keys() <= found.kept().keys()


def test_every_demand_has_its_test_and_every_test_exists() -> None:
    for kind in KINDS.values():
        demands = {rule.id for rule in rules_of(kind.rule_file) if rule.unit == DEMAND}
        assert PROOFS[kind.code].keys() == demands
    for proofs in PROOFS.values():
        for node in proofs.values():
            path, _, name = node.partition("::")
            tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
            names = {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
            assert name in names, node
