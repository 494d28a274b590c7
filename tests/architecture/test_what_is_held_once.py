"""What a process holds once is given by the composition root and asked for at the edge (decision 79)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGES = (
    "app",
    "bidding_room",
    "core",
    "evaluation",
    "expert_pool",
    "identity",
    "sealing",
    "storage",
    "trading",
    "web",
)
HELD = {"keys": "platform_keys", "objects": "store", "counters": "counters", "messages": "messenger"}
GIVES = {"app/runtime.py"}


def modules() -> dict[str, ast.Module]:
    found = (path for package in PACKAGES for path in sorted((PROJECT / package).rglob("*.py")))
    return {path.relative_to(PROJECT).as_posix(): ast.parse(path.read_text()) for path in found}


def is_pure(path: str) -> bool:
    return "domain" in Path(path).parts or path.startswith(("core/", "sealing/", "trading/kinds/"))


def asked_for(module: ast.Module) -> Iterator[str]:
    """What of the held values a module takes: the name itself, or the module it is in."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module in {f"storage.{home}" for home in HELD}:
            yield from (one.name for one in node.names if one.name in {*HELD.values(), "use"})
        elif isinstance(node, ast.ImportFrom) and node.module == "storage":
            yield from (one.name for one in node.names if one.name in HELD)


def gives(module: ast.Module) -> bool:
    names = {*HELD, *HELD.values()}
    calls = (node.func for node in ast.walk(module) if isinstance(node, ast.Call))
    return "use" in asked_for(module) or any(
        isinstance(called, ast.Attribute)
        and called.attr == "use"
        and isinstance(called.value, ast.Name)
        and called.value.id in names
        for called in calls
    )


def held_in(module: ast.Module) -> set[str]:
    """The names to which a `Held[…](…)` is assigned."""
    return {
        target.id
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Subscript)
        and ast.unparse(node.value.func.value) == "Held"
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_four_values_are_held() -> None:
    found = {path: names for path, module in modules().items() if (names := held_in(module))}
    assert found == {f"storage/{home}.py": {name} for home, name in HELD.items()}


def test_what_only_computes_asks_for_none() -> None:
    pure = {path: module for path, module in modules().items() if is_pure(path)}
    assert len(pure) > 60
    assert {path: asked for path, module in pure.items() if (asked := list(asked_for(module)))} == {}


def test_only_the_composition_root_gives_them() -> None:
    assert {path for path, module in modules().items() if gives(module)} == GIVES


@pytest.mark.parametrize(
    ("text", "asks", "given"),
    [
        ("from storage.keys import platform_keys as mine", ["platform_keys"], False),
        ("from storage.keys import PlatformKeys", [], False),
        ("from storage import keys\nkeys.use(1)", ["keys"], True),
        ("from storage.objects import store\nstore.use(1)", ["store"], True),
        ("from storage.counters import use\nuse(1)", ["use"], True),
    ],
)
def test_the_search_finds_what_it_should(text: str, asks: list[str], given: bool) -> None:
    module = ast.parse(text)
    assert (list(asked_for(module)), gives(module)) == (asks, given)
