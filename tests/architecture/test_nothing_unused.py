"""Whatever stands on the top level of a module serves the platform itself: what only tests use is no longer alive."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
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

ASKED_FOR_BY_NAME = {
    "WORDS": "app.asgi looks for it in every package, for the templates",
    "APP_CONFIG": "Piccolo looks for it",
    "APP_REGISTRY": "Piccolo looks for it",
    "DB": "Piccolo looks for it",
}
KEPT = {
    "app.serve.application": "granian asks for it by name",
    "sealing.envelopes.recover_key": "the bidder's own side, which the browser takes",
    "core.numbers.PERCENTAGE": "the measure that web/static/scheme.js reads points by",
    "storage.migration_steps.FirstStep": "what the migrations of every package begin with",
    "storage.merkle.frontier_places": "says of the frontier what tests hold it to",
    "storage.merkle.root_of": "says of the root what tests hold it to",
}


CALLED_FROM_OUTSIDE = {
    "load_from_connection": "Litestar calls a session backend",
    "store_in_message": "Litestar calls a session backend",
    "_run_in_pool": "Piccolo calls its engine",
    "withdraw": "of the bidder's client: the one act of theirs that the demo does not play",
}


def modules() -> dict[str, ast.Module]:
    """Module → tree, of everything but tests and migrations."""
    found = {}
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            if "piccolo_migrations" not in path.parts:
                name = ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
                found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def names_of(statement: ast.stmt) -> list[str]:
    """What a statement of the top level defines; tables are named by Piccolo's migrations, commands by their group, and
    what is shown or answered is found by the application."""
    match statement:
        case ast.Assign(value=ast.Call(func=ast.Name(id="view" | "live" | "told"))):
            return []
        case ast.AsyncFunctionDef(decorator_list=[ast.Call(func=ast.Name(id="get" | "post" | "delete")), *_]):
            return []
        case ast.ClassDef(bases=[ast.Name(id="Table"), *_]):
            return []
        case ast.FunctionDef() | ast.AsyncFunctionDef() if any(
            "command" in ast.unparse(mark) for mark in statement.decorator_list
        ):
            return []
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def taken_from_others(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(module, name) of what a module imports, or reaches through a module it imports."""
    aliases = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield (node.module or "", alias.name)
                aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Attribute):
            yield aliases.get(ast.unparse(node.value), ast.unparse(node.value)), node.attr


def spoken_of(tree: ast.Module) -> Iterator[str]:
    """Names that a module reads outside their own definition, and strings: `__all__`, types in quotes."""
    for statement in tree.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                if node.id not in names_of(statement):
                    yield node.id
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_what_stands_in_a_module_is_used_by_the_platform() -> None:
    known = modules()
    used = {use for tree in known.values() for use in taken_from_others(tree)}
    used |= {(module, name) for module, tree in known.items() for name in spoken_of(tree)}
    unused = {
        f"{module}.{name}"
        for module, tree in known.items()
        for statement in tree.body
        for name in names_of(statement)
        if (module, name) not in used and name not in ASKED_FOR_BY_NAME and not name.startswith("__")
    }
    assert unused == KEPT.keys()


def methods_of(tree: ast.Module) -> Iterator[str]:
    """Methods and properties, but those that answer a route or a protocol of Python's."""
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for member in node.body:
            if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef) and not member.name.startswith(
                "__"
            ):
                marks = {ast.unparse(mark).partition("(")[0] for mark in member.decorator_list}
                if not marks & {"get", "post", "put", "delete", "patch"}:
                    yield member.name


def test_every_method_is_reached_by_the_platform() -> None:
    known = modules()
    reached = {
        node.attr for tree in known.values() for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
    pages = (path for package in PACKAGES for path in (PROJECT / package).rglob("*.html"))
    for page in pages:
        reached.update(re.findall(r"\.([a-z_]+)", page.read_text(encoding="utf-8")))
    unreached = {name for tree in known.values() for name in methods_of(tree)} - reached
    assert unreached == CALLED_FROM_OUTSIDE.keys()
