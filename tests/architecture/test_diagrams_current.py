"""The diagrams in docs/ are those of the tables."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).resolve().parents[2] / "docs"


def renderer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("render_life_cycle", DOCS / "render_life_cycle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lots_diagram_is_current() -> None:
    page = (DOCS / "life-cycle.md").read_text("utf-8")
    assert renderer().rendered(page) == page, "run: python docs/render_life_cycle.py"
