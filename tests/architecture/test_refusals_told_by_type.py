"""A refusal's code is for those outside; inside, who must go another way after a refusal catches its type."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "app",
    "bidding_room",
    "evaluation",
    "expert_pool",
    "identity",
    "sealing",
    "storage",
    "trading",
    "web",
)
A_CODE = re.compile(r"[a-z]+(-[a-z]+)+")


def comparisons_of_codes() -> Iterator[str]:
    for path in (path for package in PACKAGES for path in sorted((PROJECT / package).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Compare):
                continue
            asks = any(isinstance(part, ast.Attribute) and part.attr == "code" for part in ast.walk(node))
            texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
            if asks and any(isinstance(text, str) and A_CODE.fullmatch(text) for text in texts):
                yield f"{path.relative_to(PROJECT)}:{node.lineno}"


def test_nobody_compares_the_code_of_a_refusal() -> None:
    assert list(comparisons_of_codes()) == []
