"""The closed list of grounds for passing over a candidate, as data. Not for: judging whether one is proven."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "passing_over.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One ground; `evidence` says what proves it."""

    id: str
    title: str
    article: str
    evidence: str
    verified: bool


@cache
def grounds() -> Mapping[str, Ground]:
    """By id, in the order of the file; a row that is not whole stops the program."""
    rows = tomllib.loads(_FILE.read_text("utf-8"))["ground"]
    return {row["id"]: Ground(**row) for row in rows}
