"""Whole days end at an instant: no package compares dates where it could compare moments.

Two days compared with `<` or `>=` forget the hours, which once let documents be offered for four days and a minute.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "storage", "identity", "sealing", "trading", "bidding_room", "expert_pool", "evaluation")

#: A date that is one by itself, of no moment: (file, line of code) → why.
OF_NO_MOMENT: dict[tuple[str, str], str] = {}


def _day_compared(node: ast.Compare) -> bool:
    parts = (node.left, *node.comparators)
    ordered = any(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in node.ops)
    return ordered and any(
        isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "local_day"
        for part in parts
    )


def comparisons() -> list[tuple[str, str]]:
    found = []
    for package in PACKAGES:
        for path in (PROJECT / package).rglob("*.py"):
            nodes = ast.walk(ast.parse(path.read_text("utf-8")))
            found += [
                (str(path.relative_to(PROJECT)), ast.unparse(node))
                for node in nodes
                if isinstance(node, ast.Compare) and _day_compared(node)
            ]
    return found


def test_no_order_is_decided_by_the_day_a_moment_falls_on() -> None:
    assert [one for one in comparisons() if one not in OF_NO_MOMENT] == []


def test_the_search_would_find_one() -> None:
    (node,) = (n for n in ast.walk(ast.parse("local_day(a) < earliest")) if isinstance(n, ast.Compare))
    assert _day_compared(node)


def test_a_day_up_to_which_something_may_be_done_says_that_it_ends_at_24() -> None:
    """`28日前` leaves open whether the 28th counts; a term ends at 24:00 of its last day."""
    told = re.compile(
        r"""(?:\|(?:short_)?day(?: \}\}|\ ~ ")|%d\}|day_text\([^)]*\)\}) ?(?:前|之前|止|为止)"""
    )
    assert told.search("{{ row.due_on|short_day }} 前定标")
    assert told.search('report.determine_by_on|day ~ "前（"')
    assert told.search("（{day_text(by)}前）")
    assert told.search("，至{day_text(ends_on)}止")
    files = [
        path
        for package in (*PACKAGES, "app", "web")
        for kind in ("py", "html")
        for path in (PROJECT / package).rglob(f"*.{kind}")
    ]
    assert [str(path) for path in files if told.search(path.read_text("utf-8"))] == []
