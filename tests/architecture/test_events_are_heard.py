"""Every event told has somebody who hears it, and nobody waits for one that is never told."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from app.wiring import subscribers_by_topic

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("identity", "trading", "bidding_room", "expert_pool", "evaluation", "app")


def topics_told() -> Iterator[str]:
    """What stands in the calls of `outbox.emit`, the topic itself or the name of a constant of the module, and what a
    declared step tells."""
    for path in (path for package in PACKAGES for path in (PROJECT / package).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            yield from (ast.literal_eval(word.value) for word in call.keywords if word.arg == "topic")
            if ast.unparse(call.func) != "outbox.emit" or ast.unparse(call.args[0]) == "self.topic":
                continue
            if isinstance(call.args[0], ast.Constant):
                yield call.args[0].value
            else:
                module = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
                yield getattr(import_module(module), ast.unparse(call.args[0]))


def test_every_event_has_a_hearer_and_every_hearer_an_event() -> None:
    assert set(topics_told()) == subscribers_by_topic().keys()
