"""A table is spoken of in its own package alone; the packages above ask its queries, or join with its relations."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from piccolo.table import Table

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("storage", "identity", "trading", "expert_pool", "bidding_room", "evaluation")
OWNERS = {
    table._meta.tablename: package
    for package in PACKAGES
    for table in import_module(f"{package}.piccolo_app").APP_CONFIG.table_classes
}
NAMED = re.compile(rf"\b({'|'.join(sorted(OWNERS, key=len, reverse=True))})\b")
OF_ALL_TABLES = {
    "app/grants.py": "says what the application's role may do with each table",
    "app/migrate.py": "sees whether a database is marked and a log begun before it is migrated",
    "app/former_build.py": "takes over what another build made, of all packages at once",
    "app/founding.py": "asks in the launcher, where no package is at work, whether somebody is registered",
    "app/demo/clear.py": "empties every table of a training instance",
}


def modules() -> Iterator[tuple[str, str, ast.Module]]:
    """Path, package and tree of everything but tests and migrations."""
    for package in (*PACKAGES, "app", "web"):
        for path in sorted((PROJECT / package).rglob("*.py")):
            if "piccolo_migrations" not in path.parts:
                yield str(path.relative_to(PROJECT)), package, ast.parse(path.read_text(encoding="utf-8"))


def test_no_statement_names_a_table_of_another_package() -> None:
    reached = {
        (path, name)
        for path, package, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for name in NAMED.findall(node.value)
        if OWNERS[name] != package and path not in OF_ALL_TABLES
    }
    assert reached == set()


def test_only_foreign_keys_import_a_table_of_another_package() -> None:
    reached = {
        (path, alias.name)
        for path, package, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and ".tables" in node.module
        for alias in node.names
        if node.module.split(".")[0] != package and "tables" not in path and is_table(node.module, alias.name)
    }
    assert reached == set()


def is_table(module: str, name: str) -> bool:
    found = getattr(import_module(module), name)
    return isinstance(found, type) and issubclass(found, Table)
