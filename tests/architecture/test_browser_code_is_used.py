"""Every style has an element that wears it, every macro a page that calls it, every export a module that takes it."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "bidding_room", "evaluation", "expert_pool", "identity", "trading", "web")
TAKEN_BY_VECTORS = {
    "combineShares": "tests/vectors hold the two implementations of the format to the same bytes",
    "sealedSize": "the same",
    "openChunk": "the same",
    "wrap": "the same",
}


def texts(*suffixes: str) -> dict[Path, str]:
    """Every file of the packages with one of these suffixes."""
    found = (path for package in PACKAGES for path in sorted((PROJECT / package).rglob("*")))
    return {path: path.read_text(encoding="utf-8") for path in found if path.suffix in suffixes}


def test_every_style_is_worn() -> None:
    """A class put together on the page, `chip-{{ tone }}`, wears everything that begins like it."""
    styles = re.sub(r"/\*.*?\*/", "", "".join(texts(".css").values()), flags=re.DOTALL)
    worn = "\n".join(texts(".html", ".js", ".py").values())
    begun = set(re.findall(r"([a-z][a-z-]*-)(?:\{\{|\$\{)", worn))
    names = set(re.findall(r"\.([a-zA-Z][\w-]*)(?=[^{}]*\{)", styles))
    unworn = {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", worn)}
    assert {name for name in unworn if not name.startswith(tuple(begun))} == set()
    variables = set(re.findall(r"(--[\w-]+)\s*:", styles))
    assert {name for name in variables if f"var({name}" not in styles + worn} == set()


def test_every_macro_is_called() -> None:
    pages = "\n".join(texts(".html").values())
    macros = set(re.findall(r"\{%-?\s*macro\s+(\w+)", pages))
    assert {name for name in macros if len(re.findall(rf"\b{name}\(", pages)) < 2} == set()


def test_every_export_is_taken() -> None:
    files = texts(".js", ".html")
    exported = {
        (path, name)
        for path, text in files.items()
        for name in re.findall(r"export\s+(?:async\s+)?(?:function\*?|const|class|let)\s+(\w+)", text)
    }
    taken = r"import\s*\{{[^}}]*\b{0}\b|\w\.{0}\b"  # by its name, or of a module taken whole
    untaken = {
        name
        for path, name in exported
        if not any(re.search(taken.format(name), text) for other, text in files.items() if other != path)
    }
    assert untaken == TAKEN_BY_VECTORS.keys()
